// SPDX-License-Identifier: Apache-2.0
// What a sidecar receives. One listener takes every connection that reaches the Pod. It has filter chains for
// each port that a service, or the ingress of a Sidecar, sends to: one for each kind of connection that the
// port's protocol and mTLS mode admit; and the same once more for all other ports, which are passed through.
// The kinds are those of istiod's getFilterChainMatchOptions.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <span>

#include "mesh/traffic_policy.h"
#include "route/compile/parts.h"
#include "route/compile/server_tls.h"
#include "route/compile/traffic_policy.h"

namespace meshctl::route {
namespace {

constexpr std::uint16_t kInboundPort = 15006;
constexpr std::uint16_t kOutboundPort = 15001;
constexpr std::string_view kVirtualInbound = "virtualInbound";
constexpr std::string_view kMeshSecret = "default";

enum class Speech : std::uint8_t { kHttp, kTcp, kUndeclared };

/// One kind of connection that a port takes.
struct Kind {
  FilterChain::Transport transport;
  std::span<const std::string_view> alpns;
  bool http;
  bool ends_tls;
};

constexpr auto kPlain = FilterChain::Transport::kPlaintext;
constexpr auto kTls = FilterChain::Transport::kTls;
constexpr std::array<std::string_view, 2> kHttpAlpns = {"http/1.1", "h2c"};
constexpr std::array<std::string_view, 3> kMeshHttpAlpns = {"istio-http/1.0", "istio-http/1.1", "istio-h2"};
constexpr std::array<std::string_view, 2> kMeshTcpAlpns = {"istio-peer-exchange", "istio"};
constexpr std::array<std::string_view, 5> kMeshAlpns = {"istio", "istio-peer-exchange", "istio-http/1.0",
                                                        "istio-http/1.1", "istio-h2"};

constexpr Kind kHttpDisable[] = {{kPlain, {}, true, false}};
constexpr Kind kHttpPermissive[] = {{kTls, kMeshAlpns, true, true}, {kPlain, {}, true, false}};
constexpr Kind kHttpStrict[] = {{kTls, {}, true, true}};
constexpr Kind kTcpDisable[] = {{kPlain, {}, false, false}};
constexpr Kind kTcpPermissive[] = {
    {kTls, kMeshAlpns, false, true}, {kTls, {}, false, false}, {kPlain, {}, false, false}};
constexpr Kind kTcpStrict[] = {{kTls, {}, false, true}};
constexpr Kind kUndeclaredDisable[] = {{kPlain, kHttpAlpns, true, false}, {kPlain, {}, false, false}};
constexpr Kind kUndeclaredPermissive[] = {{kTls, kMeshHttpAlpns, true, true},
                                          {kPlain, kHttpAlpns, true, false},
                                          {kTls, kMeshTcpAlpns, false, true},
                                          {kPlain, {}, false, false},
                                          {kTls, {}, false, false}};
constexpr Kind kUndeclaredStrict[] = {{kTls, kMeshHttpAlpns, true, true}, {kTls, {}, false, true}};

std::span<const Kind> KindsFor(Speech speech, mesh::MtlsMode mode) {
  static constexpr std::span<const Kind> kKinds[3][3] = {
      {kHttpDisable, kHttpPermissive, kHttpStrict},
      {kTcpDisable, kTcpPermissive, kTcpStrict},
      {kUndeclaredDisable, kUndeclaredPermissive, kUndeclaredStrict},
  };
  return kKinds[static_cast<std::size_t>(speech)][static_cast<std::size_t>(mode)];
}

Speech SpeechOf(mesh::Protocol protocol) {
  if (mesh::IsHttp(protocol)) return Speech::kHttp;
  return protocol == mesh::Protocol::kAuto ? Speech::kUndeclared : Speech::kTcp;
}

mesh::Protocol AfterTls(mesh::Protocol protocol) {
  if (protocol == mesh::Protocol::kHttps) return mesh::Protocol::kHttp;
  return protocol == mesh::Protocol::kTls ? mesh::Protocol::kTcp : protocol;
}

/// A port of the workload, or all that are not declared (number 0).
struct Port {
  std::uint16_t number = 0;
  std::uint32_t service_port = 0;
  mesh::Protocol protocol = mesh::Protocol::kAuto;
  std::string bind;
  bool has_listener = false;              ///< of its own, instead of a place in `virtualInbound`
  const model::ServerTls* tls = nullptr;  ///< TLS of the user's, where it counts
  const Cluster* cluster = nullptr;
  std::string owner;
  source::Span span;
};

/// `127.0.0.1:8080`, `[::1]:8080`, `0.0.0.0:8080`, `unix:///path`. Nothing where it cannot be read.
std::optional<Endpoint> ParseDefaultEndpoint(std::string_view text, const Proxy& proxy) {
  Endpoint endpoint;
  if (text.starts_with("unix://")) {
    endpoint.address = text;
    return endpoint;
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), endpoint.port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const bool v6 = host.find(':') != std::string_view::npos;
  endpoint.address = host;
  if (host == "0.0.0.0" || host == "::") {
    const auto own = std::ranges::find_if(
        proxy.addresses, [&](const std::string& ip) { return (ip.find(':') != std::string::npos) == v6; });
    endpoint.address = own != proxy.addresses.end() ? *own : v6 ? "::1" : "127.0.0.1";
  }
  return endpoint;
}

class InboundCompiler {
 public:
  explicit InboundCompiler(CompileParts& parts)
      : parts_(parts), table_(parts.table), peers_(parts.clusters.transports().peers()) {}

