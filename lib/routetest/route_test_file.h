// SPDX-License-Identifier: Apache-2.0
// Unit tests for routes, as people write them: requests and what must become of them. The format is described
// in testdata/route/README.md; its schema is lib/schema/data/meshctl.dev.yaml.
#pragma once

#include <string>
#include <string_view>
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
  source::Span span;
};

inline bool IsRouteTest(const model::Object& object) { return object.Is(kRouteTestGroup, kRouteTestKind); }

/// Reads one RouteTest. What the schema refuses (unknown fields, a case without URL or expectation) goes to
/// `report`, as `meshctl validate` says it, and so does an expectation without fields (ROUTETEST0002).
RouteTest ReadRouteTest(const model::Object& object, diag::Report& report);

}  // namespace meshctl::routetest
