// SPDX-License-Identifier: Apache-2.0
#include "base/nearest.h"

#include <gtest/gtest.h>

#include <array>

namespace meshctl {
namespace {

TEST(EditDistance, CountsEachKindOfEditOnce) {
  EXPECT_EQ(EditDistance("route", "route", 5), 0u);
  EXPECT_EQ(EditDistance("rout", "route", 5), 1u);
  EXPECT_EQ(EditDistance("router", "route", 5), 1u);
  EXPECT_EQ(EditDistance("roube", "route", 5), 1u);
  EXPECT_EQ(EditDistance("ruote", "route", 5), 1u) << "a swap is one edit";
  EXPECT_EQ(EditDistance("ROUTE", "route", 5), 0u);
  EXPECT_EQ(EditDistance("", "route", 9), 5u);
}

TEST(EditDistance, GivesUpPastTheLimit) {
  EXPECT_EQ(EditDistance("abcdef", "uvwxyz", 2), 3u);
  EXPECT_EQ(EditDistance("a", "abcdefgh", 2), 3u);
}

TEST(Nearest, FindsTheLikelyMisspelling) {
  constexpr std::array<std::string_view, 3> kCommands = {"validate", "analyze", "apply"};
  EXPECT_EQ(Nearest("analize", kCommands), "analyze");
  EXPECT_EQ(Nearest("aply", kCommands), "apply");
  EXPECT_EQ(Nearest("frobnicate", kCommands), "");
  EXPECT_EQ(Nearest("", kCommands), "");
}

TEST(Nearest, PrefersTheFirstOfEquals) {
  constexpr std::array<std::string_view, 2> kNames = {"port", "sort"};
  EXPECT_EQ(Nearest("xort", kNames), "port");
}

}  // namespace
}  // namespace meshctl
