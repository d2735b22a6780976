// SPDX-License-Identifier: Apache-2.0
// The `tcp` and `tls` rules of VirtualServices as filter chains of a sidecar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "route/compile/clusters.h"
#include "route/compile/scope.h"
#include "route/table.h"

namespace meshctl::route {

/// One port of a service as its clients see it.
struct L4Port {
  const mesh::Service& service;
  const mesh::ServicePort* written = nullptr;  ///< null where a Sidecar's listener says the port
  std::uint32_t number = 0;                    ///< dialled; 0: a Unix socket
  mesh::Protocol protocol = mesh::Protocol::kTcp;
  std::vector<std::string> ranges;  ///< of addresses, where the service has them instead of one address
  /// Whether only the server name can tell the service: nothing else listens for it alone.
  bool by_name = false;
};

/// The clusters that `route` of `service` sends connections to, with their weights: those above 0, and one
/// alone whatever its weight.
std::vector<Destination> L4Destinations(const model::L4Route& route, const model::VirtualService& service,
                                        std::uint32_t listen_port, Clusters& clusters);

/// `VirtualService shop/db spec.tcp[0]`, or a match of it where `match` is not null.
Origin L4Origin(const model::VirtualService& service, std::string_view field, const model::L4Route& route,
                const model::L4Match* match);

/// The chains of one port, `rules` being the VirtualServices that have a host in common with the service, in
/// order: those that rules make, then the service's own, unless some rule takes everything. What of the rules
/// makes no chain is left out with the reason, in the omissions of each chain.
std::vector<FilterChain> L4ChainsFor(const L4Port& port,
                                     const std::vector<const model::VirtualService*>& rules,
                                     const std::vector<std::string_view>& aliases, Clusters& clusters,
                                     RouteTable& table);

}  // namespace meshctl::route
