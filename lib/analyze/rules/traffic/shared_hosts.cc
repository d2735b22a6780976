// SPDX-License-Identifier: Apache-2.0
// Sidecars take the oldest VirtualService of a host (IST0109 is about that); gateways take all of them. What
// is merged is the narrower one of the host that a server offers and the host that a VirtualService asks for.
#include "analyze/rules/traffic/shared_hosts.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "analyze/rules/traffic/server_traffic.h"
#include "base/ascii.h"
#include "mesh/host_index.h"
#include "route/compile/gateway_servers.h"
#include "route/pattern.h"

namespace meshctl::analyze {
namespace {

// The hosts of a gateway's servers that speak HTTP, each with the namespaces it is offered to.
using Offers = mesh::HostIndex<std::vector<std::string_view>>;

Offers OffersOf(const model::Gateway& gateway) {
  Offers offers;
  for (const model::Server& server : gateway.servers) {
    if (TrafficOf(gateway, server) != Traffic::kHttp) continue;
    for (const model::Text& entry : server.hosts) {
      const std::size_t slash = entry->find('/');
      std::string_view scope = slash == entry->npos ? "*" : entry->substr(0, slash);
      if (scope == ".") scope = *gateway.object->namespace_;
      offers[LowerAscii(entry->substr(slash == entry->npos ? 0 : slash + 1))].push_back(scope);
    }
  }
  offers.Freeze();
  return offers;
}

void AddHosts(const model::VirtualService& service, const Offers& offers, const route::RuleBook& book,
              std::map<std::string, std::vector<const model::VirtualService*>>& merged) {
  for (const std::string& wanted : book.HostsOf(service)) {
    for (const auto& [offered, scopes] : offers.Overlapping(wanted)) {
      const bool reaches = std::ranges::any_of(
          *scopes, [&](std::string_view scope) { return scope == "*" || scope == service.ns(); });
      if (!reaches) continue;
      auto& services = merged[mesh::IsSubsetOf(wanted, offered) ? wanted : std::string(offered)];
      if (services.empty() || services.back() != &service) services.push_back(&service);
    }
  }
}

// Whether two of the VirtualServices could ask for one host. Most gateways serve names that are written out
// and differ, and need no closer look.
bool MayShare(const std::vector<const model::VirtualService*>& services) {
  std::vector<std::string_view> hosts;
  for (const model::VirtualService* service : services) {
    for (const model::Text& host : service->hosts) {
      const bool plain = host->find('.') != host->npos && std::ranges::none_of(*host, [](char c) {
                           return c == '*' || (c >= 'A' && c <= 'Z');
                         });
      if (!plain) return true;
      hosts.push_back(*host);
    }
  }
  std::ranges::sort(hosts);
  return std::ranges::adjacent_find(hosts) != hosts.end();
}

}  // namespace

std::vector<SharedHost> SharedHosts(const mesh::Mesh& mesh, const route::RuleBook& book) {
  std::vector<SharedHost> shared;
  for (const model::Gateway& gateway : mesh.gateways()) {
    const std::string_view ns = *gateway.object->namespace_;
    const auto services =
        mesh.VirtualServicesFor(std::string(ns) + "/" + std::string(*gateway.object->name), ns);
    if (services.size() < 2 || !MayShare(services)) continue;
    const Offers offers = OffersOf(gateway);
    std::map<std::string, std::vector<const model::VirtualService*>> merged;
    for (const model::VirtualService* service : services) {
      if (!service->http.empty()) AddHosts(*service, offers, book, merged);
    }
    for (auto& [host, of_host] : merged) {
      if (of_host.size() > 1) shared.push_back({&gateway, host, std::move(of_host)});
    }
  }
  return shared;
}

bool OrderIsKnown(const mesh::Mesh& mesh, const model::VirtualService& a, const model::VirtualService& b) {
  if (mesh.ExportOf(a).is_public() != mesh.ExportOf(b).is_public()) return true;
  return a.object->created && b.object->created && *a.object->created != *b.object->created;
}

}  // namespace meshctl::analyze
