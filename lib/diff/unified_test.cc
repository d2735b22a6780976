// SPDX-License-Identifier: Apache-2.0
#include "diff/unified.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace meshctl::diff {
namespace {

std::string Numbers(int count, int changed = 0) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += i == changed ? "changed\n" : fmt::format("{}\n", i);
  return text;
}

std::string Render(std::string_view before, std::string_view after, std::size_t context = 3,
                   bool color = false) {
  return RenderUnified(
      before, after,
      {.before_name = "a", .after_name = "b", .context = context, .style = {.color = color, .width = 0}});
}

TEST(RenderUnified, EqualTextsHaveNoDifference) {
  EXPECT_EQ(Render("a\n", "a\n"), "");
  EXPECT_EQ(Render("", ""), "");
}

TEST(RenderUnified, ShowsThreeLinesOfContext) {
  EXPECT_EQ(Render(Numbers(9), Numbers(9, 5)),
            "--- a\n"
            "+++ b\n"
            "@@ -2,7 +2,7 @@\n"
            " 2\n"
            " 3\n"
            " 4\n"
            "-5\n"
            "+changed\n"
            " 6\n"
            " 7\n"
            " 8\n");
}

TEST(RenderUnified, ContextEndsWithTheText) {
  EXPECT_EQ(Render("1\n2\n", "1\n2\n3\n"), "--- a\n+++ b\n@@ -1,2 +1,3 @@\n 1\n 2\n+3\n");
  EXPECT_EQ(Render("1\n2\n", "2\n"), "--- a\n+++ b\n@@ -1,2 +1 @@\n-1\n 2\n");
}

TEST(RenderUnified, NewAndRemovedTexts) {
  EXPECT_EQ(Render("", "1\n2\n"), "--- a\n+++ b\n@@ -0,0 +1,2 @@\n+1\n+2\n");
  EXPECT_EQ(Render("1\n", ""), "--- a\n+++ b\n@@ -1 +0,0 @@\n-1\n");
}

TEST(RenderUnified, ChangesWhoseContextsTouchShareAHunk) {
  std::string after = Numbers(12, 2);
  after.replace(after.find("9\n"), 1, "nine");  // 6 lines between: contexts meet exactly
  EXPECT_EQ(Render(Numbers(12), after),
            "--- a\n+++ b\n@@ -1,12 +1,12 @@\n 1\n-2\n+changed\n 3\n 4\n 5\n 6\n 7\n 8\n-9\n+nine\n 10\n "
            "11\n 12\n");
  after = Numbers(13, 2);
  after.replace(after.find("10\n"), 2, "ten");  // 7 lines between
  EXPECT_EQ(Render(Numbers(13), after),
            "--- a\n+++ b\n@@ -1,5 +1,5 @@\n 1\n-2\n+changed\n 3\n 4\n 5\n"
            "@@ -7,7 +7,7 @@\n 7\n 8\n 9\n-10\n+ten\n 11\n 12\n 13\n");
}

TEST(RenderUnified, WithoutContext) {
  EXPECT_EQ(Render(Numbers(5), Numbers(5, 3), 0), "--- a\n+++ b\n@@ -3 +3 @@\n-3\n+changed\n");
  EXPECT_EQ(Render("1\n2\n", "1\nx\n2\n", 0), "--- a\n+++ b\n@@ -1,0 +2 @@\n+x\n");
}

TEST(RenderUnified, ColoursWhatChanged) {
  EXPECT_EQ(Render("1\n2\n", "1\n3\n", 3, true),
            "\x1b[1m--- a\x1b[0m\n"
            "\x1b[1m+++ b\x1b[0m\n"
            "\x1b[36m@@ -1,2 +1,2 @@\x1b[0m\n"
            " 1\n"
            "\x1b[31m-2\x1b[0m\n"
            "\x1b[32m+3\x1b[0m\n");
}

TEST(RenderUnified, ControlCharactersAreShownNotSent) {
  EXPECT_EQ(Render("", "a\x1b[2J\n"), "--- a\n+++ b\n@@ -0,0 +1 @@\n+a\\x1b[2J\n");
}

}  // namespace
}  // namespace meshctl::diff
