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

}  // namespace
}  // namespace meshctl::diag
