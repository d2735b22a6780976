// SPDX-License-Identifier: Apache-2.0
// A gateway that offers none of the hosts is another rule's matter (IST0132); so is one that is missing.
#include "analyze/rules/traffic/entrances.h"

#include <algorithm>
#include <string_view>

#include "analyze/rules/routes/gateway_reference.h"
#include "mesh/host.h"

namespace meshctl::analyze {
namespace {

bool Offers(const model::Gateway& gateway, const model::Server& server, const model::VirtualService& vs) {
  return std::ranges::any_of(server.hosts, [&](const model::Text& offered) {
    const std::size_t slash = offered->find('/');
    const std::string_view scope = slash == offered->npos ? "*" : offered->substr(0, slash);
    const std::string_view ns = scope == "." ? *gateway.object->namespace_ : scope;
    if (ns != "*" && ns != vs.ns()) return false;
    const std::string_view host = offered->substr(slash == offered->npos ? 0 : slash + 1);
    return std::ranges::any_of(vs.hosts,
                               [&](const model::Text& wanted) { return mesh::Overlap(*wanted, host); });
  });
}

}  // namespace

bool Entrances::complete() const {
  return std::ranges::all_of(gateways, [](const BoundGateway& bound) {
    return bound.gateway && !bound.servers.empty() &&
           std::ranges::none_of(bound.servers, [](const OfferingServer& server) {
             return server.traffic == Traffic::kUnknown;
           });
  });
}

Entrances EntrancesOf(const mesh::Mesh& mesh, const model::VirtualService& vs) {
  Entrances entrances;
  entrances.mesh = vs.gateways.empty();
  for (const model::Text& entry : vs.gateways) {
    if (*entry == "mesh") {
      entrances.mesh = true;
      continue;
    }
    BoundGateway& bound = entrances.gateways.emplace_back();
    bound.entry = entry;
    bound.name = mesh::ResolveGatewayName(*entry, vs.ns());
    const auto reference = FindGateway(mesh, vs, *entry);
    if (!reference || !reference->istio) continue;
    bound.gateway = reference->istio;
    for (const model::Server& server : bound.gateway->servers) {
      if (Offers(*bound.gateway, server, vs))
        bound.servers.push_back({&server, TrafficOf(*bound.gateway, server)});
    }
  }
  return entrances;
}

}  // namespace meshctl::analyze
