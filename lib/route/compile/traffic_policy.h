// SPDX-License-Identifier: Apache-2.0
// From the blocks of DestinationRules to what the proxy does.
#pragma once

#include <memory>
#include <optional>

#include "mesh/traffic_policy.h"
#include "model/virtual_service.h"
#include "route/traffic_policy.h"

namespace meshctl::route {

/// The policy of a cluster, with defaults.
TrafficPolicy CompilePolicy(const mesh::EffectivePolicy& policy, const mesh::MeshConfig& config);

/// The hash that a route to `destination` makes of each request: that of the subset's port, the subset, the
/// host's port, the host, the first that is there. Ports count only where the destination names one. Not
/// always that of the cluster's policy, and useless where the cluster's algorithm is none that hashes. Null:
/// none. `rule` may be null.
std::shared_ptr<const HashKey> HashOf(const mesh::MergedRule* rule, const model::Destination& destination);

/// The hash of the default route to a port of a service that has no VirtualService: that of the port's own
/// settings, else that of the host.
std::shared_ptr<const HashKey> HashOf(const mesh::MergedRule* rule, std::uint32_t port);

}  // namespace meshctl::route
