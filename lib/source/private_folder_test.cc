// SPDX-License-Identifier: Apache-2.0
#include "source/private_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace meshctl::source {
namespace {

unsigned ModeOf(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 ? status.st_mode & 0777u : 0;
}

TEST(PrivateFolder, IsForItsOwnerAloneAndGoesAway) {
  std::string path;
  {
    auto folder = PrivateFolder::Make("LIVE-", ::testing::TempDir());
    ASSERT_TRUE(folder);
    path = folder->path();
    EXPECT_TRUE(std::filesystem::path(path).filename().string().starts_with("LIVE-"));
    EXPECT_EQ(ModeOf(path), 0700u);
    ASSERT_TRUE(folder->Write("v1.Service.shop.web", "text\n"));
    EXPECT_EQ(ModeOf(path + "/v1.Service.shop.web"), 0600u);
    std::ifstream file(path + "/v1.Service.shop.web");
    EXPECT_EQ(std::string(std::istreambuf_iterator(file), {}), "text\n");
    const PrivateFolder moved = *std::move(folder);
    EXPECT_EQ(moved.path(), path);
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(PrivateFolder, NamesStayInside) {
  auto folder = PrivateFolder::Make("x", ::testing::TempDir());
  ASSERT_TRUE(folder);
  ASSERT_TRUE(folder->Write("../a/b", "1"));
  EXPECT_TRUE(std::filesystem::exists(folder->path() + "/.._a_b"));
  ASSERT_TRUE(folder->Write(std::string(300, 'n'), "1"));
  EXPECT_TRUE(std::filesystem::exists(folder->path() + "/" + std::string(255, 'n')));
}

TEST(PrivateFolder, WhereNothingCanBeMade) {
  auto folder = PrivateFolder::Make("x", "/no/such");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().message, "cannot make a folder for temporary files: /no/such: No such file or directory");
  auto twice = PrivateFolder::Make("x", ::testing::TempDir());
  ASSERT_TRUE(twice && twice->Write("a", "1"));
  EXPECT_EQ(twice->Write("a", "2").error().message, twice->path() + "/a: File exists");
}

}  // namespace
}  // namespace meshctl::source
