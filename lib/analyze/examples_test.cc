// SPDX-License-Identifier: Apache-2.0
// The example meshes as a whole: sound ones are silent under every rule, the broken one gives the findings
// written beside it and no others.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include "analyze/registry.h"
#include "analyze/runner.h"
#include "analyze/test_mesh.h"
#include "diag/render.h"
#include "model/defaults.h"
#include "testing/golden.h"

namespace meshctl::analyze {
namespace {

// The manifests of a folder, in order of their names.
std::vector<TestFile> ReadFolder(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(testing::SourcePath(folder))) {
    if (entry.path().extension() != ".yaml") continue;
    names.push_back(folder + "/" +
                    std::filesystem::relative(entry.path(), testing::SourcePath(folder)).string());
  }
  std::ranges::sort(names);
  std::vector<TestFile> files;
  files.reserve(names.size());
  for (const std::string& name : names) files.emplace_back(name, testing::ReadSource(name));
  return files;
}

struct Answer {
  std::string findings;
  std::ptrdiff_t skipped = 0;  ///< rules that lacked a kind; those that compare clusters are not meant
};

Answer Analyze(const std::string& folder) {
  model::Manifests manifests = LoadTexts(ReadFolder(folder));
  model::AddDefaultIngressGateway(manifests);
  const mesh::Mesh mesh(std::move(manifests));
  std::vector<const Rule*> rules;
  std::ranges::copy_if(Rules(), std::back_inserter(rules), &Rule::by_default);
  Outcome outcome = RunRules(mesh, rules, {});
  return {diag::RenderText(outcome.report, {}),
          std::ranges::count_if(outcome.skipped, [](const Skipped& rule) { return !rule.missing.empty(); })};
}

TEST(Examples, TestAppIsSilent) { EXPECT_EQ(Analyze("testdata/test-app").findings, ""); }

TEST(Examples, ShopIsSilentUnderEveryRule) {
  Answer answer = Analyze("testdata/shop");
  EXPECT_EQ(answer.findings, "");
  EXPECT_EQ(answer.skipped, 0);
}

TEST(Examples, BrokenShopGivesItsFindings) {
  Answer answer = Analyze("testdata/shop-broken");
  EXPECT_TRUE(testing::MatchesFile("testdata/shop-broken/findings.txt", answer.findings));
  EXPECT_EQ(answer.skipped, 0);
}

}  // namespace
}  // namespace meshctl::analyze
