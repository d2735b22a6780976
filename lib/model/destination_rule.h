// SPDX-License-Identifier: Apache-2.0
// Istio's DestinationRule.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "model/fields.h"

namespace meshctl::model {

struct ConsistentHash {
  source::Span span;
  Text http_header_name;
  Text http_query_parameter_name;
  Switch use_source_ip;
  Text cookie_name;
  Text cookie_path;
  Duration cookie_ttl;
  Number minimum_ring_size;
  Switch maglev;  ///< present and true when `maglev` is given
  Number maglev_table_size;
};

/// How a region's requests are divided: to `region/zone/subzone` by weight.
struct Distribute {
  source::Span span;
  Text from;
  std::vector<std::pair<Text, Number>> to;
};

struct Failover {
  source::Span span;
  Text from;
  Text to;
};

/// `localityLbSetting`, of a DestinationRule or of the mesh.
struct LocalityBalancing {
  source::Span span;
  Switch enabled;
  std::vector<Distribute> distribute;
  std::vector<Failover> failover;
  std::vector<Text> failover_priority;  ///< `label` or `label=value`
};
LocalityBalancing DecodeLocalityBalancing(const Fields& fields);

struct ZoneAwareBalancing {
  source::Span span;
  Switch enabled;
  std::vector<Failover> failover;
  std::vector<Text> failover_priority;
};

struct Warmup {
  source::Span span;
  Duration duration;
  Decimal minimum_percent;
  Decimal aggression;
};

struct LoadBalancer {
  source::Span span;
  Text simple;
  std::optional<ConsistentHash> consistent_hash;
  std::optional<LocalityBalancing> locality;
  std::optional<ZoneAwareBalancing> zone_aware;
  std::optional<Warmup> warmup;  ///< `warmup`, or the older `warmupDurationSecs`
};

struct ConnectionPool {
  source::Span span;
  Number max_connections;
  Duration connect_timeout;
  Duration max_connection_duration;
  Duration tcp_idle_timeout;
  Number http1_max_pending_requests;
  Number http2_max_requests;
  Number max_requests_per_connection;
  Number max_retries;
  Number max_concurrent_streams;
  Duration idle_timeout;  ///< http.idleTimeout
  Text h2_upgrade_policy;
  Switch use_client_protocol;
};
ConnectionPool DecodeConnectionPool(const Fields& fields);

struct OutlierDetection {
  source::Span span;
  Number consecutive_5xx_errors;
  Number consecutive_gateway_errors;
  Number consecutive_local_origin_failures;
  Switch split_local_origin_errors;
  Duration interval;
  Duration base_ejection_time;
  Number max_ejection_percent;
  Number min_health_percent;
};
OutlierDetection DecodeOutlierDetection(const Fields& fields);

struct Tunnel {
  source::Span span;
  Text protocol;  ///< `CONNECT` when empty
  Text target_host;
  Number target_port;
};

struct ProxyProtocol {
  source::Span span;
  Text version;  ///< `V1` when empty
};

struct RetryBudget {
  source::Span span;
  Decimal percent;
  Number min_retry_concurrency;
};

struct ClientTls {
  source::Span span;
  Text mode;
  Text credential_name;
  Text client_certificate;
  Text private_key;
  Text ca_certificates;
  Text sni;
  std::vector<Text> subject_alt_names;
  Switch insecure_skip_verify;
};

/// What may be set for one port, for a subset or for the whole host.
struct PortPolicy {
  source::Span span;
  Number port;  ///< portLevelSettings only: port.number
  std::optional<LoadBalancer> load_balancer;
  std::optional<ConnectionPool> connection_pool;
  std::optional<OutlierDetection> outlier_detection;
  std::optional<ClientTls> tls;
};
struct TrafficPolicy : PortPolicy {
  std::optional<Tunnel> tunnel;
  std::optional<ProxyProtocol> proxy_protocol;
  std::optional<RetryBudget> retry_budget;
  std::vector<PortPolicy> port_level;
};

struct Subset {
  source::Span span;
  Text name;
  Labels labels;
  std::optional<TrafficPolicy> traffic_policy;
};

struct DestinationRule {
  const Object* object = nullptr;
  Text host;
  std::optional<TrafficPolicy> traffic_policy;
  std::vector<Subset> subsets;
  std::vector<Text> export_to;
  std::optional<Labels> workload_selector;  ///< matchLabels

  std::string_view ns() const { return *object->namespace_; }
};

DestinationRule DecodeDestinationRule(const Object& object);

}  // namespace meshctl::model
