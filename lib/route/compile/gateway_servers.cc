// SPDX-License-Identifier: Apache-2.0
// Merging of all Gateways that select one workload. The order is theirs: oldest first, and whoever comes
// first on a port decides what may follow. Losers vanish without an error in a real mesh; here they leave
// omissions.
#include "route/compile/gateway_servers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "mesh/host.h"
#include "route/compile/rules.h"

namespace meshctl::route {
namespace {

constexpr std::string_view kNoTranslation = "experimental.istio.io/disable-gateway-port-translation";

/// A service that leads to the gateway's pods.
bool LeadsTo(const mesh::Service& service, const Proxy& proxy) {
  if (service.ns != proxy.workload_ns) return false;
  if (service.kubernetes) {
    return !service.kubernetes->selector.empty() && proxy.labels.Satisfy(service.kubernetes->selector);
  }
  return std::ranges::any_of(service.entry->endpoints, [&](const model::EntryEndpoint& endpoint) {
    return std::ranges::find(proxy.addresses, *endpoint.address) != proxy.addresses.end();
  });
}

class Ports {
 public:
  Ports(const mesh::Mesh& mesh, const Proxy& proxy) : mesh_(mesh), proxy_(proxy) {
    for (const mesh::Service& service : mesh.services().all()) {
      if (LeadsTo(service, proxy)) services_.push_back(&service);
    }
  }

  bool Has(std::string_view hostname, std::string_view ns) const {
    return std::ranges::any_of(
        services_, [&](const mesh::Service* s) { return s->hostname == hostname && s->ns == ns; });
  }

  /// The ports listened on for a server's port when the Gateway selects by label: one.
  std::vector<std::uint16_t> BySelector(std::uint32_t number) const {
    for (const mesh::Service* service : services_) {
      if (service->object->labels.Get(kNoTranslation) == "true") continue;
      if (const mesh::ServicePort* port = service->FindPort(number)) return {Target(*service, *port)};
    }
    return {static_cast<std::uint16_t>(number)};
  }

  /// The same when the Gateway names its services: all of their targets, possibly none.
  std::vector<std::uint16_t> ByService(std::uint32_t number, const std::vector<std::string_view>& hostnames,
                                       std::string_view ns) const {
    std::vector<std::uint16_t> targets;
    for (const mesh::Service* service : services_) {
      if (service->ns != ns || std::ranges::find(hostnames, service->hostname) == hostnames.end()) continue;
      const mesh::ServicePort* const port = service->FindPort(number);
      if (!port) continue;
      const std::uint16_t target = Target(*service, *port);
      if (std::ranges::find(targets, target) == targets.end()) targets.push_back(target);
    }
    return targets;
  }

  /// Every port that the services lead from. Of several with the same port, one that leads to an open server
  /// is preferred: nobody means the others.
  std::map<std::uint16_t, std::uint16_t> Targets(const std::vector<OpenServer>& opened) const {
    std::map<std::uint16_t, std::uint16_t> targets;
    std::map<std::uint16_t, std::uint16_t> idle;
    for (const mesh::Service* service : services_) {
      for (const mesh::ServicePort& port : service->ports) {
        const std::uint16_t target = Target(*service, port);
        const bool open = std::ranges::find(opened, target, &OpenServer::port) != opened.end();
        (open ? targets : idle).try_emplace(static_cast<std::uint16_t>(port.number), target);
      }
    }
    targets.merge(idle);
    return targets;
  }

 private:
  std::uint16_t Target(const mesh::Service& service, const mesh::ServicePort& port) const {
    if (port.target_name.empty())
      return static_cast<std::uint16_t>(port.target_number ? port.target_number : port.number);
    for (const mesh::Endpoint& endpoint : mesh_.EndpointsOf(service, port)) {
      if (endpoint.workload == proxy_.workload) return static_cast<std::uint16_t>(endpoint.port);
    }
    return static_cast<std::uint16_t>(port.number);
  }

