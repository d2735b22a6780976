// SPDX-License-Identifier: Apache-2.0
// Gateway API in route tables: what is left out says why, at the host that misses it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "route/compile.h"
#include "testing/text_mesh.h"

namespace meshctl::route {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kMesh = R"(
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: shop}
spec:
  gatewayClassName: istio
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: good, namespace: shop}
spec:
  parentRefs: [{name: web}]
  hostnames: [a.example]
  rules: [{backendRefs: [{name: web-istio, port: 80}]}, {matches: [{path: {value: /late, type: RegularExpression}}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: stranger, namespace: blog}
spec:
  parentRefs: [{name: web, namespace: shop}]
  hostnames: ["*.example"]
  rules: [{}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: meddler, namespace: blog}
spec:
  parentRefs: [{group: "", kind: Service, name: web-istio, namespace: shop}]
  rules: [{}]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: plain, namespace: blog}
spec:
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["b.example"]}]
)";

std::string LineOf(const Omission& omission) {
  return fmt::format("{} {}: {}", omission.origin.object, omission.origin.field, omission.reason);
}

Proxy GatewayNamed(const mesh::Mesh& mesh, std::string_view name) {
  const Result<Proxy> proxy = FindGateway(mesh, name);
  EXPECT_TRUE(proxy.has_value()) << (proxy ? "" : proxy.error().message);
  return proxy.value_or(Proxy{});
}

TEST(GatewayApi, AHostNamesTheRoutesThatAreNotThere) {
  const mesh::Mesh mesh = testing::TextMesh(std::string(kMesh));
  const RouteTable table = Compile(mesh, GatewayNamed(mesh, "shop/web"));
  const RouteConfig* const config = table.FindConfig("http.80");
  ASSERT_NE(config, nullptr);
  ASSERT_EQ(config->hosts.size(), 1U);
  Lines lines;
  for (const Omission* omission : config->hosts.front().omissions) lines.push_back(LineOf(*omission));
  EXPECT_EQ(
      lines,
      (Lines{"HTTPRoute shop/good spec.rules[1].matches[0]: it stands behind spec.rules[0], which matches "
             "everything",
             "HTTPRoute blog/stranger spec.parentRefs[0]: listener `http` does not admit routes of "
             "namespace `blog` (`allowedRoutes.namespaces`)"}));
}

TEST(GatewayApi, AManagedProxyServesNoGatewaysOfOtherNamespaces) {
  const mesh::Mesh mesh = testing::TextMesh(std::string(kMesh));
  const RouteTable table = Compile(mesh, GatewayNamed(mesh, "web.shop"));
  const auto found = std::ranges::find(table.omissions, "Gateway blog/plain",
                                       [](const Omission& omission) { return omission.origin.object; });
  ASSERT_NE(found, table.omissions.end());
  EXPECT_EQ(
      LineOf(*found),
      "Gateway blog/plain spec: the proxy is run for Gateways of namespace `shop` and serves none of others");
}

TEST(GatewayApi, RoutesOfStrangersDoNotCountInTheMesh) {
  const mesh::Mesh mesh = testing::TextMesh(std::string(kMesh));
  Proxy client;
  client.name = "client";
  client.ns = client.workload_ns = "shop";
  const RouteTable table = Compile(mesh, client);
  const RouteConfig* const config = table.FindConfig("80");
  ASSERT_NE(config, nullptr);
  const auto host =
      std::ranges::find(config->hosts, "web-istio.shop.svc.cluster.local:80", &VirtualHost::name);
  ASSERT_NE(host, config->hosts.end());
  ASSERT_EQ(host->omissions.size(), 1U);
  EXPECT_EQ(LineOf(*host->omissions.front()),
            "HTTPRoute blog/meddler spec.parentRefs: routes for `web-istio.shop.svc.cluster.local` count in "
            "namespace `shop` and in "
            "the client's own, `shop`");
}

}  // namespace
}  // namespace meshctl::route
