// SPDX-License-Identifier: Apache-2.0
// Sound meshes that somebody was warned about, rebuilt from the reports named in their first lines. Every
// rule runs over each of them: nothing is a warning, and what is told as info is written there as
// `# info: CODE Kind namespace/name`.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "analyze/registry.h"
#include "analyze/runner.h"
#include "analyze/test_mesh.h"
#include "diag/render.h"
#include "testing/golden.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kFolder = "testdata/rules/false-positives";
constexpr std::string_view kInfoMark = "# info: ";

std::vector<std::string> Reports() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(testing::SourcePath(std::string(kFolder))))
    names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

std::multiset<std::string> AdmittedInfos(const std::string& text) {
  std::multiset<std::string> infos;
  for (std::size_t at = 0; (at = text.find(kInfoMark, at)) != text.npos;) {
    at += kInfoMark.size();
    infos.insert(text.substr(at, text.find('\n', at) - at));
  }
  return infos;
}

class FalsePositiveTest : public ::testing::TestWithParam<std::string> {};

TEST_P(FalsePositiveTest, IsNotReported) {
  const std::string path = std::string(kFolder) + "/" + GetParam() + ".yaml";
  const std::string text = testing::ReadSource(path);
  ASSERT_TRUE(text.starts_with("# ") && text.find('#', 2) < text.find('\n')) << "names no report";

  const mesh::Mesh mesh = MeshOf({{path, text}});
  std::vector<const Rule*> rules;
  std::ranges::copy_if(Rules(), std::back_inserter(rules), &Rule::by_default);
  const Outcome outcome = RunRules(mesh, rules, {});
  diag::Report heavy;
  std::multiset<std::string> infos;
  for (const diag::Diagnostic& finding : outcome.report.findings()) {
    if (finding.level == diag::Level::kInfo) {
      infos.insert(finding.code + " " + finding.resource);
    } else {
      heavy.Add(finding);
    }
  }
  heavy.Finish();
  EXPECT_EQ(diag::RenderText(heavy, {}), "");
  EXPECT_EQ(infos, AdmittedInfos(text)) << diag::RenderText(outcome.report, {});
}

std::string TestName(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, FalsePositiveTest, ::testing::ValuesIn(Reports()), TestName);

}  // namespace
}  // namespace meshctl::analyze
