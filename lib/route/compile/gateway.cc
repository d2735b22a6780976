// SPDX-License-Identifier: Apache-2.0
// The listeners of a gateway workload. Plaintext HTTP servers of one port share one route configuration; each
// terminating HTTPS server has its own, chosen by SNI; TLS that is passed through is routed by SNI alone.
//
// Unlike sidecars, gateways *merge* VirtualServices of one host: the rules of an older one come first, and
// rules that match everything go to the end.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/ascii.h"
#include "mesh/host.h"
#include "mesh/host_index.h"
#include "route/compile/gateway_servers.h"
#include "route/compile/l4_routes.h"
#include "route/compile/parts.h"
#include "route/compile/server_tls.h"

namespace meshctl::route {
namespace {

std::vector<std::string_view> Views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

/// Drops `namespace/` of a server's host.
std::string_view BareHost(std::string_view host) { return host.substr(host.find('/') + 1); }

/// A virtual host while VirtualServices are still being added to it.
struct Draft {
  VirtualHost host;
  std::size_t sources = 0;  ///< VirtualServices merged into it
};

class GatewayCompiler {
 public:
  explicit GatewayCompiler(CompileParts& parts) : parts_(parts), table_(parts.table) {}

  void Run() {
    const std::vector<OpenServer> servers = OpenServers(parts_.mesh, table_);
    AddUnattached(servers);
    std::map<std::string, std::vector<const OpenServer*>> by_config;
    for (const OpenServer& server : servers) {
      if (!server.route_config.empty()) by_config[server.route_config].push_back(&server);
    }
    for (const OpenServer& server : servers) AddServer(server, by_config);
    for (Listener& listener : table_.listeners) Finish(listener);
    std::erase_if(table_.listeners, [](const Listener& listener) { return listener.chains.empty(); });
  }

 private:
  /// What was written for the Gateways of this proxy, in other APIs, and came to nothing.
  void AddUnattached(const std::vector<OpenServer>& servers) {
    std::set<std::string_view> own;
    for (const OpenServer& server : servers) own.insert(server.gateway->api_gateway);
    for (const mesh::Unattached& one : parts_.mesh.unattached()) {
      if (!one.gateway.empty() && !own.contains(one.gateway)) continue;
      table_.omissions.push_back({{one.object->resource(), one.field, one.span, {}}, one.reason});
      if (!one.hosts.empty()) unattached_.emplace_back(&one, &table_.omissions.back());
    }
  }

  /// To each host what was written for it and is not there.
  void AddUnattached(std::vector<Draft>& drafts) const {
    if (unattached_.empty()) return;
    mesh::HostNames names;
    for (const Draft& draft : drafts) names.Add(draft.host.domains.front());
    names.Freeze();
    for (const auto& [one, omission] : unattached_) {
      std::set<std::size_t> missing;
      for (const std::string& host : one->hosts) {
        const std::vector<std::size_t> numbers = names.Overlapping(LowerAscii(host));
        missing.insert(numbers.begin(), numbers.end());
      }
      for (const std::size_t number : missing) drafts[number].host.omissions.push_back(omission);
    }
  }

  Listener& ListenerFor(const OpenServer& server) {
    const std::string address = server.bind().empty() ? "0.0.0.0" : std::string(server.bind());
    std::string name = fmt::format("{}_{}", address, server.port);
    const auto found = std::ranges::find(table_.listeners, name, &Listener::name);
    if (found != table_.listeners.end()) return *found;
    Listener& listener = table_.listeners.emplace_back();
    listener.name = std::move(name);
    listener.address = address;
    listener.port = server.port;
    return listener;
  }

  FilterChain ChainFor(const OpenServer& server) const {
    FilterChain chain;
    chain.owner = server.owner();
    chain.server = fmt::format("{}/{}", server.number(), *server.server->port.protocol);
    // Servers made of listeners have a port name of istiod's, and a name that people gave them.
    const std::string_view name = server.server->derived ? *server.server->name : *server.server->port.name;
    if (!name.empty()) chain.server += fmt::format(" {}", name);
    chain.span = server.server->span;
    return chain;
  }

