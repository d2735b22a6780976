// SPDX-License-Identifier: Apache-2.0
// Where requests for a VirtualService come in.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyze/rules/traffic/server_traffic.h"
#include "mesh/mesh.h"
#include "model/virtual_service.h"

namespace meshctl::analyze {

/// A server that offers a host of the VirtualService to its namespace.
struct OfferingServer {
  const model::Server* server = nullptr;
  Traffic traffic = Traffic::kUnknown;

  std::int64_t port() const { return server->port.number->value_or(0); }
};

/// One entry of `spec.gateways`.
struct BoundGateway {
  model::Text entry;
  std::string name;                         ///< `namespace/name`
  const model::Gateway* gateway = nullptr;  ///< null: of the Gateway API, missing, or internal to Istio
  std::vector<OfferingServer> servers;
};

struct Entrances {
  bool mesh = false;  ///< sidecars too
  std::vector<BoundGateway> gateways;

  /// Whether all gateways are Istio Gateways that offer some host, so that nothing more can come in.
  bool complete() const;
};

Entrances EntrancesOf(const mesh::Mesh& mesh, const model::VirtualService& vs);

}  // namespace meshctl::analyze
