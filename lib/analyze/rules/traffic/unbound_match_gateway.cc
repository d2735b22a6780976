// SPDX-License-Identifier: Apache-2.0
// MESH0115. `match.gateways` chooses among the gateways of the VirtualService. One that `spec.gateways` does
// not name never asks for its routes, so a match for such gateways only is dropped everywhere.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/traffic/rules.h"
#include "mesh/host.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

std::vector<std::string> BoundTo(const model::VirtualService& vs) {
  if (vs.gateways.empty()) return {"mesh"};
  std::vector<std::string> names;
  for (const model::Text& gateway : vs.gateways) names.push_back(mesh::ResolveGatewayName(*gateway, vs.ns()));
  return names;
}

void CheckMatch(const model::VirtualService& vs, const std::vector<model::Text>& gateways,
                Findings& findings) {
  if (gateways.empty()) return;
  const std::vector<std::string> bound = BoundTo(vs);
  const auto is_bound = [&](const model::Text& gateway) {
    return std::ranges::find(bound, mesh::ResolveGatewayName(*gateway, vs.ns())) != bound.end();
  };
  if (std::ranges::any_of(gateways, is_bound)) return;
  const model::Text& first = gateways.front();
  diag::Diagnostic& d = findings.Add(*vs.object, first.span,
                                     fmt::format("the VirtualService is not bound to gateway `{}`", *first));
  d.primary.text = "the match is dropped";
  if (vs.gateways.empty()) {
    d.notes.emplace_back("a VirtualService without `gateways` is bound to `mesh`");
  } else {
    for (const model::Text& gateway : vs.gateways)
      d.secondary.push_back({gateway.span, "it is bound to this"});
  }
  d.help = "name the gateway in `spec.gateways` too";
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    if (vs.hosts.empty()) continue;  // a delegate is bound by others
    for (const model::HttpRoute& route : vs.http) {
      for (const model::HttpMatch& match : route.match) CheckMatch(vs, match.gateways, findings);
    }
    for (const auto* routes : {&vs.tls, &vs.tcp}) {
      for (const model::L4Route& route : *routes) {
        for (const model::L4Match& match : route.match) CheckMatch(vs, match.gateways, findings);
      }
    }
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kUnboundMatchGateway = {
    .name = "unbound-match-gateway",
    .code = "MESH0115",
    .level = diag::Level::kWarning,
    .summary = "a match for gateways to which its VirtualService is not bound",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