  void AddServer(const OpenServer& server,
                 const std::map<std::string, std::vector<const OpenServer*>>& by_config) {
    Listener& listener = ListenerFor(server);
    if (server.plaintext_http()) {
      // One chain for all plaintext servers of the port.
      if (table_.FindConfig(server.route_config)) return;
      const std::vector<const OpenServer*>& sharing = by_config.at(server.route_config);
      FilterChain chain = ChainFor(server);
      // Listeners of one port are one server to Envoy; to name the first of them would mislead.
      if (server.server->derived && sharing.size() > 1)
        chain.server = fmt::format("{}/{}", server.number(), *server.server->port.protocol);
      chain.http = &AddConfig(server.route_config, sharing);
      listener.chains.push_back(std::move(chain));
    } else if (server.terminates_tls()) {
      AddTerminating(server, listener, by_config);
    } else if (server.passes_tls_through()) {
      AddPassthrough(server, listener);
    } else {
      FilterChain chain = ChainFor(server);
      if (FillTcp(server, chain)) listener.chains.push_back(std::move(chain));
    }
  }

  void AddTerminating(const OpenServer& server, Listener& listener,
                      const std::map<std::string, std::vector<const OpenServer*>>& by_config) {
    FilterChain chain = ChainFor(server);
    chain.transport = FilterChain::Transport::kTls;
    EndTls(*server.server->tls, chain);
    for (const std::string& host : server.hosts) chain.server_names.push_back(LowerAscii(BareHost(host)));
    std::ranges::sort(chain.server_names);
    if (std::ranges::find(chain.server_names, "*") != chain.server_names.end()) chain.server_names.clear();
    if (server.route_config.empty()) {
      if (!FillTcp(server, chain)) return;
    } else {
      chain.http = &AddConfig(server.route_config, by_config.at(server.route_config));
    }
    listener.chains.push_back(std::move(chain));
  }

  /// mTLS of other networks: the server name is the cluster's.
  void AddAutoPassthrough(const OpenServer& server, Listener& listener) {
    const auto serves = [&](const mesh::Service& service) {
      return std::ranges::any_of(server.hosts, [&](const std::string& host) {
        return mesh::IsSubsetOf(service.hostname, BareHost(host));
      });
    };
    for (const mesh::Service* service : parts_.scope.services()) {
      if (service->external || !serves(*service)) continue;
      for (const mesh::ServicePort& port : service->ports) {
        if (port.protocol == mesh::Protocol::kUdp) continue;
        for (const Cluster* cluster : parts_.clusters.ForServerNames(*service, port.number)) {
          FilterChain chain = ChainFor(server);
          chain.transport = FilterChain::Transport::kTls;
          chain.server_names = {cluster->name};
          chain.alpns = {"istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1", "istio-h2"};
          chain.tcp.push_back({cluster, 1, {}, {}, {}, port.span});
          chain.origin = {service->object->resource(), {}, port.span, {}};
          listener.chains.push_back(std::move(chain));
        }
      }
    }
  }

  /// Takes server names for an address; the first one that is taken there already, or nothing.
  std::string_view TakeNames(const OpenServer& server, const std::vector<model::Text>& names) {
    auto& taken = passed_names_[server.port];
    for (const model::Text& name : names) {
      const auto found = taken.find(*name);
      if (found != taken.end() && found->second == server.bind()) return *name;
    }
    for (const model::Text& name : names) taken[*name] = server.bind();
    return {};
  }

  /// One chain for each `tls` match of a VirtualService; the first one of a server name wins.
  void AddPassthrough(const OpenServer& server, Listener& listener) {
    if (*server.server->tls->mode == "AUTO_PASSTHROUGH") return AddAutoPassthrough(server, listener);
    for (const model::VirtualService* service : VirtualServicesOf(server)) {
      if (CommonHosts(server, *service).empty()) continue;
      for (const model::L4Route& route : service->tls) {
        for (const model::L4Match& match : route.match) {
          if (route.route.empty() || !Concerns(match, *service, server)) continue;
          const std::string field = fmt::format("spec.tls[{}]", &route - service->tls.data());
          Origin origin = L4Origin(*service, field, route, &match);
          if (const std::string_view name = TakeNames(server, match.sni_hosts); !name.empty()) {
            table_.omissions.push_back(
                {std::move(origin),
                 fmt::format("server name `{}` is taken by an older rule on port {}", name, server.port)});
            continue;
          }
          FilterChain chain = ChainFor(server);
          chain.transport = FilterChain::Transport::kTls;
          for (const model::Text& name : match.sni_hosts) chain.server_names.push_back(LowerAscii(*name));
          Fill(chain, server, *service, std::move(origin), route);
          listener.chains.push_back(std::move(chain));
        }
      }
    }
  }

