// SPDX-License-Identifier: Apache-2.0
// Decisions are facts; this is about intentions. Each mistake has one shape that can be looked for after the
// fact, and only one is told: the first, in the order in which a request meets them.
#include "simulate/why_not.h"

#include <fmt/format.h>

#include <algorithm>

#include "mesh/host.h"
#include "simulate/near_miss.h"
#include "simulate/unseen.h"

namespace meshctl::simulate {
namespace {

/// Whether nothing at all is there for the host. A gateway without routes has a virtual host that says so.
bool IsUnserved(const route::Decision& decision) {
  switch (decision.outcome) {
    case route::Outcome::kNoListener:
    case route::Outcome::kNoFilterChain:
    case route::Outcome::kNoVirtualHost:
      return true;
    case route::Outcome::kNoRoute:
      return decision.host && decision.host->routes.empty();
    default:
      return false;
  }
}

/// Whether a sidecar has sent the request to where nobody in the mesh is.
bool LeavesMesh(const route::Decision& decision) {
  if (decision.host && !decision.host->span && decision.host->domains.size() == 1 &&
      decision.host->domains.front() == "*") {
    return true;
  }
  const std::vector<route::Destination>& destinations = decision.destinations();
  return !decision.route && destinations.size() == 1 && destinations.front().cluster->host.empty();
}

/// The gateway listens there, but nobody reaches it through its Services.
std::string Undialled(const route::RouteTable& table, const http::Request& request) {
  if (table.target_ports.empty() || table.target_ports.contains(request.port)) return {};
  const std::uint16_t instead = table.DialledFor(request.port);
  if (instead == request.port)
    return fmt::format("no Service of the gateway has port {}, so that clients cannot dial it", request.port);
  return fmt::format("{} is the port of the gateway's pods; clients dial {}", request.port, instead);
}

std::string UnknownDestination(const mesh::Mesh& mesh, const route::RouteTable& table,
                               const route::Decision& decision) {
  for (const route::Destination& destination : decision.destinations()) {
    const route::Cluster& cluster = *destination.cluster;
    if (cluster.state == route::Cluster::State::kUnknownHost)
      return WhyUnseen(mesh, table.proxy, cluster.host, cluster.port);
    if (cluster.state == route::Cluster::State::kUnknownSubset)
      return OtherSubsets(mesh, table.proxy, cluster);
  }
  return {};
}

}  // namespace

std::string WhyNot(const mesh::Mesh& mesh, const route::RouteTable& table, const http::Request& request,
                   const route::Decision& decision) {
  const std::string_view host = http::WithoutPort(request.authority);
  if (table.proxy.kind == route::Proxy::Kind::kGateway) {
    if (IsUnserved(decision)) return WhyNotServed(mesh, table, host);
  } else if (LeavesMesh(decision)) {
    return WhyUnseen(mesh, table.proxy, host, request.port);
  } else if (std::string unseen = UnseenVirtualService(mesh, table, decision); !unseen.empty()) {
    return unseen;
  }
  if (!decision.host) return {};
  if (!decision.route) return NearMiss(*decision.host, request);
  if (std::string undialled = Undialled(table, request); !undialled.empty()) return undialled;
  if (std::string unknown = UnknownDestination(mesh, table, decision); !unknown.empty()) return unknown;
  if (std::string late = NarrowerBehind(mesh, *decision.host, *decision.route, request); !late.empty())
    return late;
  if (std::string miss = MissedByCase(*decision.host, *decision.route, request); !miss.empty()) return miss;
  return WithoutWeight(mesh, *decision.route);
}

}  // namespace meshctl::simulate
