// SPDX-License-Identifier: Apache-2.0
#include "diag/fixes.h"

#include <gtest/gtest.h>

#include <utility>

namespace meshctl::diag {
namespace {

using source::SourceFile;
using source::Span;

Diagnostic Finding(Span span, std::string replacement, Safety safety) {
  Diagnostic finding;
  finding.primary.span = span;
  finding.fixes = {{"fix it", {{span, std::move(replacement)}}, safety}};
  return finding;
}

std::string Fixed(const std::vector<Diagnostic>& findings, Safety least) {
  Report report;
  report.Add(findings);
  report.Finish();
  const auto files = ApplyFixes(report, least);
  return files.empty() ? "(nothing)" : files.front().text;
}

TEST(ApplyFixes, MakesSafeOnesAndKeepsEveryOtherByte) {
  const SourceFile file("a.yaml", "a: yes # why\r\nb: [ 1 ]\r\n");
  EXPECT_EQ(Fixed({Finding({&file, 3, 6}, "\"yes\"", Safety::kSafe),
                   Finding({&file, 19, 20}, "2", Safety::kUnsafe)},
                  Safety::kSafe),
            "a: \"yes\" # why\r\nb: [ 1 ]\r\n");
  EXPECT_EQ(Fixed({Finding({&file, 19, 20}, "2", Safety::kUnsafe)}, Safety::kUnsafe),
            "a: yes # why\r\nb: [ 2 ]\r\n");
  EXPECT_EQ(Fixed({Finding({&file, 19, 20}, "2", Safety::kDisplayOnly)}, Safety::kUnsafe), "(nothing)");
}

TEST(ApplyFixes, LetsOnlyTheFirstOfTwoTouchTheSameBytes) {
  const SourceFile file("a.yaml", "abcdef");
  EXPECT_EQ(Fixed({Finding({&file, 0, 3}, "X", Safety::kSafe), Finding({&file, 2, 5}, "Y", Safety::kSafe)},
                  Safety::kSafe),
            "Xdef");
  EXPECT_EQ(Fixed({Finding({&file, 0, 3}, "X", Safety::kSafe), Finding({&file, 3, 5}, "Y", Safety::kSafe)},
                  Safety::kSafe),
            "XYf");
}

TEST(ApplyFixes, MakesAFixWholeOrNotAtAll) {
  const SourceFile file("a.yaml", "abcdef");
  Diagnostic both = Finding({&file, 4, 6}, "Z", Safety::kSafe);
  both.fixes.front().edits.push_back({{&file, 0, 1}, "W"});
  EXPECT_EQ(Fixed({Finding({&file, 0, 3}, "X", Safety::kSafe), both}, Safety::kSafe), "Xdef");
}

TEST(ApplyFixes, LeavesTextsOfTheClusterAlone) {
  const SourceFile file("cluster:Service/shop/web", "abc", source::Origin::kCluster);
  EXPECT_EQ(Fixed({Finding({&file, 0, 1}, "X", Safety::kSafe)}, Safety::kSafe), "(nothing)");
}

/// Finds every `x` below a text that begins with `x`, and takes one `y` for an error of the text.
Checked CheckLetters(const Texts& changed, const Texts& originals) {
  Checked checked;
  auto files = std::make_shared<std::vector<std::unique_ptr<SourceFile>>>();
  for (const auto& [name, original] : originals) {
    const auto at = changed.find(name);
    files->push_back(std::make_unique<SourceFile>(name, at == changed.end() ? original : at->second));
    const SourceFile& file = *files->back();
    if (file.text().find('y') != std::string_view::npos) ++checked.faults;
    const std::size_t x = file.text().find('x');
    if (x == std::string_view::npos) continue;
    const auto begin = static_cast<std::uint32_t>(x);
    // The letter behind an `x` takes its place.
    checked.report.Add(
        Finding({&file, begin, begin + 2}, std::string(file.text().substr(begin + 1, 1)), Safety::kSafe));
  }
  checked.report.Finish();
  checked.texts = files;
  return checked;
}

TEST(FixInRounds, GoesOnUntilNothingIsLeft) {
  const Texts texts = {{"a.yaml", "axxb"}, {"b.yaml", "fine"}};
  const auto fixed =
      FixInRounds([&](const Texts& changed) { return CheckLetters(changed, texts); }, Safety::kSafe);
  ASSERT_EQ(fixed.size(), 1u);
  EXPECT_EQ(fixed.front().name, "a.yaml");
  EXPECT_EQ(fixed.front().before, "axxb");
  EXPECT_EQ(fixed.front().text, "ab");
  EXPECT_EQ(fixed.front().fixes, 2u);
}

TEST(FixInRounds, MakesNoRoundThatLeavesThingsWorse) {
  const auto worse = [](const Texts& changed) {
    Checked checked = CheckLetters(changed, {{"a.yaml", "xxb"}});
    checked.faults = changed.empty() || changed.at("a.yaml") == "xb" ? 0 : 1;
    return checked;
  };
  const auto fixed = FixInRounds(worse, Safety::kSafe);
  ASSERT_EQ(fixed.size(), 1u);
  EXPECT_EQ(fixed.front().text, "xb");
}

TEST(FixInRounds, EndsWhenFixesUndoEachOther) {
  const auto forever = [](const Texts& changed) {
    Checked checked;
    const std::string text = changed.empty() ? "a" : changed.at("a.yaml");
    const auto file = std::make_shared<SourceFile>("a.yaml", text);
    checked.report.Add(Finding({file.get(), 0, 1}, text == "a" ? "b" : "a", Safety::kSafe));
    checked.texts = file;
    return checked;
  };
  EXPECT_EQ(FixInRounds(forever, Safety::kSafe).size(), 1u);
}

}  // namespace
}  // namespace meshctl::diag
