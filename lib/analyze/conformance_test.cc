// SPDX-License-Identifier: Apache-2.0
// The recorded answers of Istio's own analyzers. A case is run with the rules that stand for its analyzer and
// compared as a multiset of code and object; codes that no rule has yet are left out and listed. The folder
// is not part of the source tree: MESHCTL_CONFORMANCE names it, `../shared/conformance` is tried, and without
// it nothing is tested.
#include "testing/conformance.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyze/registry.h"
#include "analyze/runner.h"
#include "analyze/test_mesh.h"
#include "model/defaults.h"
#include "yaml/json.h"

namespace meshctl::analyze {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path << ": cannot be read";
  return std::string(std::istreambuf_iterator<char>(file), {});
}

using Answers = std::multiset<std::string>;

// What Istio answers, as far as `rules` can: other codes go to `gaps`.
Answers Expected(const Json& test_case, const std::vector<const Rule*>& rules, std::set<std::string>& gaps) {
  Answers expected;
  for (const Json& message : test_case.at("messages")) {
    std::string code = message.at("code");
    if (std::ranges::find(rules, code, &Rule::code) == rules.end()) {
      gaps.insert(code);
    } else {
      expected.insert(code + " " + message.at("resource").get<std::string>());
    }
  }
  return expected;
}

// Loads and runs as the README of the data asks: no default namespace, all kinds count, default gateway
// added.
Answers Actual(const Json& test_case, const std::vector<const Rule*>& rules) {
  std::vector<TestFile> files;
  for (const std::string name : test_case.at("input_files"))
    files.emplace_back(name, ReadFile(*testing::ConformancePath("analyze/data/" + name)));
  model::Manifests manifests = LoadTexts(files, {.default_namespace = ""});
  model::AddDefaultIngressGateway(manifests);
  const mesh::Mesh mesh(std::move(manifests));
  const Outcome outcome = RunRules(mesh, rules, {.coverage = Coverage::kCluster});
  Answers actual;
  for (const diag::Diagnostic& d : outcome.report.findings()) {
    actual.insert(d.code + " " + d.resource);
  }
  return actual;
}

TEST(Conformance, Analyze) {
  const std::optional<std::string> path = testing::ConformancePath("analyze/cases.json");
  if (!path) {
    GTEST_SKIP() << testing::kNoConformanceData;
  }
  Json cases = Json::parse(ReadFile(*path), nullptr, false);
  ASSERT_TRUE(cases.is_array());
  int passed = 0, failed = 0, partly = 0;
  std::set<std::string> not_covered;
  for (const Json& test_case : cases) {
    std::string id = test_case.at("id"), analyzer = test_case.at("public_name");
    std::vector<const Rule*> rules = FindRules(analyzer);
    if (rules.empty()) {
      not_covered.insert(analyzer);
      continue;
    }
    SCOPED_TRACE(id);
    std::set<std::string> gaps;
    Answers expected = Expected(test_case, rules, gaps);
    Answers actual = Actual(test_case, rules);
    EXPECT_EQ(actual, expected);
    actual == expected ? ++passed : ++failed;
    if (gaps.empty()) continue;
    ++partly;
    fmt::print("known gap: {}: no rule for {}\n", id, fmt::join(gaps, ", "));
  }
  fmt::print("known gap: no rule for {}\n", fmt::join(not_covered, ", "));
  fmt::print("{} passed ({} of them in part), {} failed, {} not covered\n", passed, partly, failed,
             static_cast<int>(cases.size()) - passed - failed);
  EXPECT_GT(passed, 0);
}

}  // namespace
}  // namespace meshctl::analyze
