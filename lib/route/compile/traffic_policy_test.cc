// SPDX-License-Identifier: Apache-2.0
#include "route/compile/traffic_policy.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "route/compile.h"
#include "route/decide.h"
#include "testing/text_mesh.h"

namespace meshctl::route {
namespace {

using meshctl::testing::TextMesh;

/// A client `shop/client` of service `shop/web`, with a DestinationRule and a VirtualService for it.
std::string Objects(std::string_view rule, std::string_view destination) {
  return fmt::format(
      R"(
{{apiVersion: v1, kind: Pod, metadata: {{name: client, namespace: shop, labels: {{app: client, sidecar.istio.io/inject: "true"}}}}}}
---
{{apiVersion: v1, kind: Pod, metadata: {{name: web, namespace: shop, labels: {{app: web, sidecar.istio.io/inject: "true"}}}}}}
---
{{apiVersion: v1, kind: Service, metadata: {{name: web, namespace: shop}}, spec: {{clusterIP: 10.0.0.1, selector: {{app: web}}, ports: [{{name: http, port: 80}}]}}}}
---
{{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {{name: web, namespace: shop}}, spec: {{host: web, {}}}}}
{}
)",
      rule,
      destination.empty()
          ? ""
          : fmt::format("---\n{{apiVersion: networking.istio.io/v1, kind: VirtualService, "
                        "metadata: {{name: web, namespace: shop}}, spec: {{hosts: [web], http: "
                        "[{{route: [{{destination: {{host: web, {}}}}}]}}]}}}}",
                        destination));
}

RouteTable TableFor(const mesh::Mesh& mesh, std::string_view workload) {
  return Compile(mesh, SidecarOf(*mesh.workloads().Find("shop", workload)));
}

/// "RING_HASH by header `x`; chosen by header `y`": the cluster's algorithm and the hash of the route.
std::string Balanced(std::string_view rule, std::string_view destination = "") {
  const mesh::Mesh mesh = TextMesh(Objects(rule, destination));
  const RouteTable table = TableFor(mesh, "client");
  http::Request request = *http::ParseUrl("http://web/");
  request.address = "10.0.0.1";
  const Decision decision = Decide(table, request);
  if (decision.destinations().size() != 1) return std::string(Name(decision.outcome));
  const Destination& chosen = decision.destinations().front();
  return chosen.cluster->load_balancer + (chosen.hash ? "; chosen by " + Describe(*chosen.hash) : "");
}

std::string ByHeader(std::string_view name) {
  return fmt::format("loadBalancer: {{consistentHash: {{httpHeaderName: {}}}}}", name);
}

TEST(TrafficPolicy, HashesOfRoutesFollowTheirOwnOrder) {
  const std::string host = fmt::format("trafficPolicy: {{{}", ByHeader("host"));
  const std::string port =
      fmt::format(", portLevelSettings: [{{port: {{number: 80}}, {}}}]", ByHeader("port"));
  EXPECT_EQ(Balanced("subsets: []"), "LEAST_REQUEST");
  EXPECT_EQ(Balanced(host + "}"), "RING_HASH by header `host`; chosen by header `host`");
  EXPECT_EQ(Balanced(host + port + "}"), "RING_HASH by header `port`; chosen by header `port`");
  EXPECT_EQ(Balanced(host + port + "}", "port: {number: 80}"),
            "RING_HASH by header `port`; chosen by header `port`");
  EXPECT_EQ(Balanced(host + port + "}", "subset: \"\""),
            "RING_HASH by header `port`; chosen by header `host`")
      << "a rule that names no port does not see the port's settings";
  EXPECT_EQ(
      Balanced(fmt::format("{}}}, subsets: [{{name: v1, trafficPolicy: {{{}}}}}]", host, ByHeader("v1")),
               "subset: v1"),
      "RING_HASH by header `v1`; chosen by header `v1`");
}

TEST(TrafficPolicy, KnowsEveryKindOfHash) {
  const auto hash = [](std::string_view text) {
    return Balanced(fmt::format("trafficPolicy: {{loadBalancer: {{consistentHash: {{{}}}}}}}", text));
  };
  EXPECT_EQ(hash("httpCookie: {name: c, ttl: 0s}"), "RING_HASH by cookie `c`; chosen by cookie `c`");
  EXPECT_EQ(hash("httpQueryParameterName: q"),
            "RING_HASH by query parameter `q`; chosen by query parameter `q`");
  EXPECT_EQ(hash("useSourceIp: true"), "RING_HASH by source address; chosen by source address");
  EXPECT_EQ(hash("httpHeaderName: h, maglev: {tableSize: 251}"),
            "MAGLEV by header `h`; chosen by header `h`");
  EXPECT_EQ(hash("minimumRingSize: 7"), "RING_HASH") << "by nothing: an endpoint is chosen by chance";
}

TEST(TrafficPolicy, HasTheDefaultsOfIstioAndEnvoy) {
  const mesh::Mesh mesh =
      TextMesh(Objects("trafficPolicy: {outlierDetection: {consecutive5xxErrors: 0}, "
                       "connectionPool: {tcp: {maxConnections: 0}, http: "
                       "{http1MaxPendingRequests: 9, idleTimeout: 5s}}, loadBalancer: "
                       "{simple: ROUND_ROBIN, warmup: {duration: 30s}}}",
                       ""));
  const RouteTable table = TableFor(mesh, "client");
  const auto cluster =
      std::ranges::find(table.clusters, "outbound|80||web.shop.svc.cluster.local", &Cluster::name);
  const TrafficPolicy& policy = cluster->policy;
  EXPECT_EQ(policy.connection_pool.connect_timeout, "10s");
  EXPECT_FALSE(policy.connection_pool.max_connections) << "zero counts as not given";
  EXPECT_EQ(policy.connection_pool.max_pending_requests, 9u);
  EXPECT_EQ(policy.connection_pool.idle_timeout, "5s");
  EXPECT_EQ(policy.outlier_detection->consecutive_5xx, 0u) << "but not here";
  EXPECT_EQ(policy.outlier_detection->interval, "10s");
  EXPECT_EQ(policy.load_balancing.warm_up->duration, "30s");
  EXPECT_EQ(policy.load_balancing.warm_up->minimum_percent, 10);
  EXPECT_FALSE(policy.tunnel);
}

TEST(TrafficPolicy, OfTheServersSideIsItsLimits) {
  const std::string objects =
      Objects("trafficPolicy: {connectionPool: {tcp: {maxConnections: 3}}, outlierDetection: {}}", "");
  const mesh::Mesh plain = TextMesh(objects);
  const auto limit = [](const mesh::Mesh& mesh) {
    const RouteTable table = TableFor(mesh, "web");
    const auto cluster = std::ranges::find(table.clusters, "inbound|80||", &Cluster::name);
    EXPECT_FALSE(cluster->policy.outlier_detection);
    return cluster->policy.connection_pool.max_connections;
  };
  EXPECT_EQ(limit(plain), 3u);
  const mesh::Mesh sidecar = TextMesh(
      objects +
      "---\n{apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: {name: s, namespace: shop}, spec: "
      "{inboundConnectionPool: {tcp: {maxConnections: 5}}}}\n");
  EXPECT_EQ(limit(sidecar), 5u);
}

TEST(TrafficPolicy, EndpointsSayHowTheyAreReached) {
  const mesh::Mesh mesh = TextMesh(Objects("trafficPolicy: {tls: {mode: DISABLE}}", ""));
  const RouteTable table = TableFor(mesh, "client");
  const auto cluster =
      std::ranges::find(table.clusters, "outbound|80||web.shop.svc.cluster.local", &Cluster::name);
  ASSERT_EQ(cluster->endpoints.size(), 1u);
  const mesh::Transport& transport = *cluster->endpoints.front().transport;
  EXPECT_EQ(transport.wire, mesh::Wire::kPlaintext);
  EXPECT_EQ(transport.client.object, "DestinationRule shop/web");
  EXPECT_EQ(transport.client.text, "tls mode DISABLE");
  EXPECT_EQ(transport.client.span.text(), "DISABLE");
  EXPECT_TRUE(transport.works());
}

}  // namespace
}  // namespace meshctl::route
