// SPDX-License-Identifier: Apache-2.0
// Decodes DestinationRules.
#include "model/destination_rule.h"

namespace meshctl::model {
namespace {

ConsistentHash DecodeConsistentHash(const Fields& fields) {
  Fields cookie = fields.In("httpCookie");
  Number ring_size = fields.In("ringHash").GetNumber("minimumRingSize");
  const yaml::Node& maglev = fields.Get("maglev");
  return {.span = fields.span(),
          .http_header_name = fields.GetText("httpHeaderName"),
          .http_query_parameter_name = fields.GetText("httpQueryParameterName"),
          .use_source_ip = fields.GetSwitch("useSourceIp"),
          .cookie_name = cookie.GetText("name"),
          .cookie_path = cookie.GetText("path"),
          .cookie_ttl = cookie.GetDuration("ttl"),
          .minimum_ring_size = *ring_size ? ring_size : fields.GetNumber("minimumRingSize"),
          .maglev = {maglev.is_map(), maglev.span()},
          .maglev_table_size = Fields(maglev).GetNumber("tableSize")};
}

Distribute DecodeDistribute(const Fields& fields) {
  Distribute distribute{.span = fields.span(), .from = fields.GetText("from")};
  for (const yaml::Entry& entry : fields.Get("to").entries()) {
    distribute.to.emplace_back(Text{entry.key, entry.key_span()},
                               Number{entry.value.integer(), entry.value.span()});
  }
  return distribute;
}

Failover DecodeFailover(const Fields& fields) {
  return {.span = fields.span(), .from = fields.GetText("from"), .to = fields.GetText("to")};
}

ZoneAwareBalancing DecodeZoneAwareBalancing(const Fields& fields) {
  return {.span = fields.span(),
          .enabled = fields.GetSwitch("enabled"),
          .failover = fields.GetMessages("failover", DecodeFailover),
          .failover_priority = fields.GetTexts("failoverPriority")};
}

Warmup DecodeWarmup(const Fields& fields) {
  return {.span = fields.span(),
          .duration = fields.GetDuration("duration"),
          .minimum_percent = fields.GetDecimal("minimumPercent"),
          .aggression = fields.GetDecimal("aggression")};
}

std::optional<Warmup> WarmupOf(const Fields& balancer) {
  if (auto warmup = balancer.GetMessage("warmup", DecodeWarmup)) return warmup;
  const Duration older = balancer.GetDuration("warmupDurationSecs");
  if (!*older) return std::nullopt;
  Warmup warmup;
  warmup.span = older.span;
  warmup.duration = older;
  return warmup;
}

LoadBalancer DecodeLoadBalancer(const Fields& fields) {
  return {.span = fields.span(),
          .simple = fields.GetText("simple"),
          .consistent_hash = fields.GetMessage("consistentHash", DecodeConsistentHash),
          .locality = fields.GetMessage("localityLbSetting", DecodeLocalityBalancing),
          .zone_aware = fields.GetMessage("zoneAwareLbSetting", DecodeZoneAwareBalancing),
          .warmup = WarmupOf(fields)};
}

ClientTls DecodeClientTls(const Fields& fields) {
  return {.span = fields.span(),
          .mode = fields.GetText("mode"),
          .credential_name = fields.GetText("credentialName"),
          .client_certificate = fields.GetText("clientCertificate"),
          .private_key = fields.GetText("privateKey"),
          .ca_certificates = fields.GetText("caCertificates"),
          .sni = fields.GetText("sni"),
          .subject_alt_names = fields.GetTexts("subjectAltNames"),
          .insecure_skip_verify = fields.GetSwitch("insecureSkipVerify")};
}

PortPolicy DecodePortPolicy(const Fields& fields) {
  return {.span = fields.span(),
          .port = fields.In("port").GetNumber("number"),
          .load_balancer = fields.GetMessage("loadBalancer", DecodeLoadBalancer),
          .connection_pool = fields.GetMessage("connectionPool", DecodeConnectionPool),
          .outlier_detection = fields.GetMessage("outlierDetection", DecodeOutlierDetection),
          .tls = fields.GetMessage("tls", DecodeClientTls)};
}

Tunnel DecodeTunnel(const Fields& fields) {
  return {.span = fields.span(),
          .protocol = fields.GetText("protocol"),
          .target_host = fields.GetText("targetHost"),
          .target_port = fields.GetNumber("targetPort")};
}

ProxyProtocol DecodeProxyProtocol(const Fields& fields) {
  return {.span = fields.span(), .version = fields.GetText("version")};
}

RetryBudget DecodeRetryBudget(const Fields& fields) {
  return {.span = fields.span(),
          .percent = fields.GetDecimal("percent"),
          .min_retry_concurrency = fields.GetNumber("minRetryConcurrency")};
}

TrafficPolicy DecodeTrafficPolicy(const Fields& fields) {
  TrafficPolicy policy{DecodePortPolicy(fields)};
  policy.tunnel = fields.GetMessage("tunnel", DecodeTunnel);
  policy.proxy_protocol = fields.GetMessage("proxyProtocol", DecodeProxyProtocol);
  policy.retry_budget = fields.GetMessage("retryBudget", DecodeRetryBudget);
  policy.port_level = fields.GetMessages("portLevelSettings", DecodePortPolicy);
  return policy;
}

Subset DecodeSubset(const Fields& fields) {
  return {.span = fields.span(),
          .name = fields.GetText("name"),
          .labels = fields.GetLabels("labels"),
          .traffic_policy = fields.GetMessage("trafficPolicy", DecodeTrafficPolicy)};
}

Labels DecodeWorkloadSelector(const Fields& fields) { return fields.GetLabels("matchLabels"); }

}  // namespace

LocalityBalancing DecodeLocalityBalancing(const Fields& fields) {
  return {.span = fields.span(),
          .enabled = fields.GetSwitch("enabled"),
          .distribute = fields.GetMessages("distribute", DecodeDistribute),
          .failover = fields.GetMessages("failover", DecodeFailover),
          .failover_priority = fields.GetTexts("failoverPriority")};
}

ConnectionPool DecodeConnectionPool(const Fields& fields) {
  const Fields tcp = fields.In("tcp");
  const Fields http = fields.In("http");
  return {.span = fields.span(),
          .max_connections = tcp.GetNumber("maxConnections"),
          .connect_timeout = tcp.GetDuration("connectTimeout"),
          .max_connection_duration = tcp.GetDuration("maxConnectionDuration"),
          .tcp_idle_timeout = tcp.GetDuration("idleTimeout"),
          .http1_max_pending_requests = http.GetNumber("http1MaxPendingRequests"),
          .http2_max_requests = http.GetNumber("http2MaxRequests"),
          .max_requests_per_connection = http.GetNumber("maxRequestsPerConnection"),
          .max_retries = http.GetNumber("maxRetries"),
          .max_concurrent_streams = http.GetNumber("maxConcurrentStreams"),
          .idle_timeout = http.GetDuration("idleTimeout"),
          .h2_upgrade_policy = http.GetText("h2UpgradePolicy"),
          .use_client_protocol = http.GetSwitch("useClientProtocol")};
}

OutlierDetection DecodeOutlierDetection(const Fields& fields) {
  return {.span = fields.span(),
          .consecutive_5xx_errors = fields.GetNumber("consecutive5xxErrors"),
          .consecutive_gateway_errors = fields.GetNumber("consecutiveGatewayErrors"),
          .consecutive_local_origin_failures = fields.GetNumber("consecutiveLocalOriginFailures"),
          .split_local_origin_errors = fields.GetSwitch("splitExternalLocalOriginErrors"),
          .interval = fields.GetDuration("interval"),
          .base_ejection_time = fields.GetDuration("baseEjectionTime"),
          .max_ejection_percent = fields.GetNumber("maxEjectionPercent"),
          .min_health_percent = fields.GetNumber("minHealthPercent")};
}

DestinationRule DecodeDestinationRule(const Object& object) {
  Fields spec(object.Get("spec"));
  return {.object = &object,
          .host = spec.GetText("host"),
          .traffic_policy = spec.GetMessage("trafficPolicy", DecodeTrafficPolicy),
          .subsets = spec.GetMessages("subsets", DecodeSubset),
          .export_to = spec.GetTexts("exportTo"),
          .workload_selector = spec.GetMessage("workloadSelector", DecodeWorkloadSelector)};
}

}  // namespace meshctl::model
