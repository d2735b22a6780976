// SPDX-License-Identifier: Apache-2.0
// The DestinationRule settings in effect for one port.
#pragma once

#include <cstdint>

#include "mesh/config.h"
#include "mesh/destination_rules.h"
#include "model/destination_rule.h"

namespace meshctl::mesh {

/// What holds for one port of a host, or of a subset of it. Each block is null where nobody sets it, and its
/// `span` says where it is written.
struct EffectivePolicy {
  const model::LoadBalancer* load_balancer = nullptr;
  const model::ConnectionPool* connection_pool = nullptr;
  const model::OutlierDetection* outlier_detection = nullptr;
  const model::ClientTls* tls = nullptr;
  const model::Tunnel* tunnel = nullptr;
  const model::ProxyProtocol* proxy_protocol = nullptr;
  const model::RetryBudget* retry_budget = nullptr;
};

/// The policy of a cluster. An entry for the port replaces the policy of the host and takes nothing from it;
/// the subset's blocks then replace the host's one by one, all four of them where the subset has an entry for
/// the port. meshConfig.defaultTrafficPolicy fills what the host leaves open (upstream:
/// GetPortLevelTrafficPolicy, MergeSubsetTrafficPolicy, applyDefaultTrafficPolicy). `rule` and `subset` may
/// be null.
EffectivePolicy PolicyOf(const MergedRule* rule, const model::Subset* subset, std::uint32_t port,
                         const MeshConfig& config);

/// The TLS settings that decide about mTLS with a single endpoint: those of the subset's port, the subset,
/// the host's port, the host, the first that are there. Istio looks them up in this way and not in that of
/// PolicyOf.
const model::ClientTls* EndpointTlsOf(const MergedRule* rule, const model::Subset* subset,
                                      std::uint32_t port);

}  // namespace meshctl::mesh
