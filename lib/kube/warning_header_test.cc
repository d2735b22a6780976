// SPDX-License-Identifier: Apache-2.0
#include "kube/warning_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshctl::kube {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(WarningHeader, ReadsTexts) {
  EXPECT_THAT(WarningTexts(R"(299 - "unknown field \"spec.x\"")"), ElementsAre("unknown field \"spec.x\""));
  EXPECT_THAT(WarningTexts(R"(299 - "a, b", 299 - "c")"), ElementsAre("a, b", "c"));
  EXPECT_THAT(WarningTexts(R"(299 host "a" "Sun, 22 Nov 2026 19:00:00 GMT", 299 - "b")"),
              ElementsAre("a", "b"));
}

TEST(WarningHeader, DropsWhatIsMalformed) {
  EXPECT_THAT(WarningTexts(""), IsEmpty());
  EXPECT_THAT(WarningTexts("299 - plain"), IsEmpty());
  EXPECT_THAT(WarningTexts(R"(299 - "open)"), IsEmpty());
  EXPECT_THAT(WarningTexts(R"(299 - "a", 299 - "open\)"), ElementsAre("a"));
}

TEST(RetryAfter, ReadsSecondsOnly) {
  EXPECT_EQ(RetryAfter("7"), std::chrono::seconds(7));
  EXPECT_EQ(RetryAfter("Sun, 22 Nov 2026 19:00:00 GMT"), std::nullopt);
  EXPECT_EQ(RetryAfter("-1"), std::nullopt);
  EXPECT_EQ(RetryAfter("99999999999999999999"), std::nullopt);
  EXPECT_EQ(RetryAfter(""), std::nullopt);
}

}  // namespace
}  // namespace meshctl::kube
