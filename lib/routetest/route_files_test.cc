// SPDX-License-Identifier: Apache-2.0
// Runs every route test of testdata/route. The engine, the oracle and the written expectation must agree; the
// tests of the two example meshes leave nothing out.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "diag/render.h"
#include "routetest/coverage.h"
#include "routetest/render.h"
#include "routetest/suite.h"
#include "source/inputs.h"
#include "testing/golden.h"
#include "testing/route_oracle.h"

namespace meshctl::routetest {
namespace {

std::vector<std::string> TestFiles() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(testing::SourcePath("testdata/route"))) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

/// The tests in one file.
std::unique_ptr<Suite> Load(const std::string& path) {
  const auto read = [](const std::vector<std::string>& paths) {
    std::istringstream nothing;
    return source::ReadInputs(paths, {}, source::Disk(), nothing);
  };
  SuiteInput input;
  input.tests = read({path});
  input.read = read;
  diag::Report report;
  std::vector<Error> errors;
  auto suite = std::make_unique<Suite>(std::move(input), report, errors);
  report.Finish();
  EXPECT_EQ(diag::RenderText(report, {}), "") << path;
  for (const Error& error : errors) ADD_FAILURE() << path << ": " << error.message;
  return suite;
}

bool Everything(const RouteTest&, const RouteCase&) { return true; }

void ExpectOracleAgrees(const simulate::Simulation& simulation) {
  const route::Decision& decision = simulation.decision;
  if (!decision.config) return;
  EXPECT_EQ(testing::OracleHost(*decision.config, route::LookupHost(*decision.config, simulation.request)),
            decision.host)
      << simulation.request.authority;
  if (!decision.host || decision.outcome == route::Outcome::kHttpsRedirect) return;
  EXPECT_EQ(testing::OracleRoute(*decision.host, simulation.request), decision.route)
      << simulation.request.authority << simulation.request.path;
}

class RouteFiles : public ::testing::TestWithParam<std::string> {};

TEST_P(RouteFiles, EngineOracleAndExpectationAgree) {
  const auto suite = Load(GetParam());
  const std::vector<CaseResult> results = suite->Run(Everything, ExpectOracleAgrees);
  EXPECT_FALSE(results.empty()) << "no case in " << GetParam();
  for (const CaseResult& result : results) {
    if (!result.passed()) ADD_FAILURE() << RenderText(std::span(&result, 1), Listing::kFailed, {});
  }
}

INSTANTIATE_TEST_SUITE_P(All, RouteFiles, ::testing::ValuesIn(TestFiles()), [](const auto& param) {
  std::string name = std::filesystem::path(param.param).stem().string();
  std::ranges::replace(name, '-', '_');
  return name;
});

class FullyCovered : public ::testing::TestWithParam<std::string> {};

TEST_P(FullyCovered, EveryRuleAndSubsetHasACase) {
  const auto suite = Load(testing::SourcePath(fmt::format("testdata/route/{}.yaml", GetParam())));
  Coverage coverage;
  for (const Suite::Group& group : suite->groups()) coverage.Add(group.mesh);
  suite->Run(Everything, [&](const simulate::Simulation& simulation) { coverage.Note(simulation); });
  EXPECT_GT(coverage.items().size(), 0u);
  EXPECT_EQ(coverage.covered(), coverage.items().size()) << RenderCoverage(coverage);
}

INSTANTIATE_TEST_SUITE_P(Examples, FullyCovered, ::testing::Values("test-app", "shop"),
                         [](const auto& param) { return param.param == "shop" ? "shop" : "test_app"; });

}  // namespace
}  // namespace meshctl::routetest
