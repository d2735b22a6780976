// SPDX-License-Identifier: Apache-2.0
// Hosts of an Istio Gateway may begin with a namespace: `./h` is for its own, `*/h` and `h` for all. Ports,
// protocols and the `allowedRoutes` of listeners do not count here, as upstream.
#include "analyze/rules/routes/offered_hosts.h"

#include <algorithm>

namespace meshctl::analyze {

OfferedHosts::OfferedHosts(const GatewayReference& gateway) {
  if (gateway.istio) {
    AddServers(*gateway.istio);
  } else if (gateway.kubernetes) {
    AddListeners(*gateway.kubernetes);
  }
  hosts_.Freeze();
}

bool OfferedHosts::ServeAny(const model::VirtualService& vs) const {
  return std::ranges::any_of(vs.hosts, [&](const model::Text& host) {
    return std::ranges::any_of(hosts_.Overlapping(*host), [&](const auto& offered) {
      return std::ranges::any_of(*offered.second, [&](const Offer& offer) { return offer.Reaches(vs.ns()); });
    });
  });
}

void OfferedHosts::AddServers(const model::Gateway& gateway) {
  for (const model::Server& server : gateway.servers) {
    for (const model::Text& host : server.hosts) {
      std::size_t slash = host->find('/');
      std::string_view scope = slash == host->npos ? "*" : host->substr(0, slash);
      if (scope == ".") scope = *gateway.object->namespace_;
      hosts_[slash == host->npos ? *host : host->substr(slash + 1)].push_back({scope, host.span});
    }
  }
}

void OfferedHosts::AddListeners(const model::Object& gateway) {
  for (const yaml::Node& listener : gateway.Get("spec").Get("listeners").items()) {
    const yaml::Node& hostname = listener.Get("hostname");
    bool all = hostname.string().empty();
    hosts_[all ? "*" : hostname.string()].push_back({"*", all ? listener.span() : hostname.span()});
  }
}

}  // namespace meshctl::analyze
