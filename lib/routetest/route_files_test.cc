// SPDX-License-Identifier: Apache-2.0
// Runs every route test of testdata/route. The engine, the oracle and the written expectation must agree.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "diag/render.h"
#include "model/defaults.h"
#include "routetest/route_test_file.h"
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

std::string NoFindings(diag::Report report) {
  report.Finish();
  return diag::RenderText(report, {});
}

/// The tests in one file, with the mesh of the file itself and of the `files` it names.
struct Suite {
  std::vector<RouteTest> tests;
  std::unique_ptr<mesh::Mesh> mesh;
};

Suite Load(const std::string& path) {
  Suite suite;
  const source::Disk disk;
  std::istringstream nothing;
  diag::Report report;
  std::vector<std::string> paths = {path};
  {
    const model::Manifests own =
        model::LoadManifests(source::ReadInputs(paths, {}, disk, nothing), {}, report);
    for (const model::Object& object : own.objects()) {
      if (!object.Is(kRouteTestGroup, kRouteTestKind)) continue;
      for (const std::string& file : ReadRouteTest(object, report).files) {
        paths.push_back((std::filesystem::path(path).parent_path() / file).string());
      }
    }
  }
  source::Inputs inputs = source::ReadInputs(paths, {}, disk, nothing);
  EXPECT_TRUE(inputs.errors.empty()) << path << ": " << inputs.errors.front().message;
  model::Manifests manifests = model::LoadManifests(std::move(inputs), {}, report);
  model::AddDefaultIngressGateway(manifests);
  suite.mesh = std::make_unique<mesh::Mesh>(std::move(manifests));
  for (const model::Object& object : suite.mesh->manifests().objects()) {
    if (object.Is(kRouteTestGroup, kRouteTestKind)) suite.tests.push_back(ReadRouteTest(object, report));
  }
  EXPECT_EQ(NoFindings(report), "") << path;
  return suite;
}

void ExpectOracleAgrees(const simulate::Simulation& simulation) {
  const route::Decision& decision = simulation.decision;
  if (!decision.config) return;
  EXPECT_EQ(testing::OracleHost(*decision.config, route::LookupHost(*decision.config, simulation.request)),
            decision.host);
  if (!decision.host || decision.outcome == route::Outcome::kHttpsRedirect) return;
  EXPECT_EQ(testing::OracleRoute(*decision.host, simulation.request), decision.route);
}

class RouteFiles : public ::testing::TestWithParam<std::string> {};

TEST_P(RouteFiles, EngineOracleAndExpectationAgree) {
  const Suite suite = Load(GetParam());
  ASSERT_FALSE(suite.tests.empty()) << "no RouteTest in " << GetParam();
  simulate::Simulator simulator(*suite.mesh);
  for (const RouteTest& test : suite.tests) {
    EXPECT_FALSE(test.cases.empty()) << test.name;
    for (const RouteCase& one : test.cases) {
      SCOPED_TRACE(fmt::format("{}: {}", source::ToString(one.span), one.name));
      EXPECT_TRUE(one.expect.is_map()) << "a case without expectations proves nothing";
      const Result<simulate::Simulation> simulation = simulator.Ask(one.question);
      for (const Difference& difference :
           simulation ? Compare(one, *simulation) : Compare(one, simulation.error())) {
        ADD_FAILURE() << source::ToString(difference.span) << ": " << difference.field
                      << "\n  expected: " << difference.expected << "\n  actual:   " << difference.actual
                      << (simulation ? "" : "\n  error:    " + simulation.error().message);
      }
      if (simulation) ExpectOracleAgrees(*simulation);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, RouteFiles, ::testing::ValuesIn(TestFiles()), [](const auto& param) {
  std::string name = std::filesystem::path(param.param).stem().string();
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace meshctl::routetest
