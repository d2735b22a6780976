// SPDX-License-Identifier: Apache-2.0
// How a proxy treats the endpoints of a cluster: what DestinationRule and mesh settings come down to, with
// Istio's and Envoy's defaults where they say nothing. Each block says where it is written; a span that
// points nowhere means a default.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "source/source_file.h"

namespace meshctl::route {

/// What of a request a consistent hash is made of.
struct HashKey {
  enum class Of : std::uint8_t { kHeader, kCookie, kSourceAddress, kParameter };

  Of of = Of::kSourceAddress;
  std::string name;  ///< of the header, the cookie, the parameter
  std::string path;  ///< of the cookie
  std::string ttl;   ///< of a cookie that the proxy makes itself; empty: it makes none
  source::Span span;
};

/// "header `x-user`".
std::string Describe(const HashKey& key);

/// New endpoints get their share little by little.
struct WarmUp {
  std::string duration;
  double minimum_percent = 10;
  double aggression = 1;
};

struct LoadBalancing {
  std::string algorithm = "LEAST_REQUEST";  ///< in Envoy's words: `RING_HASH`, `MAGLEV`, `ROUND_ROBIN`…
  std::optional<HashKey> hash;
  std::uint64_t ring_size = 0;  ///< the least size of the ring, or that of the Maglev table; 0: Envoy's
  std::optional<WarmUp> warm_up;
  source::Span span;
};

/// "RING_HASH by header `x-user`".
std::string Describe(const LoadBalancing& balancing);

/// Limits of one client's proxy; nothing: 4294967295, which is Istio's way to say none.
struct ConnectionPool {
  std::optional<std::uint32_t> max_connections;
  std::optional<std::uint32_t> max_pending_requests;
  std::optional<std::uint32_t> max_requests;
  std::optional<std::uint32_t> max_retries;
  std::optional<std::uint32_t> max_requests_per_connection;
  std::optional<std::uint32_t> max_concurrent_streams;
  std::string connect_timeout;
  std::string idle_timeout;             ///< empty: Envoy's, an hour
  std::string max_connection_duration;  ///< empty: none
  std::string h2_upgrade;               ///< `UPGRADE`, `DO_NOT_UPGRADE`; empty: as the mesh says
  bool uses_client_protocol = false;
  source::Span span;
};

/// When an endpoint is left out for a while.
struct OutlierDetection {
  std::uint32_t consecutive_5xx = 5;  ///< 0: does not count
  std::optional<std::uint32_t> consecutive_gateway_errors;
  std::optional<std::uint32_t> consecutive_local_origin_failures;
  std::string interval = "10s";
  std::string base_ejection_time = "30s";
  std::uint32_t max_ejection_percent = 10;
  std::uint32_t min_health_percent = 0;  ///< below it all endpoints are used; 0: never
  source::Span span;
};

/// TCP over HTTP CONNECT to a proxy of the user's.
struct Tunnel {
  std::string protocol;  ///< `CONNECT`, `POST`
  std::string target;    ///< `host:port`
  source::Span span;
};

struct RetryBudget {
  double percent = 20;
  std::uint32_t min_concurrency = 3;
  source::Span span;
};

struct TrafficPolicy {
  LoadBalancing load_balancing;
  ConnectionPool connection_pool;
  std::optional<OutlierDetection> outlier_detection;
  std::optional<Tunnel> tunnel;
  std::string proxy_protocol;  ///< `V1`, `V2`; empty: none is sent
  source::Span proxy_protocol_span;
  std::optional<RetryBudget> retry_budget;
};

}  // namespace meshctl::route