  void Run() {
    const model::Sidecar* sidecar = parts_.scope.sidecar();
    targets_ = parts_.clusters.transports().targets().Of(table_.proxy.workload, table_.proxy.workload_ns,
                                                         table_.proxy.addresses);
    const std::map<std::uint16_t, Port> ports =
        sidecar && !sidecar->ingress.empty() ? PortsOf(*sidecar) : PortsOfServices();
    Listener& rest = AddListener(kVirtualInbound, std::string(Wildcard()), kInboundPort);
    AddBlackHole(rest);
    AddPassthrough(rest, ports);
    for (const auto& [number, port] : ports) {
      if (!port.has_listener) AddChains(rest, port);
    }
    for (const auto& [number, port] : ports) {
      if (port.has_listener) AddChains(AddListener(ChainName(port, false), port.bind, number), port);
    }
  }

 private:
  std::string_view Wildcard() const {
    const auto v6 = [](const std::string& address) { return address.find(':') != std::string::npos; };
    const std::vector<std::string>& own = table_.proxy.addresses;
    return !own.empty() && std::ranges::all_of(own, v6) ? "::" : "0.0.0.0";
  }

  std::map<std::uint16_t, Port> PortsOfServices() {
    std::map<std::uint16_t, Port> ports;
    for (const mesh::ServiceTarget& target : targets_) {
      const auto number = static_cast<std::uint16_t>(target.target_port);
      if (number == 0 || number == kInboundPort || number == kOutboundPort) continue;
      const auto [place, fresh] = ports.try_emplace(number);
      if (!fresh) {
        AddLoser(target, place->second);
        continue;
      }
      Port& port = place->second;
      port.number = number;
      port.service_port = target.port->number;
      port.protocol = target.port->protocol;
      port.bind = Wildcard();
      port.owner = target.service->object->resource();
      port.span = target.port->span;
      port.cluster = &AddCluster(target);
    }
    return ports;
  }

  /// A port that two services share speaks the protocol of the older one.
  void AddLoser(const mesh::ServiceTarget& target, const Port& winner) {
    if (target.port->protocol == winner.protocol) return;
    Omission& omission = table_.omissions.emplace_back();
    omission.origin.object = target.service->object->resource();
    omission.origin.rule = target.port->span;
    omission.reason = fmt::format("port {} of the workload speaks {}, as the older {} says", winner.number,
                                  mesh::Name(winner.protocol), winner.owner);
  }

  Cluster& AddCluster(const mesh::ServiceTarget& target) {
    Cluster& cluster = AddCluster(target.target_port);
    cluster.host = target.service->hostname;
    for (const mesh::ServiceTarget& other : targets_) {
      if (other.target_port == target.target_port) cluster.received_for.push_back(other.service->hostname);
    }
    cluster.service = target.service->object->span();
    const mesh::MergedRule* rule = parts_.mesh.destination_rules_by_host().Find(
        target.service->hostname, target.service->ns, table_.proxy.ns, table_.proxy.labels);
    LimitConnections(cluster, mesh::PolicyOf(rule, nullptr, target.port->number, parts_.mesh.config()));
    if (parts_.mesh.config().inbound_to_localhost) {
      cluster.kind = Cluster::Kind::kEndpoints;
      Endpoint& endpoint = cluster.endpoints.emplace_back();
      endpoint.address = Wildcard() == "::" ? "::1" : "127.0.0.1";
      endpoint.port = static_cast<std::uint16_t>(target.target_port);
    }
    return cluster;
  }

