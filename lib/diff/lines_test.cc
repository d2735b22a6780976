// SPDX-License-Identifier: Apache-2.0
// Besides examples, random texts: the script must lead from one text to the other, and be as short as the
// slow and obvious table of longest common subsequences says.
#include "diff/lines.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace meshctl::diff {
namespace {

using Kind = LineChange::Kind;

/// ` a`, `-b`, `+c`, one after the other.
std::string Script(std::string_view before, std::string_view after) {
  std::string script;
  for (const LineChange& change : DiffLines(before, after)) {
    script += change.kind == Kind::kSame ? ' ' : change.kind == Kind::kRemoved ? '-' : '+';
    script += change.line;
  }
  return script;
}

/// Number of lines removed and added by a shortest script.
std::size_t ShortestScript(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  std::vector<std::vector<std::size_t>> common(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      common[i + 1][j + 1] = a[i] == b[j] ? common[i][j] + 1 : std::max(common[i][j + 1], common[i + 1][j]);
    }
  }
  return a.size() + b.size() - 2 * common[a.size()][b.size()];
}

struct Applied {
  std::string before, after;
  std::size_t changes = 0;
};

Applied Follow(const std::vector<LineChange>& script) {
  Applied applied;
  for (const LineChange& change : script) {
    const std::string line = std::string(change.line) + "\n";
    if (change.kind != Kind::kAdded) applied.before += line;
    if (change.kind != Kind::kRemoved) applied.after += line;
    applied.changes += change.kind != Kind::kSame;
  }
  return applied;
}

TEST(SplitLines, EndsWithOrWithoutANewline) {
  EXPECT_THAT(SplitLines(""), ::testing::IsEmpty());
  EXPECT_THAT(SplitLines("\n"), ::testing::ElementsAre(""));
  EXPECT_THAT(SplitLines("a\nb\n"), ::testing::ElementsAre("a", "b"));
  EXPECT_THAT(SplitLines("a\n\nb"), ::testing::ElementsAre("a", "", "b"));
}

TEST(DiffLines, Examples) {
  EXPECT_EQ(Script("", ""), "");
  EXPECT_EQ(Script("a\n", "a\n"), " a");
  EXPECT_EQ(Script("a\n", "a"), " a");
  EXPECT_EQ(Script("", "a\nb\n"), "+a+b");
  EXPECT_EQ(Script("a\nb\n", ""), "-a-b");
  EXPECT_EQ(Script("a\n", "b\n"), "-a+b");
  EXPECT_EQ(Script("a\nb\nc\n", "a\nx\nc\n"), " a-b+x c");
  EXPECT_EQ(Script("a\nb\nc\n", "b\nc\nd\n"), "-a b c+d");
}

TEST(DiffLines, RandomTextsGetAShortestScript) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string texts[2];
    for (std::string& text : texts) {
      for (auto i = random() % 14; i > 0; --i) text += fmt::format("{}\n", random() % (2 + round % 5));
    }
    const Applied applied = Follow(DiffLines(texts[0], texts[1]));
    ASSERT_EQ(applied.before, texts[0]);
    ASSERT_EQ(applied.after, texts[1]);
    ASSERT_EQ(applied.changes, ShortestScript(SplitLines(texts[0]), SplitLines(texts[1])))
        << texts[0] << "----\n"
        << texts[1];
  }
}

TEST(DiffLines, LargeUnrelatedTextsStayCorrect) {
  std::mt19937 random(7);
  std::string texts[2];
  for (std::string& text : texts) {
    for (int i = 0; i < 20'000; ++i) text += fmt::format("{}\n", random() % 5000);
  }
  const Applied applied = Follow(DiffLines(texts[0], texts[1]));
  EXPECT_EQ(applied.before, texts[0]);
  EXPECT_EQ(applied.after, texts[1]);
}

}  // namespace
}  // namespace meshctl::diff