  std::vector<const model::VirtualService*> VirtualServicesOf(const OpenServer& server) const {
    return parts_.mesh.VirtualServicesFor(server.gateway_name(), table_.proxy.ns);
  }

  std::vector<std::string> CommonHosts(const OpenServer& server, const model::VirtualService& service) const {
    const std::vector<std::string> hosts = parts_.http.rules().HostsOf(service);
    const std::vector<std::string_view> common =
        mesh::Intersection(mesh::NamesForNamespace(Views(server.hosts), service.ns()), Views(hosts));
    std::vector<std::string> lower;
    lower.reserve(common.size());
    for (const std::string_view host : common) lower.push_back(LowerAscii(host));
    return lower;
  }

  static bool Concerns(const model::L4Match& match, const model::VirtualService& service,
                       const OpenServer& server) {
    const std::int64_t port = match.port.value.value_or(0);
    if (port != 0 && port != server.number()) return false;
    return match.gateways.empty() || std::ranges::any_of(match.gateways, [&](const model::Text& gateway) {
             return mesh::ResolveGatewayName(*gateway, service.ns()) == server.gateway_name();
           });
  }

  void Fill(FilterChain& chain, const OpenServer& server, const model::VirtualService& service, Origin origin,
            const model::L4Route& route) {
    chain.tcp = L4Destinations(route, service, server.number(), parts_.clusters);
    chain.origin = std::move(origin);
  }

  /// The first of these rules that concerns the server, if there is one. TCP rules may have no match at all.
  bool FillFrom(std::string_view list, const std::vector<model::L4Route>& rules,
                const model::VirtualService& service, const OpenServer& server, FilterChain& chain) {
    for (const model::L4Route& route : rules) {
      const auto match = std::ranges::find_if(
          route.match, [&](const model::L4Match& one) { return Concerns(one, service, server); });
      const bool any = list == "tcp" && route.match.empty();
      if (route.route.empty() || (match == route.match.end() && !any)) continue;
      const std::string field = fmt::format("spec.{}[{}]", list, &route - rules.data());
      Fill(chain, server, service, L4Origin(service, field, route, any ? nullptr : &*match), route);
      return !chain.tcp.empty();
    }
    return false;
  }

  /// Sends bytes where the first VirtualService that concerns the server says; false when none does.
  bool FillTcp(const OpenServer& server, FilterChain& chain) {
    for (const model::VirtualService* service : VirtualServicesOf(server)) {
      if (CommonHosts(server, *service).empty()) continue;
      if (FillFrom("tcp", service->tcp, *service, server, chain)) return true;
      // A TLSRoute at a listener that ends TLS has its rules there still.
      if (!service->of_tls_route || server.passes_tls_through()) continue;
      if (FillFrom("tls", service->tls, *service, server, chain)) return true;
    }
    return false;
  }

  RouteConfig& AddConfig(const std::string& name, const std::vector<const OpenServer*>& servers) {
    RouteConfig& config = table_.configs.emplace_back();
    config.name = name;
    std::vector<Draft> drafts;
    std::unordered_map<std::string, std::size_t> places;  // by host
    std::map<std::pair<const model::Gateway*, const model::VirtualService*>, HttpRoutes> compiled;
    for (const OpenServer* server : servers) {
      for (const model::VirtualService* service : VirtualServicesOf(*server)) {
        AddVirtualService(*server, *service, drafts, places, compiled);
      }
      if (RedirectsToHttps(*server)) RequireTls(*server, drafts, places);
    }
    AddUnattached(drafts);
    std::vector<VirtualHost> hosts = Collapse(std::move(drafts));
    if (hosts.empty()) hosts.push_back(BlackHole(*servers.front()));
    FinishConfig(config, std::move(hosts));
    return config;
  }

