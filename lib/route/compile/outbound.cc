// SPDX-License-Identifier: Apache-2.0
// The outbound listeners of a sidecar. HTTP ports share one listener on any address; ports of other protocols
// listen on the service's address; a port whose protocol is not declared does both, and the first bytes
// decide. What fits nothing goes to the fall-through: passed on unchanged, or into the black hole. Who wins
// where several services want one address and port is decided as in istiod's buildSidecarOutboundListener.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

#include "base/ascii.h"
#include "mesh/host.h"
#include "route/compile/domains.h"
#include "route/compile/l4_routes.h"
#include "route/compile/parts.h"
#include "route/compile/sidecar_routes.h"
#include "route/filter_chain.h"
#include "route/pattern.h"

namespace meshctl::route {
namespace {

constexpr std::uint16_t kOutboundPort = 15001;
constexpr std::uint16_t kInboundPort = 15006;
/// Ports on which the sidecar itself answers: its own two, metrics and health.
constexpr std::uint32_t kReservedPorts[] = {kOutboundPort, kInboundPort, 15090, 15021};
constexpr std::string_view kAnyAddress = "0.0.0.0";
constexpr std::string_view kLoopback = "127.0.0.1";
constexpr std::string_view kCatchAllChain = "virtualOutbound-catchall-tcp";

bool IsMatchAll(const FilterChain& chain) {
  const auto& names = chain.server_names;
  return (names.empty() || std::ranges::find(names, "*") != names.end()) && chain.destinations.empty() &&
         chain.alpns.empty() && chain.transport == FilterChain::Transport::kAny;
}

/// What Envoy tells chains apart by: two of one key are one to it.
std::string KeyOf(const FilterChain& chain) {
  const std::set<std::string_view> names(chain.server_names.begin(), chain.server_names.end());
  std::set<std::pair<std::uint8_t, std::array<std::uint8_t, 16>>> ranges;
  for (const Cidr& range : chain.destinations) ranges.emplace(range.bits, Masked(range).address);
  std::string key = fmt::format("{}|{}|", static_cast<int>(chain.transport), fmt::join(chain.alpns, ","));
  for (const std::string_view name : names) {
    if (name != "*") key += fmt::format("{},", name);
  }
  for (const auto& [bits, address] : ranges) key += fmt::format("|{}/{}", fmt::join(address, "."), bits);
  return key;
}

/// A listener while services are still being added to it.
struct Entry {
  Listener listener;
  mesh::Protocol protocol = mesh::Protocol::kAuto;
  bool locked = false;  ///< a Sidecar names its port: what it does not import has no place here
  std::unordered_map<std::string, std::string> owners;  ///< of the chains, by their keys
};

/// One service port that wants a listener.
struct Request {
  const EgressHosts& hosts;
  const mesh::Service& service;
  const mesh::ServicePort* written = nullptr;  ///< null where the Sidecar's listener says the port
  std::uint32_t number = 0;
  mesh::Protocol protocol = mesh::Protocol::kAuto;
};

class SidecarCompiler {
 public:
  explicit SidecarCompiler(CompileParts& parts) : parts_(parts), table_(parts.table), routes_(parts) {}

  void Run() {
    for (const Egress& egress : parts_.scope.egress()) {
      if (egress.port) {
        AddNamedPort(egress);
      } else {
        AddOtherPorts(egress);
      }
    }
    AddHttpProxy();
    for (Entry& entry : entries_) Finish(entry);
    AddCatchAll();
  }

 private:
  /// A listener that a Sidecar asks for: its port, whatever ports the services have.
  void AddNamedPort(const Egress& egress) {
    if (IsReserved(egress.bind, *egress.port, egress.protocol)) return;
    for (const mesh::Service* service : egress.services) {
      Add({routes_.HostsOf(egress), *service, nullptr, *egress.port, egress.protocol}, egress.bind);
    }
  }

