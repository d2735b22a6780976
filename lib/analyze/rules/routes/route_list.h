// SPDX-License-Identifier: Apache-2.0
// The three route lists of a VirtualService in one shape, for rules that compare matches with each other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/virtual_service.h"

namespace meshctl::analyze {

struct ListedMatch {
  source::Span span;
  std::string label;  ///< the name, else `match[0]`
  /// Equal for two matches that say the same; the name of an http match does not count.
  std::string key;
  const model::HttpMatch* http = nullptr;  ///< null in `tls` and `tcp`
};

struct ListedRoute {
  source::Span span;  ///< the name, else the whole route
  std::string label;  ///< the name, else `http[2]`
  std::vector<ListedMatch> matches;
};

/// Routes that are tried in order, until one matches.
struct RouteList {
  std::string_view field;  ///< `http`, `tls` or `tcp`
  std::vector<ListedRoute> routes;
};

/// The lists of `http`, `tls` and `tcp` that have routes.
std::vector<RouteList> RouteLists(const model::VirtualService& vs);

}  // namespace meshctl::analyze