  void AddVirtualService(
      const OpenServer& server, const model::VirtualService& service, std::vector<Draft>& drafts,
      std::unordered_map<std::string, std::size_t>& places,
      std::map<std::pair<const model::Gateway*, const model::VirtualService*>, HttpRoutes>& compiled) {
    const std::vector<std::string> hosts = CommonHosts(server, service);
    if (hosts.empty()) {
      Origin origin{NameOf(service), "spec.hosts", service.object->span(), {}};
      table_.omissions.push_back({std::move(origin), fmt::format("none of its hosts is served by {} of `{}`",
                                                                 ChainFor(server).server, server.owner())});
      return;
    }
    const auto [entry, fresh] = compiled.try_emplace({server.gateway, &service});
    if (fresh) {
      const std::string gateway = server.gateway_name();
      const bool tls = server.server->tls.has_value();
      entry->second = parts_.http.Compile(service, {gateway, server.number(), tls});
    }
    const HttpRoutes& made = entry->second;
    if (made.routes.empty()) return;
    for (const std::string& host : hosts) {
      const auto [place, added] = places.try_emplace(host, drafts.size());
      if (added) drafts.push_back(NewDraft(host, server, NameOf(service), service.object->span()));
      Draft& draft = drafts[place->second];
      draft.host.routes.insert(draft.host.routes.end(), made.routes.begin(), made.routes.end());
      draft.host.omissions.insert(draft.host.omissions.end(), made.omissions.begin(), made.omissions.end());
      draft.host.require_tls |= RedirectsToHttps(server);
      ++draft.sources;
    }
  }

  static Draft NewDraft(const std::string& host, const OpenServer& server, std::string source,
                        source::Span span) {
    Draft draft;
    draft.host.name = fmt::format("{}:{}", host, server.number());
    draft.host.domains = {host};
    draft.host.source = std::move(source);
    draft.host.span = span;
    return draft;
  }

  static bool RedirectsToHttps(const OpenServer& server) {
    return server.server->tls && server.server->tls->https_redirect.value.value_or(false);
  }

  /// Hosts of a redirecting server redirect even if no VirtualService wants them.
  static void RequireTls(const OpenServer& server, std::vector<Draft>& drafts,
                         std::unordered_map<std::string, std::size_t>& places) {
    for (const std::string& written : server.hosts) {
      const std::string host = LowerAscii(written);
      const auto [place, added] = places.try_emplace(host, drafts.size());
      if (added) {
        drafts.push_back(NewDraft(host, server, server.owner(), server.server->span));
      }
      drafts[place->second].host.require_tls = true;
    }
  }

  static VirtualHost BlackHole(const OpenServer& server) {
    VirtualHost host;
    host.name = fmt::format("blackhole:{}", server.number());
    host.domains = {"*"};
    host.source = server.owner();
    host.span = server.server->span;
    return host;
  }

  /// Hosts with exactly the rules of one VirtualService become one virtual host, named after the most
  /// specific of them.
  static std::vector<VirtualHost> Collapse(std::vector<Draft> drafts) {
    std::ranges::stable_sort(drafts, [](const Draft& a, const Draft& b) {
      return mesh::MoreSpecific(a.host.domains.front(), b.host.domains.front());
    });
    std::map<std::pair<const Route*, bool>, std::size_t> groups;
    std::vector<VirtualHost> hosts;
    for (Draft& draft : drafts) {
      if (draft.sources == 1) {
        // Routes belong to one compilation, so that the first one identifies the list.
        const auto [group, first] =
            groups.try_emplace({draft.host.routes.front(), draft.host.require_tls}, hosts.size());
        if (!first) {
          hosts[group->second].domains.push_back(draft.host.domains.front());
          continue;
        }
      }
      hosts.push_back(std::move(draft.host));
    }
    for (VirtualHost& host : hosts) {
      std::ranges::stable_partition(host.routes,
                                    [](const Route* route) { return !route->match.catches_all(); });
    }
    std::ranges::sort(hosts, {}, &VirtualHost::name);
    return hosts;
  }

  static void Finish(Listener& listener) {
    listener.inspects_tls = std::ranges::any_of(listener.chains, [](const FilterChain& chain) {
      return chain.transport == FilterChain::Transport::kTls;
    });
  }

  CompileParts& parts_;
  RouteTable& table_;
  /// Server names passed through, by port: the address each was taken for last.
  std::map<std::uint16_t, std::map<std::string_view, std::string_view>> passed_names_;
  std::vector<std::pair<const mesh::Unattached*, const Omission*>> unattached_;
};

}  // namespace

void CompileGateway(CompileParts& parts) { GatewayCompiler(parts).Run(); }

}  // namespace meshctl::route
