// SPDX-License-Identifier: Apache-2.0
// Traffic policies in sentences, one for each block of a DestinationRule.
#include "simulate/policy_lines.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>

#include "route/table.h"

namespace meshctl::simulate {
namespace {

using Parts = std::vector<std::string>;

std::string Counted(std::uint32_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string Limits(const route::ConnectionPool& pool) {
  Parts parts;
  const auto most = [&](const std::optional<std::uint32_t>& limit, std::string_view noun) {
    if (limit) parts.push_back("at most " + Counted(*limit, noun));
  };
  most(pool.max_connections, "connection");
  most(pool.max_pending_requests, "waiting request");
  most(pool.max_requests, "request at once");
  most(pool.max_retries, "retry at once");
  most(pool.max_requests_per_connection, "request of one connection");
  most(pool.max_concurrent_streams, "stream of one connection");
  parts.push_back(fmt::format("connect within {}", pool.connect_timeout));
  if (!pool.idle_timeout.empty())
    parts.push_back(fmt::format("close after {} of silence", pool.idle_timeout));
  if (!pool.max_connection_duration.empty())
    parts.push_back(fmt::format("close after {}", pool.max_connection_duration));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string Outliers(const route::OutlierDetection& detection) {
  Parts signs;
  if (detection.consecutive_5xx > 0)
    signs.push_back(Counted(detection.consecutive_5xx, "answer") + " of 5xx");
  if (detection.consecutive_gateway_errors.value_or(0) > 0)
    signs.push_back(Counted(*detection.consecutive_gateway_errors, "gateway error"));
  if (detection.consecutive_local_origin_failures)
    signs.push_back(Counted(*detection.consecutive_local_origin_failures, "failed connection"));
  if (signs.empty()) return "nothing puts an endpoint out";
  return fmt::format("{} in a row put an endpoint out for {}, at most {} % of all; checked every {}",
                     fmt::join(signs, " or "), detection.base_ejection_time, detection.max_ejection_percent,
                     detection.interval);
}

bool Hashes(const route::LoadBalancing& balancing) {
  return balancing.algorithm == "RING_HASH" || balancing.algorithm == "MAGLEV";
}

}  // namespace

std::vector<PolicyLine> PolicyLinesOf(const route::Destination& destination) {
  const route::TrafficPolicy& policy = destination.cluster->policy;
  const route::LoadBalancing& balancing = policy.load_balancing;
  std::vector<PolicyLine> lines;
  if (Hashes(balancing) && !destination.hash)
    lines.push_back(
        {"balancing", "no hash is made for this route, so that chance chooses the endpoint", balancing.span});
  if (balancing.warm_up) {
    lines.push_back({"warm-up",
                     fmt::format("new endpoints get their full share after {}", balancing.warm_up->duration),
                     balancing.span});
  }
  if (policy.connection_pool.span)
    lines.push_back({"limits", Limits(policy.connection_pool), policy.connection_pool.span});
  if (policy.outlier_detection)
    lines.push_back({"outliers", Outliers(*policy.outlier_detection), policy.outlier_detection->span});
  if (policy.tunnel) {
    lines.push_back({"tunnel", fmt::format("HTTP {} to {}", policy.tunnel->protocol, policy.tunnel->target),
                     policy.tunnel->span});
  }
  if (!policy.proxy_protocol.empty()) {
    lines.push_back(
        {"header", fmt::format("PROXY protocol {}", policy.proxy_protocol), policy.proxy_protocol_span});
  }
  if (policy.retry_budget) {
    lines.push_back({"retries",
                     fmt::format("at most {} % of the requests, {} always", policy.retry_budget->percent,
                                 policy.retry_budget->min_concurrency),
                     policy.retry_budget->span});
  }
  return lines;
}

}  // namespace meshctl::simulate
