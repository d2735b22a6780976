// SPDX-License-Identifier: Apache-2.0
// Istiod answers a sidecar's requests for routes (RDS) by name: the name says the port and, where protocols
// are sniffed, the service. What no virtual host takes goes where the outbound traffic policy says.
#include "route/compile/sidecar_routes.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace meshctl::route {
namespace {

constexpr std::string_view kUnixPrefix = "unix://";

/// What a route configuration is for, read from its name.
struct RouteName {
  std::uint32_t port = kEveryPort;
  std::string_view bind;  ///< `unix:///path`
  std::string_view host;  ///< of a sniffed port
};

std::optional<RouteName> Parse(std::string_view name) {
  RouteName parsed;
  if (name.starts_with(kUnixPrefix) || name == kHttpProxyRoutes) {
    parsed.bind = name;
    return parsed;
  }
  // The host may be an IPv6 address.
  const std::size_t colon = name.rfind(':');
  if (colon != std::string_view::npos) parsed.host = name.substr(0, colon);
  const std::string_view digits = name.substr(colon == std::string_view::npos ? 0 : colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed.port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return parsed;
}

std::string_view NameOf(mesh::OutboundPolicy mode) {
  switch (mode) {
    case mesh::OutboundPolicy::kAllowAny:
      return "ALLOW_ANY";
    case mesh::OutboundPolicy::kRegistryOnly:
      return "REGISTRY_ONLY";
    case mesh::OutboundPolicy::kAllowAnyDynamicDns:
      break;
  }
  return "ALLOW_ANY_DYNAMIC_DNS";
}

}  // namespace

SidecarRoutes::SidecarRoutes(CompileParts& parts) : parts_(parts), policy_(parts.scope.outbound_policy()) {
  hosts_.reserve(parts.scope.egress().size());
  for (const Egress& egress : parts.scope.egress()) hosts_.emplace_back(egress, parts.http.rules());
}

const EgressHosts& SidecarRoutes::HostsOf(const Egress& egress) const {
  return hosts_[static_cast<std::size_t>(&egress - parts_.scope.egress().data())];
}

Destination SidecarRoutes::FallThrough() {
  Destination destination;
  destination.span = policy_.span;
  if (policy_.mode == mesh::OutboundPolicy::kRegistryOnly) {
    destination.cluster = parts_.clusters.BlackHole();
  } else if (const model::Destination* const proxy = policy_.egress_proxy) {
    destination.cluster = parts_.clusters.Get(
        *proxy->host, static_cast<std::uint32_t>(proxy->port.value.value_or(0)), *proxy->subset);
    destination.span = proxy->span;
  } else {
    destination.cluster = parts_.clusters.Passthrough();
  }
  return destination;
}

VirtualHost SidecarRoutes::CatchAllHost() {
  Action action;
  VirtualHost host;
  if (policy_.mode == mesh::OutboundPolicy::kRegistryOnly) {
    host.name = "block_all";
    action.kind = Action::Kind::kRespond;
    action.response.status = 502;
  } else {
    Destination destination = FallThrough();
    host.name = "allow_any";
    if (policy_.mode == mesh::OutboundPolicy::kAllowAnyDynamicDns) {
      host.name = "allow_any_dynamic_dns";
      destination.cluster = parts_.clusters.DynamicDns();
      destination.span = policy_.span;
    }
    action.destinations.push_back(std::move(destination));
    action.total_weight = 1;
  }
  Route& route = parts_.table.routes.emplace_back();
  route.name = host.name;
  route.action = std::make_shared<const Action>(std::move(action));
  host.domains = {"*"};
  host.routes = {&route};
  host.source = fmt::format("outbound traffic policy {}", NameOf(policy_.mode));
  host.span = policy_.span;
  return host;
}

std::vector<VirtualHost> SidecarRoutes::HostsFor(std::string_view name, bool& known) {
  known = false;
  const std::optional<RouteName> parsed = Parse(name);
  const Egress* const egress = parsed ? parts_.scope.EgressFor(parsed->port, parsed->bind) : nullptr;
  if (!egress) return {};
  known = true;
  const EgressHosts& hosts = HostsOf(*egress);
  if (!parsed->host.empty()) return VirtualHostsFor(parts_, hosts, parsed->port, parsed->host);
  std::vector<VirtualHost> made =
      VirtualHostsFor(parts_, hosts, egress->is_http_proxy() ? kEveryPort : parsed->port);
  made.push_back(CatchAllHost());
  return made;
}

const RouteConfig* SidecarRoutes::Get(std::string_view name) {
  const auto [place, fresh] = made_.try_emplace(std::string(name), nullptr);
  if (!fresh) return place->second;
  bool known = false;
  std::vector<VirtualHost> hosts = HostsFor(name, known);
  if (!known) return nullptr;
  RouteConfig& config = parts_.table.configs.emplace_back();
  config.name = name;
  FinishConfig(config, std::move(hosts));
  return place->second = &config;
}

const RouteConfig* SidecarRoutes::ForUnknownHosts() {
  RouteConfig& config = parts_.table.configs.emplace_back();
  config.name = "allow_any_dynamic_dns";
  std::vector<VirtualHost> hosts;
  hosts.push_back(CatchAllHost());
  FinishConfig(config, std::move(hosts));
  return &config;
}

}  // namespace meshctl::route
