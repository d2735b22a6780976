// SPDX-License-Identifier: Apache-2.0
#include "simulate/policy_lines.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "route/compile.h"
#include "testing/text_mesh.h"

namespace meshctl::simulate {
namespace {

/// The lines about a service with this traffic policy, as `word: text`.
std::vector<std::string> Lines(const std::string& policy, bool hashed = false) {
  const mesh::Mesh mesh = testing::TextMesh(R"(
{apiVersion: v1, kind: Pod, metadata: {name: client, namespace: shop}}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{name: http, port: 80}]}}
---
{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: web, namespace: shop}, spec: {host: web, trafficPolicy: {)" +
                                            policy + "}}}\n");
  const route::RouteTable table =
      route::Compile(mesh, route::SidecarOf(*mesh.workloads().Find("shop", "client")));
  route::Destination destination;
  destination.cluster =
      &*std::ranges::find(table.clusters, "outbound|80||web.shop.svc.cluster.local", &route::Cluster::name);
  if (hashed) destination.hash = std::make_shared<const route::HashKey>();
  std::vector<std::string> lines;
  for (const PolicyLine& line : PolicyLinesOf(destination)) {
    EXPECT_TRUE(line.place) << line.text;
    lines.push_back(std::string(line.word) + ": " + line.text);
  }
  return lines;
}

using Expected = std::vector<std::string>;

TEST(PolicyLines, SayNothingAboutDefaults) {
  EXPECT_EQ(Lines(""), Expected{});
  EXPECT_EQ(Lines("loadBalancer: {simple: RANDOM}"), Expected{});
}

TEST(PolicyLines, HaveOneSentenceForEachBlock) {
  EXPECT_EQ(
      Lines("connectionPool: {tcp: {maxConnections: 1, connectTimeout: 2s}, http: "
            "{http1MaxPendingRequests: 9, idleTimeout: 1m}}"),
      Expected{"limits: at most 1 connection, at most 9 waiting requests, connect within 2s, close after 1m "
               "of silence"});
  EXPECT_EQ(
      Lines("outlierDetection: {consecutive5xxErrors: 3, consecutiveGatewayErrors: 1}"),
      Expected{"outliers: 3 answers of 5xx or 1 gateway error in a row put an endpoint out for 30s, at most "
               "10 % of all; checked every 10s"});
  EXPECT_EQ(Lines("outlierDetection: {consecutive5xxErrors: 0}"),
            Expected{"outliers: nothing puts an endpoint out"});
  EXPECT_EQ(Lines("tunnel: {protocol: POST, targetHost: proxy.example, targetPort: 8080}"),
            Expected{"tunnel: HTTP POST to proxy.example:8080"});
  EXPECT_EQ(Lines("proxyProtocol: {version: V2}"), Expected{"header: PROXY protocol V2"});
  EXPECT_EQ(Lines("retryBudget: {percent: 30}"), Expected{"retries: at most 30 % of the requests, 3 always"});
  EXPECT_EQ(Lines("loadBalancer: {simple: ROUND_ROBIN, warmup: {duration: 30s}}"),
            Expected{"warm-up: new endpoints get their full share after 30s"});
}

TEST(PolicyLines, TellWhereAHashIsMissing) {
  const std::string hash = "loadBalancer: {consistentHash: {httpHeaderName: x}}";
  EXPECT_EQ(Lines(hash),
            Expected{"balancing: no hash is made for this route, so that chance chooses the endpoint"});
  EXPECT_EQ(Lines(hash, true), Expected{});
}

}  // namespace
}  // namespace meshctl::simulate