  void AddOtherPorts(const Egress& egress) {
    for (Entry& entry : entries_) entry.locked = true;
    for (const mesh::Service* service : egress.services) {
      for (const mesh::ServicePort& port : service->ports) {
        if (IsReserved(egress.bind, port.number, port.protocol)) continue;
        const Request request{routes_.HostsOf(egress), *service, &port, port.number, port.protocol};
        if (egress.bind.empty() && !mesh::IsHttp(port.protocol) && IsHeadless(*service)) {
          AddHeadless(request);
        } else {
          Add(request, egress.bind);
        }
      }
    }
  }

  /// The port on which the mesh lets every sidecar be an HTTP proxy.
  void AddHttpProxy() {
    const std::uint32_t port = parts_.mesh.config().proxy_http_port;
    const RouteConfig* const routes = port != 0 ? routes_.Get(kHttpProxyRoutes) : nullptr;
    if (!routes || Find(std::string(kLoopback), port)) return;
    FilterChain chain;
    chain.http = routes;
    Replace(Open(std::string(kLoopback), port), {std::move(chain)}, mesh::Protocol::kHttpProxy);
  }

  static bool IsReserved(std::string_view bind, std::uint32_t port, mesh::Protocol protocol) {
    const bool any_address = bind.empty() ? mesh::IsHttp(protocol) : bind == kAnyAddress;
    return any_address && std::ranges::find(kReservedPorts, port) != std::end(kReservedPorts);
  }

  static bool IsHeadless(const mesh::Service& service) {
    return service.resolution == mesh::Resolution::kPassthrough && service.addresses.empty();
  }

  /// Clients of a headless service dial its endpoints, so that each has a listener.
  void AddHeadless(const Request& request) {
    const std::vector<mesh::Endpoint> endpoints = parts_.mesh.EndpointsOf(request.service, *request.written);
    const bool may_have_some = request.service.kubernetes || request.service.entry->workload_selector;
    if (endpoints.empty() && !may_have_some) return Add(request, {});
    const std::vector<std::string>& own = table_.proxy.addresses;
    for (const mesh::Endpoint& endpoint : endpoints) {
      if (endpoint.address.empty()) {
        // A Pod that does not run yet: the address is to come.
        Add(request, request.service.hostname);
      } else if (mesh::IsIpAddress(endpoint.address) && (own.empty() || own.front() != endpoint.address)) {
        Add(request, endpoint.address);
      }
    }
  }

  /// Adds a service port to the listener of `bind`, or, where that is empty, of its own addresses.
  void Add(const Request& request, std::string_view bind) {
    if (request.service.resolution == mesh::Resolution::kAlias) return;
    if (request.protocol == mesh::Protocol::kUdp) return;
    if (!bind.empty()) return AddAt(request, std::string(bind), {}, false);
    if (mesh::IsHttp(request.protocol)) return AddAt(request, std::string(kAnyAddress), {}, false);
    std::vector<std::string> addresses = DialledAddresses(request.service, parts_.mesh.config());
    if (request.service.kubernetes && request.service.addresses.size() > 1) {
      const auto dialled = AddressesFor(request.service, table_.proxy);
      addresses.assign(dialled.begin(), dialled.end());
    }
    for (const std::string& address : addresses) {
      const bool range = address.find('/') != std::string::npos;
      const bool by_name = range || address == kAnyAddress;
      AddAt(request, range ? std::string(kAnyAddress) : address,
            range ? std::vector<std::string>{address} : std::vector<std::string>(), by_name);
    }
  }

  Entry* Find(const std::string& bind, std::uint32_t port) {
    const auto found = places_.find({bind, port});
    return found == places_.end() ? nullptr : &entries_[found->second];
  }

  Entry& Open(const std::string& bind, std::uint32_t port) {
    places_.emplace(std::pair(bind, port), entries_.size());
    Entry& entry = entries_.emplace_back();
    entry.listener.name = fmt::format("{}_{}", bind, port);
    entry.listener.address = bind;
    entry.listener.port = static_cast<std::uint16_t>(port);
    return entry;
  }

