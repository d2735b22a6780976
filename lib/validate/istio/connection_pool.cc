// SPDX-License-Identifier: Apache-2.0
// Connection pools and outlier detection of traffic policies, Sidecars and mesh configuration.
#include "validate/istio/connection_pool.h"

#include <string_view>

#include "base/duration.h"
#include "validate/istio/limits.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

using namespace std::chrono_literals;

constinit const Rule kEmptyConnectionPool = {
    .code = "ISTIO0140",
    .name = "empty-connection-pool",
    .summary = "a connection pool limits neither HTTP nor TCP connections"};
constinit const Rule kUpgradeOfClientProtocol = {
    .code = "ISTIO0141",
    .name = "upgrade-of-client-protocol",
    .summary = "connections are to be upgraded to HTTP/2 and to keep the client's protocol at once"};
constinit const Rule kIncompleteKeepalive = {.code = "ISTIO0142",
                                             .name = "incomplete-keepalive",
                                             .summary = "HTTP/2 pings need both an interval and a timeout"};
constinit const Rule kDeprecatedConsecutiveErrors = {
    .code = "ISTIO0143",
    .name = "deprecated-consecutive-errors",
    .level = diag::Level::kWarning,
    .summary = "`consecutiveErrors` is deprecated: it does not say which errors count"};
constinit const Rule kUnsplitLocalFailures = {
    .code = "ISTIO0144",
    .name = "unsplit-local-failures",
    .summary = "failures of the own side are counted only when they are told apart from those of the host"};

namespace {

void CheckHttp(const yaml::Node& http, Verdict& verdict) {
  for (const std::string_view field : {"http1MaxPendingRequests", "http2MaxRequests",
                                       "maxRequestsPerConnection", "maxRetries", "maxConcurrentStreams"}) {
    CheckNotNegative(http.Get(field), verdict);
  }
  CheckDuration(http.Get("idleTimeout"), verdict);
  if (http.Get("h2UpgradePolicy").string() == "UPGRADE" &&
      http.Get("useClientProtocol").boolean().value_or(false)) {
    AtKey(verdict, kUpgradeOfClientProtocol, http, "useClientProtocol",
          "can not be true with `h2UpgradePolicy: UPGRADE`",
          {.label = "keeps the client's protocol",
           .help = "keep one of the two",
           .secondary = {{http.Get("h2UpgradePolicy").span(), "speaks HTTP/2"}}});
  }
  const yaml::Node& keepalive = http.Get("http2KeepAlive");
  if (keepalive.is_null()) return;
  for (const std::string_view field : {"interval", "timeout"}) {
    if (keepalive.Get(field).is_null()) {
      Missing(verdict, kIncompleteKeepalive, keepalive, field, "is required",
              Help("give both `interval` and `timeout`"));
    } else {
      CheckDuration(keepalive.Get(field), verdict);
    }
  }
}

void CheckTcp(const yaml::Node& tcp, Verdict& verdict) {
  CheckNotNegative(tcp.Get("maxConnections"), verdict);
  CheckDuration(tcp.Get("connectTimeout"), verdict);
  CheckDuration(tcp.Get("maxConnectionDuration"), verdict);
  // Below a millisecond there is no idle timeout at all.
  if (ParseDuration(tcp.Get("idleTimeout").string()).value_or(0ns) / 1ms != 0)
    CheckDuration(tcp.Get("idleTimeout"), verdict);
  CheckDuration(tcp.Get("tcpKeepalive").Get("time"), verdict);
  CheckDuration(tcp.Get("tcpKeepalive").Get("interval"), verdict);
}

}  // namespace

void CheckConnectionPool(const yaml::Node& pool, Verdict& verdict) {
  if (pool.is_null()) return;
  if (pool.Get("http").is_null() && pool.Get("tcp").is_null()) {
    verdict.Missing(kEmptyConnectionPool, pool, verdict.Path(pool) + " sets no limit",
                    Label("neither `http` nor `tcp`", "set one of them, or remove the pool"));
    return;
  }
  CheckHttp(pool.Get("http"), verdict);
  CheckTcp(pool.Get("tcp"), verdict);
}

void CheckOutlierDetection(const yaml::Node& outlier, Verdict& verdict) {
  if (outlier.is_null()) return;
  CheckDuration(outlier.Get("baseEjectionTime"), verdict);
  CheckDuration(outlier.Get("interval"), verdict);
  if (outlier.Get("consecutiveErrors").integer().value_or(0) != 0) {
    AtKey(verdict, kDeprecatedConsecutiveErrors, outlier, "consecutiveErrors", "is deprecated",
          Label("deprecated", "write `consecutive5xxErrors` or `consecutiveGatewayErrors`"));
  }
  if (outlier.Get("consecutiveLocalOriginFailures").integer().value_or(0) > 0 &&
      !outlier.Get("splitExternalLocalOriginErrors").boolean().value_or(false)) {
    AtKey(verdict, kUnsplitLocalFailures, outlier, "consecutiveLocalOriginFailures",
          "counts nothing without `splitExternalLocalOriginErrors`",
          Label("not counted", "add `splitExternalLocalOriginErrors: true`"));
  }
  CheckPercent(outlier.Get("maxEjectionPercent"), verdict);
  CheckPercent(outlier.Get("minHealthPercent"), verdict);
}

}  // namespace meshctl::validate::istio
