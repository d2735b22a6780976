// SPDX-License-Identifier: Apache-2.0
// The forms that other programs read, whole.
#include <gtest/gtest.h>

#include "diag/render.h"
#include "testing/golden.h"

namespace meshctl::diag {
namespace {

class RenderReports : public ::testing::Test {
 protected:
  RenderReports() {
    Diagnostic error;
    error.code = "SCHEMA0002";
    error.name = "wrong-type";
    error.message = "`spec.replicas` must be an integer, not a string";
    error.primary = {{&file_, 20, 24}, "the quotes make this a string"};
    error.secondary = {{{&file_, 0, 4}, "in this object"}};
    error.help = "remove the quotes";
    error.fixes = {{"remove the quotes", {{{&file_, 20, 24}, "<&>"}}, Safety::kSafe}};
    error.resource = "Deployment shop/web";
    report_.Add(error);
    Diagnostic warning;
    warning.code = "SCHEMA0020";
    warning.name = "deprecated-version";
    warning.level = Level::kWarning;
    warning.message = "100% old,\nreally: old";
    report_.Add(warning);
    report_.Finish();
    run_.command = "meshctl validate";
    run_.files = {"a b.yaml", "clean.yaml"};
    run_.summary = [](std::string_view code) {
      return code == "SCHEMA0002" ? std::string("a field holds another type") : std::string();
    };
  }

  source::SourceFile file_{"a b.yaml", "kind: X\nspec:\n  re: \"ü3\"\n"};
  Report report_;
  diag::Run run_;
};

TEST_F(RenderReports, Sarif) {
  std::string sarif = RenderSarif(report_, run_);
  for (std::size_t at = 0; (at = sarif.find("\"" MESHCTL_VERSION "\"", at)) != std::string::npos;)
    sarif.replace(at, sizeof(MESHCTL_VERSION) + 1, "\"VERSION\"");
  EXPECT_TRUE(testing::MatchesFile("testdata/diag/report.sarif", sarif));
}

TEST_F(RenderReports, SarifWithoutFindingsHasResults) {
  EXPECT_NE(RenderSarif({}, {}).find("\"results\": []"), std::string::npos);
}

TEST_F(RenderReports, Junit) {
  EXPECT_TRUE(
      testing::MatchesFile("testdata/diag/report.junit.xml", RenderJunit(report_, run_, Level::kError)));
}

TEST_F(RenderReports, Github) {
  EXPECT_EQ(
      RenderGithub(report_),
      "::warning title=SCHEMA0020 deprecated-version::100%25 old,%0Areally: old\n"
      "::error file=a b.yaml,line=3,endLine=3,col=7,endColumn=10,title=SCHEMA0002 wrong-type::"
      "`spec.replicas` must be an integer, not a string%0ADeployment shop/web%0Ahelp: remove the quotes\n");
}

}  // namespace
}  // namespace meshctl::diag
