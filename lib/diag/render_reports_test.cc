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
      RenderGithub(report_, run_),
      "::warning title=SCHEMA0020 deprecated-version::100%25 old,%0Areally: old\n"
      "::error file=a b.yaml,line=3,endLine=3,col=7,endColumn=10,title=SCHEMA0002 wrong-type::"
      "`spec.replicas` must be an integer, not a string%0ADeployment shop/web%0Ahelp: remove the quotes\n");
}

TEST_F(RenderReports, Gitlab) {
  EXPECT_TRUE(testing::MatchesFile("testdata/diag/report.gitlab.json", RenderGitlab(report_, run_)));
}

TEST_F(RenderReports, Tap) {
  EXPECT_TRUE(testing::MatchesFile("testdata/diag/report.tap", RenderTap(report_, run_, Level::kError)));
}

TEST_F(RenderReports, Markdown) {
  EXPECT_TRUE(testing::MatchesFile("testdata/diag/report.md", RenderMarkdown(report_, run_)));
  EXPECT_EQ(RenderMarkdown({}, run_), "### meshctl validate: no findings\n");
}

// What was rendered is shown where a person would mend it.
TEST_F(RenderReports, OfRenderedTextsNameTheSource) {
  Report report;
  Diagnostic finding;
  finding.code = "IST0102";
  finding.name = "namespace-not-injected";
  finding.level = Level::kInfo;
  finding.message = "a | b <i>";
  finding.primary = {{&file_, 0, 4}, ""};
  finding.source = "shop/templates/ns.yaml";
  report.Add(finding);
  run_.source_file = [](const std::string& source) { return "charts/" + source; };
  EXPECT_EQ(RenderGithub(report, run_),
            "::notice file=charts/shop/templates/ns.yaml,title=IST0102 namespace-not-injected::"
            "a | b <i>%0Arendered from shop/templates/ns.yaml\n");
  EXPECT_NE(RenderGitlab(report, run_).find("\"path\": \"charts/shop/templates/ns.yaml\""),
            std::string::npos);
  EXPECT_NE(RenderSarif(report, run_).find("\"uri\": \"charts/shop/templates/ns.yaml\""), std::string::npos);
  EXPECT_NE(RenderText(report, {}).find("  = note: rendered from `shop/templates/ns.yaml`\n"),
            std::string::npos);
  EXPECT_NE(RenderMarkdown(report, run_).find("a \\| b &lt;i><br>rendered from"), std::string::npos);
  const std::string json = RenderJson(report);
  EXPECT_NE(json.find("\"source\": \"shop/templates/ns.yaml\""), std::string::npos);
  EXPECT_NE(json.find("a | b \\u003ci\\u003e"), std::string::npos);
  EXPECT_NE(
      json.find("\"documentationUrl\": "
                "\"https://istio.io/v1.32/docs/reference/config/analysis/ist0102/?ref=istioctl-analyze\""),
      std::string::npos);
}

}  // namespace
}  // namespace meshctl::diag
