// SPDX-License-Identifier: Apache-2.0
// A proxy's routes as one list in the order of evaluation, with what can never be reached marked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diag/render.h"
#include "route/table.h"
#include "simulate/render.h"

namespace meshctl::simulate {

struct ListedRoute {
  const route::Route* route = nullptr;
  /// The earlier line, counted from 0, that takes every request this one could; -1: it can be reached.
  int shadowed_by = -1;
};

struct ListedHost {
  const route::RouteConfig* config = nullptr;
  const route::VirtualHost* host = nullptr;
  std::vector<ListedRoute> routes;
};

/// A filter chain that routes connections, not requests.
struct ListedChain {
  const route::Listener* listener = nullptr;
  const route::FilterChain* chain = nullptr;
};

struct Listing {
  const route::RouteTable* table = nullptr;
  std::string host;  ///< what was asked for; empty: everything
  std::vector<ListedHost> hosts;
  std::vector<ListedChain> chains;

  bool empty() const { return hosts.empty() && chains.empty(); }
};

/// Lists the virtual hosts and chains that answer for `host` (with a port: on that port alone), or all of
/// them when it is empty. A sidecar's virtual host for unknown names is left out when a name is asked for.
/// Takes time in proportion to the routes listed.
Listing List(const route::RouteTable& table, std::string_view host);

/// Every name that List would find something for, for suggestions.
std::vector<std::string_view> ListedNames(const route::RouteTable& table);

/// For people: a table of routes for each virtual host, or one of virtual hosts when no host was asked for.
/// kExplain adds what was left out, with its reason.
std::string RenderText(const Listing& listing, Detail detail, const diag::Style& style);

/// For programs, always complete; a list with one object for each listing.
std::string RenderJson(const std::vector<Listing>& listings);

}  // namespace meshctl::simulate
