// SPDX-License-Identifier: Apache-2.0
// Numbers that are zero or negative count as not given, as in istiod (applyConnectionPool,
// applyOutlierDetection), which cannot tell them apart.
#include "route/compile/traffic_policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/duration.h"

namespace meshctl::route {
namespace {

std::string Text(const model::Duration& duration, std::string otherwise = {}) {
  return *duration ? ToString(**duration) : std::move(otherwise);
}

std::optional<std::uint32_t> Limit(const model::Number& number) {
  const std::int64_t value = number->value_or(0);
  if (value <= 0) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

/// Zero counts for what is a wrapper in the API.
std::optional<std::uint32_t> Count(const model::Number& number) {
  if (!*number || **number < 0) return std::nullopt;
  return static_cast<std::uint32_t>(**number);
}

std::optional<HashKey> KeyOf(const model::ConsistentHash& hash) {
  HashKey key;
  key.span = hash.span;
  if (hash.http_header_name.span) {
    key.of = HashKey::Of::kHeader;
    key.name = *hash.http_header_name;
  } else if (hash.cookie_name.span) {
    key.of = HashKey::Of::kCookie;
    key.name = *hash.cookie_name;
    key.path = *hash.cookie_path;
    key.ttl = Text(hash.cookie_ttl);
  } else if (hash.http_query_parameter_name.span) {
    key.of = HashKey::Of::kParameter;
    key.name = *hash.http_query_parameter_name;
  } else if (!hash.use_source_ip.value.value_or(false)) {
    return std::nullopt;
  }
  return key;
}

std::string AlgorithmOf(const model::LoadBalancer& balancer) {
  const std::string_view simple = *balancer.simple;
  const bool unset = simple.empty() || simple == "UNSPECIFIED" || simple == "LEAST_CONN";
  return unset ? "LEAST_REQUEST" : std::string(simple);
}

LoadBalancing CompileBalancing(const model::LoadBalancer* balancer) {
  LoadBalancing balancing;
  if (!balancer) return balancing;
  balancing.span = balancer->span;
  if (const auto& hash = balancer->consistent_hash) {
    constexpr std::uint64_t kDefaultRing = 1024;
    const bool maglev = hash->maglev.value.value_or(false);
    balancing.algorithm = maglev ? "MAGLEV" : "RING_HASH";
    balancing.hash = KeyOf(*hash);
    balancing.ring_size = maglev ? Limit(hash->maglev_table_size).value_or(0)
                                 : Limit(hash->minimum_ring_size).value_or(kDefaultRing);
    return balancing;
  }
  balancing.algorithm = AlgorithmOf(*balancer);
  const bool warms = balancing.algorithm == "LEAST_REQUEST" || balancing.algorithm == "ROUND_ROBIN";
  if (balancer->warmup && warms) {
    WarmUp& warm_up = balancing.warm_up.emplace();
    warm_up.duration = Text(balancer->warmup->duration);
    warm_up.minimum_percent = balancer->warmup->minimum_percent->value_or(warm_up.minimum_percent);
    warm_up.aggression = balancer->warmup->aggression->value_or(warm_up.aggression);
  }
  return balancing;
}

ConnectionPool CompilePool(const model::ConnectionPool* from, const mesh::MeshConfig& config) {
  ConnectionPool pool;
  pool.connect_timeout = ToString(config.connect_timeout);
  if (!from) return pool;
  pool.span = from->span;
  pool.max_connections = Limit(from->max_connections);
  pool.max_pending_requests = Limit(from->http1_max_pending_requests);
  pool.max_requests = Limit(from->http2_max_requests);
  pool.max_retries = Limit(from->max_retries);
  pool.max_requests_per_connection = Limit(from->max_requests_per_connection);
  pool.max_concurrent_streams = Limit(from->max_concurrent_streams);
  pool.connect_timeout = Text(from->connect_timeout, pool.connect_timeout);
  pool.idle_timeout = Text(from->idle_timeout, Text(from->tcp_idle_timeout));
  pool.max_connection_duration = Text(from->max_connection_duration);
  if (*from->h2_upgrade_policy != "DEFAULT") pool.h2_upgrade = *from->h2_upgrade_policy;
  pool.uses_client_protocol = from->use_client_protocol->value_or(false);
  return pool;
}

OutlierDetection CompileDetection(const model::OutlierDetection& from) {
  OutlierDetection detection;
  detection.span = from.span;
  detection.consecutive_5xx = Count(from.consecutive_5xx_errors).value_or(detection.consecutive_5xx);
  detection.consecutive_gateway_errors = Count(from.consecutive_gateway_errors);
  if (from.split_local_origin_errors->value_or(false))
    detection.consecutive_local_origin_failures = Limit(from.consecutive_local_origin_failures);
  detection.interval = Text(from.interval, detection.interval);
  detection.base_ejection_time = Text(from.base_ejection_time, detection.base_ejection_time);
  detection.max_ejection_percent = Limit(from.max_ejection_percent).value_or(detection.max_ejection_percent);
  detection.min_health_percent = Limit(from.min_health_percent).value_or(0);
  return detection;
}

const model::ConsistentHash* HashIn(const std::optional<model::LoadBalancer>& balancer) {
  return balancer && balancer->consistent_hash ? &*balancer->consistent_hash : nullptr;
}

const model::ConsistentHash* HashForPort(const model::TrafficPolicy& policy,
                                         std::optional<std::int64_t> port) {
  if (!port) return nullptr;
  const auto entry =
      std::ranges::find_if(policy.port_level, [&](const auto& level) { return level.port.value == port; });
  return entry == policy.port_level.end() ? nullptr : HashIn(entry->load_balancer);
}

std::shared_ptr<const HashKey> Shared(const model::ConsistentHash* hash) {
  const std::optional<HashKey> key = hash ? KeyOf(*hash) : std::nullopt;
  return key ? std::make_shared<const HashKey>(*key) : nullptr;
}

}  // namespace

TrafficPolicy CompilePolicy(const mesh::EffectivePolicy& policy, const mesh::MeshConfig& config) {
  TrafficPolicy compiled;
  compiled.load_balancing = CompileBalancing(policy.load_balancer);
  compiled.connection_pool = CompilePool(policy.connection_pool, config);
  if (policy.outlier_detection) compiled.outlier_detection = CompileDetection(*policy.outlier_detection);
  if (policy.tunnel) {
    const std::string_view protocol = *policy.tunnel->protocol;
    compiled.tunnel = {
        .protocol = protocol.empty() ? "CONNECT" : std::string(protocol),
        .target = fmt::format("{}:{}", *policy.tunnel->target_host, policy.tunnel->target_port->value_or(0)),
        .span = policy.tunnel->span};
  }
  if (policy.proxy_protocol) {
    const std::string_view version = *policy.proxy_protocol->version;
    compiled.proxy_protocol = version.empty() ? "V1" : version;
    compiled.proxy_protocol_span = policy.proxy_protocol->span;
  }
  if (policy.retry_budget) {
    RetryBudget& budget = compiled.retry_budget.emplace();
    budget.percent = policy.retry_budget->percent->value_or(budget.percent);
    budget.min_concurrency =
        Limit(policy.retry_budget->min_retry_concurrency).value_or(budget.min_concurrency);
    budget.span = policy.retry_budget->span;
  }
  return compiled;
}

std::shared_ptr<const HashKey> HashOf(const mesh::MergedRule* rule, const model::Destination& destination) {
  if (!rule) return nullptr;
  const model::Subset* subset = rule->FindSubset(*destination.subset);
  if (subset && subset->traffic_policy) {
    if (const auto* hash = HashForPort(*subset->traffic_policy, destination.port.value)) return Shared(hash);
    if (const auto* hash = HashIn(subset->traffic_policy->load_balancer)) return Shared(hash);
  }
  if (!rule->policy) return nullptr;
  if (const auto* hash = HashForPort(*rule->policy, destination.port.value)) return Shared(hash);
  return Shared(HashIn(rule->policy->load_balancer));
}

std::shared_ptr<const HashKey> HashOf(const mesh::MergedRule* rule, std::uint32_t port) {
  if (!rule || !rule->policy) return nullptr;
  if (const auto* hash = HashForPort(*rule->policy, port)) return Shared(hash);
  return Shared(HashIn(rule->policy->load_balancer));
}

}  // namespace meshctl::route
