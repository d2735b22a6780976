// SPDX-License-Identifier: Apache-2.0
#include "analyze/baseline.h"

#include <gtest/gtest.h>

#include <utility>

#include "diag/fingerprint.h"

namespace meshctl::analyze {
namespace {

using source::SourceFile;

diag::Diagnostic Finding(const SourceFile& file, std::uint32_t at, std::string resource,
                         std::string message = "host `a` does not exist") {
  return {.code = "IST0101",
          .name = "unknown-host",
          .message = std::move(message),
          .primary = {{&file, at, at + 1}, ""},
          .resource = std::move(resource)};
}

diag::Report ReportOf(std::vector<diag::Diagnostic> findings) {
  diag::Report report;
  report.Add(std::move(findings));
  report.Finish();
  return report;
}

TEST(Baseline, IsReadAsItWasWritten) {
  const SourceFile a("a.yaml", "0123456789"), b("b.yaml", "0123456789");
  const Baseline baseline =
      BaselineOf(ReportOf({Finding(b, 1, "Pod b", "say \"no\""), Finding(a, 2, "Pod a")}));
  const std::string text = WriteBaseline(baseline);
  const std::string print = diag::Fingerprint(Finding(a, 2, "Pod a"));
  EXPECT_EQ(text.substr(0, text.find("b.yaml")).find(print), text.find(print)) << text;
  const auto read = ReadBaseline(SourceFile("known.json", text));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, baseline);
  EXPECT_EQ(WriteBaseline({}), "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
  EXPECT_TRUE(ReadBaseline(SourceFile("known.json", WriteBaseline({})))->empty());
}

TEST(Baseline, RefusesOtherTexts) {
  for (const char* text : {"", "[]", "{\"version\": 2, \"findings\": []}",
                           "{\"version\": ", "{\"version\": 1, \"findings\": [{\"code\": \"IST0101\"}]}"}) {
    const auto read = ReadBaseline(SourceFile("known.json", text));
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().kind, Error::Kind::kInput);
    EXPECT_TRUE(read.error().message.starts_with("known.json: no baseline: ")) << read.error().message;
  }
}

TEST(Compare, SurvivesMovedLinesAndRenamedFiles) {
  const SourceFile before("a.yaml", "0123456789"), after("c.yaml", "0123456789");
  const Baseline known = BaselineOf(ReportOf({Finding(before, 1, "Pod a"), Finding(before, 2, "Pod b")}));
  const Comparison comparison =
      Compare(ReportOf({Finding(before, 7, "Pod a"), Finding(after, 3, "Pod b")}), known);
  EXPECT_TRUE(comparison.introduced.empty());
  EXPECT_TRUE(comparison.fixed.empty());
  EXPECT_EQ(comparison.unchanged.findings().size(), 2u);
}

TEST(Compare, TellsIntroducedFromFixed) {
  const SourceFile file("a.yaml", "0123456789");
  const Baseline known = BaselineOf(ReportOf({Finding(file, 1, "Pod a"), Finding(file, 2, "Pod b")}));
  const Comparison comparison = Compare(
      ReportOf({Finding(file, 1, "Pod a"), Finding(file, 4, "Pod a"), Finding(file, 5, "Pod c")}), known);
  ASSERT_EQ(comparison.introduced.findings().size(), 2u) << "a second one of a kind is new";
  EXPECT_EQ(comparison.introduced.findings().back().resource, "Pod c");
  EXPECT_EQ(comparison.unchanged.findings().size(), 1u);
  ASSERT_EQ(comparison.fixed.size(), 1u);
  EXPECT_EQ(comparison.fixed.front().resource, "Pod b");
}

TEST(Compare, OfCopiesTheNewFileIsNew) {
  const SourceFile dev("dev/a.yaml", "0123456789"), prod("prod/a.yaml", "0123456789");
  const Comparison comparison = Compare(ReportOf({Finding(dev, 1, "Pod a"), Finding(prod, 1, "Pod a")}),
                                        BaselineOf(ReportOf({Finding(prod, 1, "Pod a")})));
  ASSERT_EQ(comparison.introduced.findings().size(), 1u);
  EXPECT_EQ(comparison.introduced.findings().front().primary.span.file, &dev);
}

}  // namespace
}  // namespace meshctl::analyze
