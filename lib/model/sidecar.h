// SPDX-License-Identifier: Apache-2.0
// Istio's Sidecar: what one sidecar sees of the mesh.
#pragma once

#include <optional>
#include <vector>

#include "model/destination_rule.h"
#include "model/fields.h"
#include "model/gateway.h"
#include "model/virtual_service.h"

namespace meshctl::model {

struct EgressListener {
  source::Span span;
  std::optional<Port> port;
  Text bind;
  Text capture_mode;
  std::vector<Text> hosts;  ///< `namespace/host`
};

struct IngressListener {
  source::Span span;
  Port port;
  Text bind;
  Text capture_mode;
  Text default_endpoint;
  std::optional<ServerTls> tls;
  std::optional<ConnectionPool> connection_pool;
};

struct OutboundTrafficPolicy {
  source::Span span;
  Text mode;  ///< `REGISTRY_ONLY` when the policy is given without a mode
  std::optional<Destination> egress_proxy;
};

struct Sidecar {
  const Object* object = nullptr;
  std::optional<Labels> workload_selector;
  std::vector<EgressListener> egress;
  std::vector<IngressListener> ingress;
  std::optional<OutboundTrafficPolicy> outbound_traffic_policy;
  std::optional<ConnectionPool> inbound_connection_pool;  ///< for listeners that have none of their own
};

Sidecar DecodeSidecar(const Object& object);

}  // namespace meshctl::model
