// SPDX-License-Identifier: Apache-2.0
// Connections cannot be answered with a status: where nobody gets any weight, they go to a cluster that does
// not exist.
#include "gatewayapi/l4_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "mesh/host.h"

namespace meshctl::gatewayapi {
namespace {

model::L4Destination Nowhere(const RouteRule& rule) {
  model::L4Destination nowhere;
  nowhere.span = rule.span;
  nowhere.destination.span = rule.span;
  nowhere.destination.host = {"internal.cluster.local", rule.span};
  nowhere.destination.subset = {"zero-weight", rule.span};
  nowhere.destination.port = {65535, rule.span};
  nowhere.destination.complete = true;
  return nowhere;
}

}  // namespace

L4Rules ConvertL4(const Route& route, GrantPolicy grants, const Parts& parts) {
  L4Rules made;
  for (std::size_t i = 0; i < route.rules.size(); ++i) {
    const RouteRule& rule = route.rules[i];
    model::L4Route& one = made.rules.emplace_back();
    one.span = rule.span;
    one.derived = parts.Derive({route.object, fmt::format("spec.rules[{}]", i), rule.span, {}});
    const std::vector<const Backend*> backends = WeightedBackends(rule);
    if (backends.empty()) {
      one.route.push_back(Nowhere(rule));
      continue;
    }
    if (route.kind == RouteKind::kTls) {
      model::L4Match& match = one.match.emplace_back();
      match.span = rule.span;
      match.sni_hosts = route.hostnames;
      if (match.sni_hosts.empty()) match.sni_hosts.push_back({"*", {}});
    }
    for (const Backend* backend : backends) {
      ResolvedBackend resolved = Resolve(*backend, route, grants, parts);
      if (resolved.error) return {{}, std::move(resolved.error)};
      model::L4Destination& destination = one.route.emplace_back();
      destination.span = backend->ref.span;
      destination.destination = resolved.destination;
      if (backends.size() > 1) destination.weight.value = backend->weight;
    }
  }
  return made;
}

std::vector<model::L4Route> AtListener(const std::vector<model::L4Route>& rules, std::string_view hostname) {
  if (hostname.empty()) return rules;
  std::vector<model::L4Route> left;
  for (model::L4Route rule : rules) {
    for (model::L4Match& match : rule.match) {
      std::vector<model::Text> names;
      for (const model::Text& name : match.sni_hosts) {
        if (mesh::IsSubsetOf(*name, hostname)) {
          names.push_back(name);
        } else if (mesh::IsSubsetOf(hostname, *name)) {
          names.push_back({hostname, name.span});
        }
      }
      match.sni_hosts = std::move(names);
    }
    const bool any =
        std::ranges::any_of(rule.match, [](const auto& match) { return !match.sni_hosts.empty(); });
    if (any || rule.match.empty()) left.push_back(std::move(rule));
  }
  return left;
}

std::vector<model::L4Route> ForHost(const std::vector<model::L4Route>& rules,
                                    const std::vector<std::string>& hosts, std::string_view host,
                                    const Parts& parts) {
  std::vector<model::L4Route> adapted = rules;
  for (model::L4Route& rule : adapted) {
    if (rule.match.size() != 1) continue;
    std::vector<model::Text>& names = rule.match.front().sni_hosts;
    if (names.size() == 1 && *names.front() == "*") {
      names.clear();
      for (const std::string& own : hosts) names.push_back(parts.Keep(own, rule.span));
    }
    if (names.size() > 1)
      std::erase_if(names, [&](const model::Text& name) { return !mesh::Overlap(host, *name); });
  }
  return adapted;
}

std::vector<model::L4Route> OnPort(std::vector<model::L4Route> rules, const model::Number& port) {
  if (!port.value) return rules;
  for (model::L4Route& rule : rules) {
    if (rule.match.empty()) rule.match.emplace_back();
    for (model::L4Match& match : rule.match) match.port = port;
  }
  return rules;
}

}  // namespace meshctl::gatewayapi
