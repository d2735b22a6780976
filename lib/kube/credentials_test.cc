// SPDX-License-Identifier: Apache-2.0
#include "kube/credentials.h"

#include <gtest/gtest.h>

#include "testing/memory_files.h"

namespace meshctl::kube {
namespace {

TEST(TokenFile, IsReadAgainAfterAMinuteAndWhenRefused) {
  testing::MemoryFiles files;
  files.files = {{"token", "one\n"}};
  std::chrono::system_clock::time_point now{};
  const auto made = ReadTokenFile(files, "token", "config", [&now] { return now; });
  ASSERT_TRUE(made) << made.error().message;
  LoginSource& source = **made;
  files.files["token"] = "two";
  now += std::chrono::seconds(59);
  EXPECT_EQ(source.Get()->token, "one");
  now += std::chrono::seconds(1);
  EXPECT_EQ(source.Get()->token, "two");
  EXPECT_EQ(source.Refused({.token = "two"}), false);
  EXPECT_EQ(source.Refused({.token = "one"}), true) << "there is another one already";
  files.files["token"] = "three";
  EXPECT_EQ(source.Refused({.token = "two"}), true);
  EXPECT_EQ(source.Get()->token, "three");
}

TEST(TokenFile, KeepsTheLastTokenWhenTheFileGoes) {
  testing::MemoryFiles files;
  files.files = {{"token", "one\n"}};
  std::chrono::system_clock::time_point now{};
  const auto made = ReadTokenFile(files, "token", "config", [&now] { return now; });
  ASSERT_TRUE(made);
  files.files["token"] = " \n";
  now += std::chrono::hours(1);
  EXPECT_EQ((*made)->Get()->token, "one");
  EXPECT_EQ((*made)->Refused({.token = "one"}), false);
}

TEST(TokenFile, MustHoldATokenToBeginWith) {
  testing::MemoryFiles files;
  files.files = {{"token", "\n"}};
  EXPECT_EQ(ReadTokenFile(files, "token", "config: user `a`: `tokenFile`", {}).error().message,
            "config: user `a`: `tokenFile`: token is empty");
}

}  // namespace
}  // namespace meshctl::kube