  /// Of what is said about the client's side only the limits hold on this side too, so that the server can
  /// take what clients may send. A Sidecar's own limits come first.
  void LimitConnections(Cluster& cluster, const mesh::EffectivePolicy& said,
                        const model::IngressListener* listener = nullptr) {
    const model::Sidecar* sidecar = parts_.scope.sidecar();
    mesh::EffectivePolicy limits;
    limits.connection_pool = said.connection_pool;
    if (sidecar && sidecar->inbound_connection_pool)
      limits.connection_pool = &*sidecar->inbound_connection_pool;
    if (listener && listener->connection_pool) limits.connection_pool = &*listener->connection_pool;
    cluster.policy = CompilePolicy(limits, parts_.mesh.config());
  }

  Cluster& AddCluster(std::uint32_t port) {
    Cluster& cluster = table_.clusters.emplace_back();
    cluster.name = fmt::format("inbound|{}||", port);
    cluster.port = port;
    cluster.kind = Cluster::Kind::kOriginalDst;
    return cluster;
  }

  std::map<std::uint16_t, Port> PortsOf(const model::Sidecar& sidecar) {
    std::map<std::uint16_t, Port> ports;
    for (const model::IngressListener& listener : sidecar.ingress) {
      const auto number = static_cast<std::uint16_t>(listener.port.number.value.value_or(0));
      const auto [place, fresh] = ports.try_emplace(number);
      if (!fresh || number == 0) continue;
      Port& port = place->second;
      port.number = number;
      port.service_port = number;
      port.protocol = mesh::ParseProtocol(*listener.port.protocol);
      port.has_listener = *listener.capture_mode == "NONE";
      port.bind = BindOf(listener);
      port.owner = sidecar.object->resource();
      port.span = listener.span;
      port.cluster = &AddCluster(listener, number);
      if (listener.tls && parts_.mesh.config().tls_on_sidecar_ingress) {
        port.tls = &*listener.tls;
        port.protocol = AfterTls(port.protocol);
      }
    }
    ports.erase(0);
    return ports;
  }

  std::string BindOf(const model::IngressListener& listener) const {
    if (!listener.bind->empty()) return std::string(*listener.bind);
    return table_.proxy.addresses.empty() ? std::string(Wildcard()) : table_.proxy.addresses.front();
  }

  Cluster& AddCluster(const model::IngressListener& listener, std::uint16_t port) {
    Cluster& cluster = AddCluster(port);
    cluster.service = listener.span;
    LimitConnections(cluster, mesh::PolicyOf(nullptr, nullptr, port, parts_.mesh.config()), &listener);
    if (auto endpoint = ParseDefaultEndpoint(*listener.default_endpoint, table_.proxy)) {
      cluster.kind = Cluster::Kind::kEndpoints;
      endpoint->span = listener.default_endpoint.span;
      cluster.endpoints.push_back(*std::move(endpoint));
    }
    return cluster;
  }

  Listener& AddListener(std::string_view name, std::string address, std::uint16_t port) {
    Listener& listener = table_.listeners.emplace_back();
    listener.name = name;
    listener.address = std::move(address);
    listener.port = port;
    listener.inbound = true;
    return listener;
  }

  /// Traffic sent to the sidecar's own port would go round in circles.
  void AddBlackHole(Listener& listener) {
    FilterChain& chain = listener.chains.emplace_back();
    chain.name = "virtualInbound-blackhole";
    chain.port = kInboundPort;
    chain.tcp.emplace_back().cluster = parts_.clusters.BlackHole();
  }

