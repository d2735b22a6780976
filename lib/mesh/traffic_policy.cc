// SPDX-License-Identifier: Apache-2.0
// Works out which of a DestinationRule's blocks count. Blocks are never merged field by field.
#include "mesh/traffic_policy.h"

#include <algorithm>

namespace meshctl::mesh {
namespace {

template <typename T>
const T* PointerTo(const std::optional<T>& block) {
  return block ? &*block : nullptr;
}

const model::PortPolicy* EntryFor(const model::TrafficPolicy& policy, std::uint32_t port) {
  const auto entry =
      std::ranges::find_if(policy.port_level, [&](const auto& level) { return level.port.value == port; });
  return entry == policy.port_level.end() ? nullptr : &*entry;
}

/// The four blocks that may be set for a port.
EffectivePolicy BlocksOf(const model::PortPolicy& policy) {
  EffectivePolicy blocks;
  blocks.load_balancer = PointerTo(policy.load_balancer);
  blocks.connection_pool = PointerTo(policy.connection_pool);
  blocks.outlier_detection = PointerTo(policy.outlier_detection);
  blocks.tls = PointerTo(policy.tls);
  return blocks;
}

/// What one policy says about a port, itself.
EffectivePolicy ForPort(const model::TrafficPolicy& policy, std::uint32_t port) {
  if (const model::PortPolicy* entry = EntryFor(policy, port)) return BlocksOf(*entry);
  EffectivePolicy blocks = BlocksOf(policy);
  blocks.tunnel = PointerTo(policy.tunnel);
  blocks.proxy_protocol = PointerTo(policy.proxy_protocol);
  blocks.retry_budget = PointerTo(policy.retry_budget);
  return blocks;
}

template <typename T>
void Override(const T*& block, const T* with, bool even_by_nothing) {
  if (with || even_by_nothing) block = with;
}

const model::ClientTls* TlsOf(const model::TrafficPolicy& policy, std::uint32_t port) {
  const model::PortPolicy* entry = EntryFor(policy, port);
  return entry && entry->tls ? &*entry->tls : PointerTo(policy.tls);
}

}  // namespace

EffectivePolicy PolicyOf(const MergedRule* rule, const model::Subset* subset, std::uint32_t port,
                         const MeshConfig& config) {
  EffectivePolicy policy;
  if (rule && rule->policy) policy = ForPort(*rule->policy, port);
  if (!policy.connection_pool) policy.connection_pool = PointerTo(config.default_connection_pool);
  if (!policy.outlier_detection) policy.outlier_detection = PointerTo(config.default_outlier_detection);
  if (!subset || !subset->traffic_policy) return policy;

  const EffectivePolicy own = ForPort(*subset->traffic_policy, port);
  const bool has_entry = EntryFor(*subset->traffic_policy, port) != nullptr;
  Override(policy.load_balancer, own.load_balancer, has_entry);
  Override(policy.connection_pool, own.connection_pool, has_entry);
  Override(policy.outlier_detection, own.outlier_detection, has_entry);
  Override(policy.tls, own.tls, has_entry);
  Override(policy.tunnel, own.tunnel, false);
  Override(policy.proxy_protocol, own.proxy_protocol, false);
  Override(policy.retry_budget, own.retry_budget, false);
  return policy;
}

const model::ClientTls* EndpointTlsOf(const MergedRule* rule, const model::Subset* subset,
                                      std::uint32_t port) {
  if (subset && subset->traffic_policy) {
    if (const model::ClientTls* own = TlsOf(*subset->traffic_policy, port)) return own;
  }
  return rule && rule->policy ? TlsOf(*rule->policy, port) : nullptr;
}

}  // namespace meshctl::mesh
