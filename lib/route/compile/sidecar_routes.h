// SPDX-License-Identifier: Apache-2.0
// The route configurations of a sidecar, by their names.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "route/compile/parts.h"
#include "route/compile/virtual_hosts.h"

namespace meshctl::route {

/// The name of the configuration behind MeshConfig's `proxyHttpPort`.
inline constexpr std::string_view kHttpProxyRoutes = "http_proxy";

class SidecarRoutes {
 public:
  explicit SidecarRoutes(CompileParts& parts);

  /// The configuration of a name, made on first use: `80` for all services of a port,
  /// `web.shop.svc.cluster.local:7000` for a service with an address of its own whose protocol is not
  /// declared, `unix:///path` for a socket, `http_proxy`. Null for other names and where no egress listener
  /// is responsible.
  const RouteConfig* Get(std::string_view name);
  /// Requests that no listener is for, where DNS decides: `allow_any_dynamic_dns`.
  const RouteConfig* ForUnknownHosts();

  /// Where connections go that nothing else takes.
  Destination FallThrough();
  const EgressHosts& HostsOf(const Egress& egress) const;

 private:
  std::vector<VirtualHost> HostsFor(std::string_view name, bool& known);
  VirtualHost CatchAllHost();

  CompileParts& parts_;
  const OutboundPolicy policy_;
  std::vector<EgressHosts> hosts_;  // of each egress listener, in their order
  std::unordered_map<std::string, const RouteConfig*, TextHash, std::equal_to<>> made_;
};

}  // namespace meshctl::route
