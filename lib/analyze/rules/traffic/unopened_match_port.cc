// SPDX-License-Identifier: Apache-2.0
// MESH0114. On a gateway `match.port` is compared with the port numbers of the Gateway's servers before any
// request comes; a match for another port is dropped.
#include <fmt/format.h>

#include <algorithm>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/traffic/entrances.h"
#include "analyze/rules/traffic/kept_matches.h"
#include "analyze/rules/traffic/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

bool OpensPort(const Entrances& entrances, const model::VirtualService& vs, const model::HttpMatch& match) {
  return std::ranges::any_of(entrances.gateways, [&](const BoundGateway& bound) {
    return IsKeptAt(vs, &match, bound.name) &&
           std::ranges::any_of(bound.servers,
                               [&](const OfferingServer& server) { return server.port() == *match.port; });
  });
}

void CheckService(const mesh::Mesh& mesh, const model::VirtualService& vs, Findings& findings) {
  const Entrances entrances = EntrancesOf(mesh, vs);
  if (!entrances.complete()) return;
  for (const model::HttpRoute& route : vs.http) {
    for (const model::HttpMatch& match : route.match) {
      if (match.port->value_or(0) == 0 || !IsKept(vs, &match)) continue;
      if ((entrances.mesh && IsKeptAt(vs, &match, "mesh")) || OpensPort(entrances, vs, match)) continue;
      diag::Diagnostic& d = findings.Add(*vs.object, match.port.span,
                                         fmt::format("no server of the gateways has port {}", **match.port));
      d.primary.text = "the match is dropped";
      for (const BoundGateway& bound : entrances.gateways) {
        if (!IsKeptAt(vs, &match, bound.name)) continue;
        for (const OfferingServer& server : bound.servers)
          d.secondary.push_back({server.server->port.number.span, "this port is served"});
      }
      d.help = "write the port number of a server of the Gateway, not that of a Service or a Pod";
    }
  }
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.gateways().empty()) return;
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    const bool asks = std::ranges::any_of(vs.http, [](const model::HttpRoute& route) {
      return std::ranges::any_of(route.match,
                                 [](const model::HttpMatch& match) { return match.port->value_or(0) != 0; });
    });
    if (asks && !vs.gateways.empty()) CheckService(mesh, vs, findings);
  }
}

constexpr Kind kReads[] = {kind::kGateway, kind::kVirtualService};

}  // namespace

constinit const Rule kUnopenedMatchPort = {
    .name = "unopened-match-port",
    .code = "MESH0114",
    .level = diag::Level::kWarning,
    .summary = "a match for a port that no server of its gateways has",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
