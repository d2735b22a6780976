// SPDX-License-Identifier: Apache-2.0
// The outbound listeners of a sidecar. HTTP ports share one listener on any address; ports of other protocols
// listen on the service's address; a port whose protocol is not declared does both, and the first bytes
// decide. What fits nothing goes to the fall-through: passed on unchanged, or into the black hole.
#include <fmt/format.h>

#include <algorithm>

#include "route/compile/domains.h"
#include "route/compile/parts.h"
#include "route/compile/virtual_hosts.h"
#include "route/filter_chain.h"

namespace meshctl::route {
namespace {

constexpr std::uint16_t kOutboundPort = 15001;
constexpr std::string_view kAnyAddress = "0.0.0.0";

class SidecarCompiler {
 public:
  explicit SidecarCompiler(CompileParts& parts) : parts_(parts), table_(parts.table) {}

  void Run() {
    for (const Egress& egress : parts_.scope.egress()) {
      const EgressHosts hosts(egress, parts_.http.rules());
      for (const mesh::Service* service : egress.services) AddService(hosts, *service);
    }
    AddCatchAll();
  }

 private:
  Destination FallThroughTo() {
    Destination destination;
    destination.cluster =
        parts_.scope.registry_only() ? parts_.clusters.BlackHole() : parts_.clusters.Passthrough();
    return destination;
  }

  FilterChain FallThrough() {
    FilterChain chain;
    chain.name = "PassthroughFilterChain";
    chain.tcp.push_back(FallThroughTo());
    return chain;
  }

  Listener& ListenerFor(std::string_view address, std::uint32_t port) {
    std::string name = fmt::format("{}_{}", address, port);
    const auto [place, fresh] = places_.try_emplace(name, table_.listeners.size());
    if (!fresh) return table_.listeners[place->second];
    Listener& listener = table_.listeners.emplace_back();
    listener.name = std::move(name);
    listener.address = address;
    listener.port = static_cast<std::uint16_t>(port);
    listener.fallback = FallThrough();
    return listener;
  }

  void AddService(const EgressHosts& hosts, const mesh::Service& service) {
    if (service.resolution == mesh::Resolution::kAlias) return;
    for (const mesh::ServicePort& port : service.ports) {
      if (port.protocol == mesh::Protocol::kUdp) continue;
      if (hosts.egress().port && *hosts.egress().port != port.number) continue;
      if (parts_.scope.EgressFor(port.number) != &hosts.egress()) continue;
      if (mesh::IsHttp(port.protocol)) {
        AddHttp(hosts, port.number);
      } else {
        AddByAddress(hosts, service, port);
      }
    }
  }

  void AddHttp(const EgressHosts& hosts, std::uint32_t port) {
    Listener& listener = ListenerFor(kAnyAddress, port);
    const std::string name = fmt::format("{}", port);
    if (HasHttp(listener)) return;
    std::vector<VirtualHost> virtual_hosts = VirtualHostsFor(parts_, hosts, port);
    virtual_hosts.push_back(CatchAllHost());
    AddHttpChain(listener, name, std::move(virtual_hosts));
  }

  static bool HasHttp(const Listener& listener) {
    return std::ranges::any_of(listener.chains,
                               [](const FilterChain& chain) { return chain.http != nullptr; });
  }

  void AddHttpChain(Listener& listener, const std::string& name, std::vector<VirtualHost> virtual_hosts) {
    RouteConfig& config = table_.configs.emplace_back();
    config.name = name;
    FinishConfig(config, std::move(virtual_hosts));
    FilterChain chain;
    chain.transport = FilterChain::Transport::kPlaintext;
    chain.alpns = {"http/1.1", "h2c"};
    chain.http = &config;
    listener.chains.push_back(std::move(chain));
    listener.inspects_http = true;
    listener.inspects_tls = true;
  }

  VirtualHost CatchAllHost() {
    Action action;
    const bool block = parts_.scope.registry_only();
    if (block) {
      action.kind = Action::Kind::kRespond;
      action.response.status = 502;
    } else {
      action.destinations.push_back(FallThroughTo());
      action.total_weight = 1;
    }
    Route& route = table_.routes.emplace_back();
    route.name = block ? "block_all" : "allow_any";
    route.action = std::make_shared<const Action>(std::move(action));
    VirtualHost host;
    host.name = route.name;
    host.domains = {"*"};
    host.routes = {&route};
    host.source = block ? "outbound traffic policy REGISTRY_ONLY" : "outbound traffic policy ALLOW_ANY";
    return host;
  }