  /// The ports that nobody declares, and among them those with an mTLS mode of their own.
  void AddPassthrough(Listener& listener, const std::map<std::uint16_t, Port>& ports) {
    Port rest;
    rest.cluster = parts_.clusters.InboundPassthrough();
    rest.owner = "no service";
    AddChains(listener, rest);
    const Proxy& proxy = table_.proxy;
    const model::PeerAuthentication* policy = peers_.OfWorkload(proxy.ns, proxy.labels);
    if (!policy) return;
    const bool by_sidecar = parts_.scope.sidecar() && !parts_.scope.sidecar()->ingress.empty();
    for (const model::PortMtls& level : policy->port_level) {
      rest.number = static_cast<std::uint16_t>(level.port.value.value_or(0));
      const bool declared =
          by_sidecar
              ? ports.contains(rest.number)
              : std::ranges::find(targets_, rest.number, &mesh::ServiceTarget::target_port) != targets_.end();
      if (rest.number != 0 && !declared) AddChains(listener, rest);
    }
  }

  void AddChains(Listener& listener, const Port& port) {
    const mesh::MtlsDecision decision = peers_.OnPort(table_.proxy.ns, table_.proxy.labels, port.number);
    const auto add = [&](const Kind& kind) -> FilterChain& {
      Inspect(listener, port.number, kind);
      FilterChain& chain = listener.chains.emplace_back();
      chain.name = ChainName(port, kind.http);
      chain.port = port.number;
      chain.transport = kind.transport;
      chain.alpns.assign(kind.alpns.begin(), kind.alpns.end());
      chain.owner = port.owner;
      chain.span = port.span;
      chain.mtls = decision;
      if (kind.http) {
        chain.http = HttpConfigOf(port);
      } else {
        chain.tcp.emplace_back().cluster = port.cluster;
      }
      return chain;
    };
    if (port.tls && decision.mode == mesh::MtlsMode::kDisable) {
      EndTls(*port.tls, add({kTls, {}, SpeechOf(port.protocol) == Speech::kHttp, true}));
      return;
    }
    for (const Kind& kind : KindsFor(SpeechOf(port.protocol), decision.mode)) {
      FilterChain& chain = add(kind);
      if (!kind.ends_tls) continue;
      chain.termination = FilterChain::Termination::kMeshMtls;
      chain.secret = kMeshSecret;
      chain.asks_client_certificate = true;
    }
  }

  /// Ports that nobody declares are looked at for HTTP as soon as a single port is.
  static void Inspect(Listener& listener, std::uint16_t port, const Kind& kind) {
    const bool http = std::ranges::equal(kind.alpns, kHttpAlpns);
    listener.inspects_http |= http;
    if (port == 0) {
      listener.inspects_tls |= kind.transport == kTls;
    } else {
      Listener::Inspection& own = listener.inspections[port];
      own.tls |= kind.transport == kTls;
      own.http |= http;
    }
  }

  static std::string ChainName(const Port& port, bool http) {
    if (port.bind.empty()) return http ? "virtualInbound-catchall-http" : std::string(kVirtualInbound);
    return fmt::format("{}_{}", port.bind, port.number);
  }

  /// No VirtualService counts on this side: whatever the host, the workload gets the request.
  const RouteConfig* HttpConfigOf(const Port& port) {
    const RouteConfig*& known = configs_[port.number];
    if (known) return known;
    Action action;
    action.destinations.emplace_back().cluster = port.cluster;
    action.total_weight = 1;
    Route& route = table_.routes.emplace_back();
    route.name = "default";
    route.action = std::make_shared<const Action>(std::move(action));
    route.origin.object = port.owner;
    route.origin.rule = port.span;
    VirtualHost host;
    host.name = fmt::format("inbound|http|{}", port.service_port);
    host.domains = {"*"};
    host.routes = {&route};
    host.source = port.owner;
    host.span = port.span;
    RouteConfig& config = table_.configs.emplace_back();
    config.name = port.cluster->name;
    std::vector<VirtualHost> hosts;
    hosts.push_back(std::move(host));
    FinishConfig(config, std::move(hosts));
    return known = &config;
  }

  CompileParts& parts_;
  RouteTable& table_;
  const mesh::PeerAuthentications& peers_;
  std::vector<mesh::ServiceTarget> targets_;
  std::map<std::uint16_t, const RouteConfig*> configs_;
};

}  // namespace

void CompileInbound(CompileParts& parts) { InboundCompiler(parts).Run(); }

}  // namespace meshctl::route