  const mesh::Mesh& mesh_;
  const Proxy& proxy_;
  std::vector<const mesh::Service*> services_;
};

std::vector<std::string> HostsOf(const model::Gateway& gateway, const model::Server& server) {
  std::vector<std::string> hosts;
  for (const model::Text& text : server.hosts) {
    if (*text == "*/*") return {"*"};
    if (text->starts_with("./")) {
      hosts.push_back(fmt::format("{}/{}", *gateway.object->namespace_, text->substr(2)));
    } else {
      hosts.emplace_back(text->starts_with("*/") ? text->substr(2) : *text);
    }
  }
  return hosts;
}

std::string RouteConfigOf(const OpenServer& server) {
  const std::string bind = server.bind().empty() ? std::string() : fmt::format(".{}", server.bind());
  if (server.plaintext_http()) return fmt::format("http.{}{}", server.port, bind);
  if (server.protocol == mesh::Protocol::kHttps && server.terminates_tls()) {
    return fmt::format("https.{}.{}.{}.{}{}", server.number(), *server.server->port.name,
                       *server.gateway->object->name, *server.gateway->object->namespace_, bind);
  }
  return {};
}

/// What is on one port so far.
struct PortState {
  const OpenServer* plaintext = nullptr;  ///< the last server without TLS that was a new one
  std::map<std::string, std::string_view, std::less<>> tls_hosts;  ///< the address each was taken for last
  std::set<std::string, std::less<>> route_configs;
  std::set<std::pair<mesh::Protocol, std::string_view>> addresses;  ///< with what is spoken there
  bool used = false;
};

bool Mergeable(mesh::Protocol next, mesh::Protocol current) {
  return mesh::IsHttp(next) && mesh::IsHttp(current);
}

bool IsPlaintext(const OpenServer& server) { return !server.server->tls || server.plaintext_http(); }

/// Takes the hosts of a server with TLS for its address; the first one that is taken already, or nothing.
std::string_view TakeHosts(const OpenServer& server, PortState& state) {
  for (const std::string& host : server.hosts) {
    const auto taken = state.tls_hosts.find(host);
    if (taken != state.tls_hosts.end() && taken->second == server.bind()) return host;
  }
  for (const std::string& host : server.hosts) state.tls_hosts[host] = server.bind();
  return {};
}

/// Why a server cannot join its port; empty: it can.
std::string Refusal(const OpenServer& next, PortState& state) {
  if (next.server->tls) {
    if (const std::string_view host = TakeHosts(next, state); !host.empty())
      return fmt::format("host `{}` is taken by an older server on port {}", host, next.port);
  }
  if (!state.used) return {};
  if (state.plaintext) {
    if (state.plaintext->bind() != next.bind() || Mergeable(next.protocol, state.plaintext->protocol))
      return {};
    return fmt::format("port {} belongs to {} of `{}`, and {} cannot share it", next.port,
                       mesh::Name(state.plaintext->protocol), state.plaintext->owner(),
                       mesh::Name(next.protocol));
  }
  if (!IsPlaintext(next) && !next.route_config.empty() && state.route_configs.contains(next.route_config))
    return fmt::format("its route configuration `{}` exists already", next.route_config);
  return {};
}

/// Plaintext servers of one address share the place of the first of them.
void Join(const OpenServer& server, PortState& state) {
  const bool shares = state.plaintext && state.plaintext->bind() == server.bind();
  const bool fresh = !shares && state.addresses.emplace(server.protocol, server.bind()).second;
  if (IsPlaintext(server) && fresh) state.plaintext = &server;
  if (!server.route_config.empty()) state.route_configs.insert(server.route_config);
  state.used = true;
}

/// The Gateways that the proxy opens. Where istiod runs it for Gateway API, it serves other Gateways of its
/// own namespace only, lest it shows certificates of others.
std::vector<const model::Gateway*> GatewaysFor(const mesh::Mesh& mesh, const Ports& ports,
                                               RouteTable& table) {
  std::vector<const model::Gateway*> gateways;
  std::set<std::string_view> managed;
  for (const model::Gateway& gateway : mesh.gateways()) {
    const bool selected = gateway.services.empty()
                              ? table.proxy.labels.Satisfy(gateway.selector)
                              : std::ranges::any_of(gateway.services, [&](std::string_view host) {
                                  return ports.Has(host, gateway.services_ns);
                                });
    if (!selected) continue;
    gateways.push_back(&gateway);
    if (gateway.managed) managed.insert(gateway.ns());
  }
  if (managed.empty()) return gateways;
  std::erase_if(gateways, [&](const model::Gateway* gateway) {
    if (gateway->semantics == model::Semantics::kGatewayApi || managed.contains(gateway->ns())) return false;
    table.omissions.push_back(
        {{fmt::format("Gateway {}/{}", gateway->ns(), gateway->name()), "spec", gateway->object->span(), {}},
         fmt::format("the proxy is run for Gateways of namespace `{}` and serves none of others",
                     *managed.begin())});
    return true;
  });
  return gateways;
}

}  // namespace

std::string OpenServer::gateway_name() const {
  return fmt::format("{}/{}", *gateway->object->namespace_, *gateway->object->name);
}

bool OpenServer::passes_tls_through() const {
  return server->tls && (server->tls->mode->empty() || server->tls->mode->ends_with("PASSTHROUGH"));
}

bool OpenServer::terminates_tls() const { return server->tls && !plaintext_http() && !passes_tls_through(); }

std::string OpenServer::owner() const {
  return server->derived ? server->derived->object->resource() : fmt::format("Gateway {}", gateway_name());
}

Origin OpenServer::origin() const {
  if (server->derived) return OriginOf(*server->derived);
  return {owner(), fmt::format("spec.servers[{}]", server - gateway->servers.data()), server->span, {}};
}

std::vector<OpenServer> OpenServers(const mesh::Mesh& mesh, RouteTable& table) {
  const Ports ports(mesh, table.proxy);
  std::vector<OpenServer> candidates;
  for (const model::Gateway* gateway : GatewaysFor(mesh, ports, table)) {
    for (const model::Server& server : gateway->servers) {
      OpenServer open{
          gateway, &server, 0, mesh::ParseProtocol(*server.port.protocol), HostsOf(*gateway, server), {}};
      const std::vector<std::uint16_t> targets =
          gateway->services.empty() ? ports.BySelector(open.number())
                                    : ports.ByService(open.number(), gateway->services, gateway->services_ns);
      if (targets.empty()) {
        table.omissions.push_back(
            {open.origin(), fmt::format("none of its Services (`{}`) has port {}",
                                        fmt::join(gateway->services, "`, `"), open.number())});
      }
      for (const std::uint16_t target : targets) {
        open.port = target;
        open.route_config = RouteConfigOf(open);
        candidates.push_back(open);
      }
    }
  }

  std::map<std::uint16_t, PortState> states;
  std::vector<OpenServer> opened;
  opened.reserve(candidates.size());
  for (OpenServer& candidate : candidates) {
    PortState& state = states[candidate.port];
    if (std::string reason = Refusal(candidate, state); !reason.empty()) {
      table.omissions.push_back({candidate.origin(), std::move(reason)});
      continue;
    }
    opened.push_back(std::move(candidate));
    Join(opened.back(), state);
  }
  table.target_ports = ports.Targets(opened);
  return opened;
}

}  // namespace meshctl::route
