// SPDX-License-Identifier: Apache-2.0
// Route tests with their meshes, and what becomes of them.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "diag/report.h"
#include "mesh/config_file.h"
#include "mesh/mesh.h"
#include "model/manifests.h"
#include "routetest/compare.h"
#include "routetest/route_test_file.h"
#include "simulate/simulate.h"
#include "source/inputs.h"

namespace meshctl::routetest {

/// What became of one case.
struct CaseResult {
  const RouteTest* test = nullptr;
  const RouteCase* one = nullptr;
  std::vector<Difference> differences;  ///< none: it has passed
  std::string answer;                   ///< the summary of the answer, or why the question was refused
  std::string rule;  ///< the rule that decided: `VirtualService shop/cart spec.http[0]`; or empty
  source::Span rule_span;

  bool passed() const { return differences.empty(); }
};

/// What to read, and how.
struct SuiteInput {
  source::Inputs tests;      ///< texts that hold RouteTests, and perhaps manifests
  source::Inputs manifests;  ///< part of every test's mesh
  /// Reads manifests that a test names.
  std::function<source::Inputs(const std::vector<std::string>& paths)> read;
  model::LoadOptions load;
  mesh::ConfigFiles settings;
};

/// The mesh of these files, with the settings that are among them unless `settings` has some, and the default
/// ingress gateway.
mesh::Mesh MeshOf(std::vector<std::unique_ptr<source::SourceFile>> files, const model::LoadOptions& load,
                  const mesh::ConfigFiles& settings, diag::Report& faults);

/// Tests that see the same manifests share one mesh, and each proxy of it is compiled once.
class Suite {
 public:
  /// Faults of texts and tests go to `faults`; what cannot be read at all to `errors`.
  Suite(SuiteInput input, diag::Report& faults, std::vector<Error>& errors);

  struct Group {
    explicit Group(mesh::Mesh of) : mesh(std::move(of)), simulator(mesh) {}
    mesh::Mesh mesh;
    simulate::Simulator simulator;
  };
  struct Entry {
    RouteTest test;
    Group* group = nullptr;
  };

  const std::deque<Entry>& tests() const { return tests_; }
  const std::deque<Group>& groups() const { return groups_; }

  /// Asks every case that `wanted` accepts, in order. Each answer goes to `seen` as well, where one was
  /// given.
  std::vector<CaseResult> Run(const std::function<bool(const RouteTest&, const RouteCase&)>& wanted,
                              const std::function<void(const simulate::Simulation&)>& seen);

 private:
  Group& GroupOf(const RouteTest& test, const source::SourceFile& file, bool own, const SuiteInput& input,
                 diag::Report& faults, std::vector<Error>& errors);

  model::Manifests files_;  // the test files; cases point into them
  std::deque<Group> groups_;
  std::map<std::vector<std::string>, Group*> by_paths_;
  std::deque<Entry> tests_;
};

}  // namespace meshctl::routetest