  void AddAt(const Request& request, const std::string& bind, std::vector<std::string> ranges, bool by_name) {
    Entry* const current = Find(bind, request.number);
    if (current && current->locked) return;
    const bool any_address = bind == kAnyAddress;
    const L4Port port{request.service,  request.written,   request.number,
                      request.protocol, std::move(ranges), by_name || IsDynamicWildcard(request.service)};
    if (request.protocol == mesh::Protocol::kHttpProxy) {
      if (!current) Replace(Open(bind, request.number), {HttpChain(request, bind, false)}, request.protocol);
    } else if (mesh::IsHttp(request.protocol)) {
      // Beside the fall-through for other protocols the listener has to sniff.
      const mesh::Protocol becomes = any_address ? mesh::Protocol::kAuto : request.protocol;
      if (!current) {
        Replace(Open(bind, request.number), {HttpChain(request, bind, any_address)}, becomes);
      } else if (mesh::IsTcp(current->protocol) && MayShare(*current, request)) {
        Join(*current, {HttpChain(request, bind, any_address)}, request);
        current->protocol = mesh::Protocol::kAuto;
      }
    } else if (request.protocol == mesh::Protocol::kAuto) {
      AddSniffed(current, request, port, bind);
    } else if (!current) {
      Replace(Open(bind, request.number), Chains(request, port), request.protocol);
    } else if (MayShare(*current, request)) {
      Join(*current, Chains(request, port), request);
      if (mesh::IsHttp(current->protocol)) current->protocol = mesh::Protocol::kAuto;
    }
  }

  void AddSniffed(Entry* current, const Request& request, const L4Port& port, const std::string& bind) {
    if (current && !MayShare(*current, request)) return;
    std::vector<FilterChain> chains = Chains(request, port);
    if (current && current->protocol == mesh::Protocol::kAuto)
      return Join(*current, std::move(chains), request);
    chains.push_back(HttpChain(request, bind, true));
    if (!current) return Replace(Open(bind, request.number), std::move(chains), request.protocol);
    if (mesh::IsHttp(current->protocol)) return Replace(*current, std::move(chains), request.protocol);
    Join(*current, std::move(chains), request);
    current->protocol = mesh::Protocol::kAuto;
  }

  static bool IsDynamicWildcard(const mesh::Service& service) {
    return service.resolution == mesh::Resolution::kDynamicDns && mesh::IsWildcard(service.hostname);
  }

  /// Protocols in which the server speaks first share with nobody: sniffing would wait forever.
  bool MayShare(Entry& entry, const Request& request) {
    const auto speaks_first = [](mesh::Protocol protocol) {
      return protocol == mesh::Protocol::kMongo || protocol == mesh::Protocol::kMysql;
    };
    const bool may = request.protocol == entry.protocol ||
                     (!speaks_first(request.protocol) && !speaks_first(entry.protocol));
    if (!may) Lose(entry, request, fmt::format("{} cannot share it", mesh::Name(request.protocol)));
    return may;
  }

  void Lose(Entry& entry, const Request& request, std::string_view why) {
    const source::Span span = request.written ? request.written->span : request.service.object->span();
    const auto owned = std::ranges::find_if(entry.listener.chains,
                                            [](const FilterChain& chain) { return !chain.owner.empty(); });
    const std::string holder = owned == entry.listener.chains.end()
                                   ? fmt::format("port {} of other services", request.number)
                                   : owned->owner;
    table_.omissions.push_back(
        {{request.service.object->resource(), fmt::format("port {}", request.number), span, {}},
         fmt::format("listener {} belongs to {}, and {}", entry.listener.name, holder, why)});
    entry.listener.omissions.push_back(&table_.omissions.back());
  }

  std::vector<FilterChain> Chains(const Request& request, const L4Port& port) {
    std::vector<std::string> names;
    for (const std::string_view alias : request.hosts.AliasesOf(request.service.hostname)) {
      names.emplace_back(alias);
      names.push_back(fmt::format("{}.", alias));
      for (std::string& form : ShortForms(alias, ProxyDomain(table_.proxy, parts_.mesh.config())))
        names.push_back(std::move(form));
    }
    return L4ChainsFor(port, request.hosts.Concerning(LowerAscii(request.service.hostname)),
                       {names.begin(), names.end()}, parts_.clusters, table_);
  }

