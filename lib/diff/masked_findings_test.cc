// SPDX-License-Identifier: Apache-2.0
#include "diff/masked_findings.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "diag/render.h"
#include "validate/validate.h"

namespace meshctl::diff {
namespace {

std::string Render(const std::string& text) {
  diag::Report faults;
  model::Manifests manifests;
  manifests.Add(std::make_unique<source::SourceFile>("a.yaml", text), faults);
  for (const model::Object& object : manifests.objects()) validate::Validate(*object.root, {}, faults);
  faults.Finish();
  const MaskedFindings masked = Mask(faults, manifests);
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

TEST(Mask, OtherObjectsStayAsTheyAre) {
  const std::string text = Render("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {a: 12345}\n");
  EXPECT_NE(text.find("4 | data: {a: 12345}\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace meshctl::diff