  /// TCP, TLS and undeclared protocols.
  void AddByAddress(const EgressHosts& hosts, const mesh::Service& service, const mesh::ServicePort& port) {
    for (const std::string& address : AddressesOf(service, port)) {
      const bool range = address.find('/') != std::string::npos;
      const bool any = range || address == kAnyAddress;
      const bool sniffed = port.protocol == mesh::Protocol::kAuto;
      if (sniffed && any) AddHttp(hosts, port.number);
      Listener& listener = ListenerFor(any ? kAnyAddress : address, port.number);
      if (sniffed && !any && !HasHttp(listener)) {
        AddHttpChain(listener, fmt::format("{}:{}", service.hostname, port.number),
                     VirtualHostsFor(parts_, hosts, port.number, service));
      }
      FilterChain chain;
      chain.tcp.push_back({parts_.clusters.Get(service.hostname, port.number, ""), 1, {}, {}, {}, port.span});
      chain.owner = service.object->resource();
      chain.span = port.span;
      if (const std::optional<Cidr> cidr = range ? ParseCidr(address) : std::nullopt)
        chain.destinations = {*cidr};
      if (mesh::IsTls(port.protocol) && any) chain.server_names = {service.hostname};
      AddCaveats(hosts, service, chain);
      AddChain(listener, std::move(chain));
    }
  }

  /// Routes for connections are not compiled for sidecars; where there are some, the answer says so.
  static void AddCaveats(const EgressHosts& hosts, const mesh::Service& service, FilterChain& chain) {
    for (const model::VirtualService* other : hosts.Concerning({&service})) {
      if (other->tcp.empty() && other->tls.empty()) continue;
      chain.caveats.push_back({NameOf(*other),
                               "may send this connection elsewhere by its `tcp` or `tls` routes",
                               other->object->span()});
    }
  }

  /// Where clients of a port connect to.
  std::vector<std::string> AddressesOf(const mesh::Service& service, const mesh::ServicePort& port) const {
    if (service.headless()) {
      std::vector<std::string> addresses;
      for (const mesh::Endpoint& endpoint : parts_.mesh.EndpointsOf(service, port)) {
        const auto& own = table_.proxy.addresses;
        if (!endpoint.address.empty() && std::ranges::find(own, endpoint.address) == own.end()) {
          addresses.push_back(endpoint.address);
        }
      }
      return addresses;
    }
    return DialledAddresses(service);
  }

  /// Of chains that ask for the same the first one counts.
  static void AddChain(Listener& listener, FilterChain chain) {
    const bool taken = std::ranges::any_of(listener.chains, [&](const FilterChain& other) {
      const auto same_range = [](const Cidr& a, const Cidr& b) { return a.bits == b.bits && Contains(a, b); };
      return other.http == nullptr && other.server_names == chain.server_names &&
             std::ranges::equal(other.destinations, chain.destinations, same_range);
    });
    if (taken) return;
    listener.inspects_tls |= !chain.server_names.empty();
    listener.chains.push_back(std::move(chain));
  }

  void AddCatchAll() {
    AddBlackHole("virtualOutbound", kOutboundPort);
    Listener& rest = table_.listeners.emplace_back();
    rest.name = "virtualOutbound";
    rest.fallback = FallThrough();
  }

  /// Traffic sent to the sidecar's own ports would go round in circles.
  void AddBlackHole(std::string_view name, std::uint16_t port) {
    Listener& loop = table_.listeners.emplace_back();
    loop.name = name;
    loop.address = kAnyAddress;
    loop.port = port;
    Destination nowhere;
    nowhere.cluster = parts_.clusters.BlackHole();
    loop.fallback.emplace().tcp.push_back(std::move(nowhere));
  }

  CompileParts& parts_;
  RouteTable& table_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

void CompileSidecar(CompileParts& parts) { SidecarCompiler(parts).Run(); }

}  // namespace meshctl::route