  FilterChain HttpChain(const Request& request, const std::string& bind, bool sniffed) {
    const bool own_address = request.protocol == mesh::Protocol::kAuto && bind != kAnyAddress;
    std::string name = fmt::format("{}", request.number);
    if (request.number == kEveryPort)
      name = bind;
    else if (own_address)
      name = fmt::format("{}:{}", request.service.hostname, request.number);
    FilterChain chain;
    chain.http = routes_.Get(name);
    if (own_address) {
      chain.owner = request.service.object->resource();
      if (request.written) chain.span = request.written->span;
    }
    if (sniffed) {
      chain.transport = FilterChain::Transport::kPlaintext;
      chain.alpns = {"http/1.1", "h2c"};
    }
    return chain;
  }

  void Replace(Entry& entry, std::vector<FilterChain> chains, mesh::Protocol protocol) {
    entry.owners.clear();
    for (const FilterChain& chain : chains) entry.owners.try_emplace(KeyOf(chain), chain.owner);
    entry.listener.chains = std::move(chains);
    entry.protocol = protocol;
  }

  /// Of chains that ask for the same the first one counts.
  void Join(Entry& entry, std::vector<FilterChain> chains, const Request& request) {
    for (FilterChain& chain : chains) {
      const auto [same, fresh] = entry.owners.try_emplace(KeyOf(chain), chain.owner);
      if (fresh) {
        entry.listener.chains.push_back(std::move(chain));
      } else if (!chain.http && same->second != chain.owner) {
        Lose(entry, request, "connections to both look the same");
      }
    }
  }

  FilterChain FallThrough() {
    FilterChain chain;
    chain.name = "PassthroughFilterChain";
    chain.tcp.push_back(routes_.FallThrough());
    return chain;
  }

  void Finish(Entry& entry) {
    Listener& listener = entry.listener;
    for (const FilterChain& chain : listener.chains) {
      listener.inspects_tls |= !chain.server_names.empty();
      listener.inspects_http |= !chain.alpns.empty();
    }
    if (const auto all = std::ranges::find_if(listener.chains, IsMatchAll); all == listener.chains.end()) {
      listener.fallback = FallThrough();
    } else if (listener.chains.size() > 1) {
      listener.fallback = std::move(*all);
      listener.chains.erase(all);
    }
    table_.listeners.push_back(std::move(listener));
  }

  void AddCatchAll() {
    AddBlackHole("virtualOutbound", kOutboundPort);
    Listener& rest = table_.listeners.emplace_back();
    rest.name = "virtualOutbound";
    if (parts_.scope.outbound_policy().mode == mesh::OutboundPolicy::kAllowAnyDynamicDns) {
      FilterChain& http = rest.chains.emplace_back();
      http.name = fmt::format("{}-http", kCatchAllChain);
      http.alpns = {"http/1.1", "h2c"};
      http.http = routes_.ForUnknownHosts();
      rest.inspects_http = true;
    }
    FilterChain& tcp = rest.chains.emplace_back(FallThrough());
    tcp.name = kCatchAllChain;
  }

  /// Traffic sent to the sidecar's own ports would go round in circles.
  void AddBlackHole(std::string_view name, std::uint16_t port) {
    Listener& loop = table_.listeners.emplace_back();
    loop.name = name;
    loop.address = kAnyAddress;
    loop.port = port;
    Destination nowhere;
    nowhere.cluster = parts_.clusters.BlackHole();
    FilterChain& chain = loop.fallback.emplace();
    chain.name = fmt::format("{}-blackhole", name);
    chain.tcp.push_back(std::move(nowhere));
  }

  CompileParts& parts_;
  RouteTable& table_;
  SidecarRoutes routes_;
  std::vector<Entry> entries_;
  std::map<std::pair<std::string, std::uint32_t>, std::size_t> places_;  // in entries_, by bind and port
};

}  // namespace

void CompileSidecar(CompileParts& parts) { SidecarCompiler(parts).Run(); }

}  // namespace meshctl::route
