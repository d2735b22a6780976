// SPDX-License-Identifier: Apache-2.0
#include "diff/masked_findings.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "diag/render.h"
#include "model/manifests.h"
#include "validate/validate.h"

namespace meshctl::diff {
namespace {

std::string Render(const std::string& text) {
  diag::Report faults;
  model::Manifests manifests;
  manifests.Add(std::make_unique<source::SourceFile>("a.yaml", text), faults);
  for (const model::Object& object : manifests.objects()) validate::Validate(*object.root, {}, faults);
  faults.Finish();
  const MaskedFindings masked = Mask(faults);
  return diag::RenderText(masked.report, {});
}

TEST(Mask, CoversValuesInPlace) {
  EXPECT_EQ(Render("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: hunter2!, b: "
                   "eHl6}\nstringData: {c: 123456}\n"),
            "error[SCHEMA0013]: `data.a` is not base64\n"
            " --> a.yaml:4:11\n"
            "  |\n"
            "4 | data: {a: ********, b: ****}\n"
            "  |           ^^^^^^^^\n"
            "  |\n"
            "\n"
            "error[SCHEMA0002]: `stringData.c` must be a string, not an integer\n"
            " --> a.yaml:5:17\n"
            "  |\n"
            "5 | stringData: {c: ******}\n"
            "  |                 ^^^^^^ YAML reads this as an integer\n"
            "  |\n"
            "  = help: quote it: `\"***\"`\n"
            "  = fix: quote `***`\n"
            "\n");
}

TEST(Mask, BlocksKeepTheirLayout) {
  const std::string text = Render(
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  a: |\n    one two\n      three\n  "
      "b: 5\n");
  EXPECT_EQ(text.find("one"), std::string::npos) << text;
  EXPECT_NE(text.find("8 |   b: *\n"), std::string::npos) << text;
}

TEST(Mask, FixesOfValuesAreToldAndNotWritten) {
  const source::SourceFile file(
      "a.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: hunter2}\n");
  const source::SourceFile other("b.yaml", std::string(100, ' '));
  const auto at = static_cast<std::uint32_t>(file.text().find("hunter2"));
  diag::Diagnostic finding;
  finding.primary.span = {&file, at, at + 7};
  finding.fixes = {{"quote `hunter2`", {{{&file, at, at + 7}, "\"hunter2\""}}, diag::Safety::kSafe},
                   {"name it", {{{&file, 16, 20}, "type"}}, diag::Safety::kSafe},
                   {"mend `b.yaml`", {{{&other, at, at + 7}, "b"}}, diag::Safety::kSafe}};
  diag::Report report;
  report.Add(finding);
  const MaskedFindings masked = Mask(report);
  const std::vector<diag::Fix>& fixes = masked.report.findings()[0].fixes;
  EXPECT_EQ(fixes[0].title, "quote `***`");
  EXPECT_TRUE(fixes[0].edits.empty());
  EXPECT_EQ(fixes[1].edits.size(), 1u);
  EXPECT_EQ(fixes[2].edits.size(), 1u);
  EXPECT_EQ(masked.report.findings()[0].primary.span.text(), "*******");
}

TEST(Mask, OtherObjectsStayAsTheyAre) {
  const std::string text = Render("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {a: 12345}\n");
  EXPECT_NE(text.find("4 | data: {a: 12345}\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace meshctl::diff
