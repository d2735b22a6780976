// SPDX-License-Identifier: Apache-2.0
// A match that names gateways is kept for these alone, and then neither labels nor namespace of the client
// are looked at, as in istiod.
#include "analyze/rules/traffic/kept_matches.h"

#include <algorithm>
#include <string>
#include <vector>

#include "mesh/host.h"

namespace meshctl::analyze {
namespace {

bool Names(const model::VirtualService& vs, const model::HttpMatch& match, std::string_view gateway) {
  return std::ranges::any_of(match.gateways, [&](const model::Text& name) {
    return mesh::ResolveGatewayName(*name, vs.ns()) == gateway;
  });
}

std::vector<std::string> GatewaysOf(const model::VirtualService& vs) {
  if (vs.gateways.empty()) return {"mesh"};
  std::vector<std::string> names;
  for (const model::Text& gateway : vs.gateways) names.push_back(mesh::ResolveGatewayName(*gateway, vs.ns()));
  return names;
}

}  // namespace

bool IsKeptAt(const model::VirtualService& vs, const model::HttpMatch* match, std::string_view gateway) {
  return !match || match->gateways.empty() || Names(vs, *match, gateway);
}

bool IsKept(const model::VirtualService& vs, const model::HttpMatch* match) {
  return std::ranges::any_of(GatewaysOf(vs),
                             [&](const std::string& gateway) { return IsKeptAt(vs, match, gateway); });
}

bool CoversClients(const model::HttpMatch* wide, const model::HttpMatch* narrow) {
  if (!wide) return true;
  const auto port = [](const model::HttpMatch* match) { return match ? match->port->value_or(0) : 0; };
  if (port(wide) != 0 && port(wide) != port(narrow)) return false;
  // Who names its gateways is not asked for labels and namespace of the client.
  if (!wide->gateways.empty() || (wide->source_labels.empty() && wide->source_namespace->empty()))
    return true;
  return narrow && narrow->gateways.empty() && narrow->source_labels.Satisfy(wide->source_labels) &&
         (wide->source_namespace->empty() || *wide->source_namespace == *narrow->source_namespace);
}

bool CoversProxies(const model::VirtualService& vs, const model::HttpMatch* wide,
                   const model::HttpMatch* narrow) {
  return CoversClients(wide, narrow) && std::ranges::all_of(GatewaysOf(vs), [&](const std::string& gateway) {
           return !IsKeptAt(vs, narrow, gateway) || IsKeptAt(vs, wide, gateway);
         });
}

}  // namespace meshctl::analyze
