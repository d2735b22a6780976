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
          .maglev = {maglev.is_map(), maglev.span()}};
}

LoadBalancer DecodeLoadBalancer(const Fields& fields) {
  return {.span = fields.span(),
          .simple = fields.GetText("simple"),
          .consistent_hash = fields.GetMessage("consistentHash", DecodeConsistentHash)};
}

ConnectionPool DecodeConnectionPool(const Fields& fields) {
  Fields tcp = fields.In("tcp");
  Fields http = fields.In("http");
  return {.span = fields.span(),
          .max_connections = tcp.GetNumber("maxConnections"),
          .connect_timeout = tcp.GetDuration("connectTimeout"),
          .http1_max_pending_requests = http.GetNumber("http1MaxPendingRequests"),
          .http2_max_requests = http.GetNumber("http2MaxRequests"),
          .max_requests_per_connection = http.GetNumber("maxRequestsPerConnection"),
          .max_retries = http.GetNumber("maxRetries"),
          .idle_timeout = http.GetDuration("idleTimeout"),
          .h2_upgrade_policy = http.GetText("h2UpgradePolicy")};
}

OutlierDetection DecodeOutlierDetection(const Fields& fields) {
  return {.span = fields.span(),
          .consecutive_5xx_errors = fields.GetNumber("consecutive5xxErrors"),
          .consecutive_gateway_errors = fields.GetNumber("consecutiveGatewayErrors"),
          .interval = fields.GetDuration("interval"),
          .base_ejection_time = fields.GetDuration("baseEjectionTime"),
          .max_ejection_percent = fields.GetNumber("maxEjectionPercent"),
          .min_health_percent = fields.GetNumber("minHealthPercent")};
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

TrafficPolicy DecodeTrafficPolicy(const Fields& fields) {
  return {DecodePortPolicy(fields), fields.GetMessages("portLevelSettings", DecodePortPolicy)};
}

Subset DecodeSubset(const Fields& fields) {
  return {.span = fields.span(),
          .name = fields.GetText("name"),
          .labels = fields.GetLabels("labels"),
          .traffic_policy = fields.GetMessage("trafficPolicy", DecodeTrafficPolicy)};
}

Labels DecodeWorkloadSelector(const Fields& fields) { return fields.GetLabels("matchLabels"); }

}  // namespace

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
