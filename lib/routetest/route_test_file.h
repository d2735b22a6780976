// SPDX-License-Identifier: Apache-2.0
// Unit tests for routes, as people write them: requests and what must become of them. The format is described
// in testdata/route/README.md.
#pragma once

#include <string>
#include <vector>

#include "diag/report.h"
#include "model/manifests.h"
#include "simulate/simulate.h"
#include "yaml/node.h"

namespace meshctl::routetest {

inline constexpr std::string_view kRouteTestGroup = "meshctl.dev";
inline constexpr std::string_view kRouteTestKind = "RouteTest";

struct RouteCase {
  std::string name;
  simulate::Question question;
  yaml::Node expect;  ///< any part of the document that `FactsOf` makes
  source::Span span;
};

struct RouteTest {
  std::string name;
  std::vector<std::string> files;  ///< manifests besides those in the test's own file, relative to it
  std::vector<RouteCase> cases;
};

/// Where an answer is not the expected one.
struct Difference {
  std::string field;  ///< `destinations[0].share`
  std::string expected;
  std::string actual;  ///< `nothing` when the answer has no such field
  source::Span span;   ///< the expectation
};

/// Reads one RouteTest. Unknown fields and missing URLs are findings (ROUTETEST0001, ROUTETEST0002).
RouteTest ReadRouteTest(const model::Object& object, diag::Report& report);

/// Compares an answer with what is expected. Only fields that are given count; a list must be complete.
std::vector<Difference> Compare(const RouteCase& test, const simulate::Simulation& simulation);

/// Compares when the question itself was refused: the expectation is `error`.
std::vector<Difference> Compare(const RouteCase& test, const Error& error);

}  // namespace meshctl::routetest
