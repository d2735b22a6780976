// SPDX-License-Identifier: Apache-2.0
// Which servers of which Gateways a gateway workload opens, after istiod has merged them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mesh/mesh.h"
#include "mesh/protocol.h"
#include "route/proxy.h"
#include "route/table.h"

namespace meshctl::route {

/// One server on one port of the proxy.
struct OpenServer {
  const model::Gateway* gateway = nullptr;
  const model::Server* server = nullptr;
  std::uint16_t port = 0;  ///< the port listened on, after translation by the Service
  mesh::Protocol protocol = mesh::Protocol::kAuto;
  std::vector<std::string> hosts;  ///< as written, with `./` resolved and `*/` removed
  /// `http.8080`, `https.443.name.gateway.ns`; empty for servers that do not speak HTTP.
  std::string route_config;

  std::uint32_t number() const { return static_cast<std::uint32_t>(server->port.number.value.value_or(0)); }
  std::string_view bind() const { return *server->bind; }
  std::string gateway_name() const;  ///< `namespace/name`, as VirtualServices know it
  /// For people: `Gateway shop/main`, `Ingress shop/web`.
  std::string owner() const;
  Origin origin() const;
  /// HTTP without TLS, with or without httpsRedirect.
  bool plaintext_http() const { return mesh::IsHttp(protocol); }
  bool terminates_tls() const;
  bool passes_tls_through() const;
};

/// The servers in the order in which they count. What loses a conflict or is meant for nobody is reported to
/// `table.omissions`; ports that the Service translates to `table.target_ports`.
std::vector<OpenServer> OpenServers(const mesh::Mesh& mesh, RouteTable& table);

}  // namespace meshctl::route
