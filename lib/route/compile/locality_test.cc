// SPDX-License-Identifier: Apache-2.0
#include "route/compile/locality.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "route/compile.h"
#include "testing/text_mesh.h"

namespace meshctl::route {
namespace {

using meshctl::testing::TextMesh;

constexpr std::string_view kHost = "web.example";

/// A client in `eu/eu-1/a` and a service with one endpoint in each place.
std::string Objects(std::string_view policy) {
  return fmt::format(R"(
{{apiVersion: v1, kind: Pod, metadata: {{name: client, namespace: shop, labels: {{istio-locality: eu.eu-1.a, version: v2, sidecar.istio.io/inject: "true"}}}}}}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {{name: web, namespace: shop}}
spec:
  hosts: [web.example]
  resolution: STATIC
  ports: [{{number: 80, name: http, protocol: HTTP}}]
  endpoints:
  - {{address: 10.0.0.1, locality: eu/eu-1/a, labels: {{version: v1}}}}
  - {{address: 10.0.0.2, locality: eu/eu-1/b, labels: {{version: v2}}}}
  - {{address: 10.0.0.3, locality: eu/eu-2/a, weight: 3}}
  - {{address: 10.0.0.4, locality: us/us-1/a}}
  - {{address: 10.0.0.5, locality: asia/asia-1/a}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {{name: web, namespace: shop}}
spec: {{host: web.example, trafficPolicy: {{{}}}}}
)",
                     policy);
}

/// `1: 9/10, 2: 1/10, 3: (1)`: the part of each endpoint, or its priority where it gets none.
std::string Shares(std::string_view policy, mesh::MeshConfig config = {}) {
  const mesh::Mesh mesh = TextMesh(Objects(policy), std::move(config));
  const RouteTable table = Compile(mesh, SidecarOf(*mesh.workloads().Find("shop", "client")));
  const auto cluster = std::ranges::find(table.clusters, std::string(kHost), &Cluster::host);
  std::uint64_t total = 0;
  for (const Endpoint& endpoint : cluster->endpoints) total += endpoint.weight;
  std::string text;
  for (const Endpoint& endpoint : cluster->endpoints) {
    text += text.empty() ? "" : ", ";
    text += fmt::format("{}: ", endpoint.address.back());
    text += endpoint.weight == 0 ? fmt::format("({})", endpoint.priority)
                                 : fmt::format("{:.3g}", 100.0 * static_cast<double>(endpoint.weight) /
                                                             static_cast<double>(total));
  }
  return text;
}

TEST(Locality, CountsForNothingWithoutOutlierDetection) {
  EXPECT_EQ(Shares(""), "1: 14.3, 2: 14.3, 3: 42.9, 4: 14.3, 5: 14.3") << "weights are the endpoints' own";
  EXPECT_EQ(Shares("loadBalancer: {localityLbSetting: {failover: [{from: eu, to: us}]}}"),
            "1: 14.3, 2: 14.3, 3: 42.9, 4: 14.3, 5: 14.3");
}

TEST(Locality, NearestEndpointsComeFirstWhereOutliersAreDetected) {
  EXPECT_EQ(Shares("outlierDetection: {}"), "1: 100, 2: (1), 3: (2), 4: (3), 5: (3)");
  EXPECT_EQ(
      Shares("outlierDetection: {}, loadBalancer: {localityLbSetting: {failover: [{from: eu, to: us}]}}"),
      "1: 100, 2: (1), 3: (2), 4: (3), 5: (4)");
  EXPECT_EQ(Shares("outlierDetection: {}, loadBalancer: {localityLbSetting: {enabled: false}}"),
            "1: 14.3, 2: 14.3, 3: 42.9, 4: 14.3, 5: 14.3");
}

TEST(Locality, TheNextPlaceHelpsWhenTooFewAreReady) {
  const mesh::Mesh mesh = TextMesh(Objects(""));
  const mesh::Service& service = *mesh.services().Find(kHost, "shop");
  const model::Labels labels;
  const mesh::Locality here{.region = "eu", .zone = "eu-1", .subzone = "a"};
  const auto weights = [&](std::vector<std::pair<const char*, bool>> written) {
    std::vector<mesh::Endpoint> endpoints;
    for (const auto& [locality, ready] : written) {
      mesh::Endpoint& endpoint = endpoints.emplace_back();
      endpoint.labels = &labels;
      endpoint.locality = locality;
      endpoint.ready = ready;
    }
    const std::vector<Place> places = PlacesOf(
        mesh, {.service = service, .client = here, .client_labels = labels, .detects_outliers = true},
        endpoints);
    std::vector<std::uint64_t> ready;
    for (std::size_t i = 0; i < places.size(); ++i)
      ready.push_back(endpoints[i].ready ? places[i].weight : 0);
    return ready;
  };
  using Weights = std::vector<std::uint64_t>;
  EXPECT_EQ(weights({{"eu/eu-1/a", true}, {"us/us-1", true}}), (Weights{100, 0}));
  EXPECT_EQ(weights({{"eu/eu-1/a", true}, {"eu/eu-1/a", false}, {"us/us-1", true}}), (Weights{70, 0, 30}))
      << "half of the endpoints carry 1.4 times their part";
  EXPECT_EQ(weights({{"eu/eu-1/a", false}, {"us/us-1", true}}), (Weights{0, 100}));
  EXPECT_EQ(weights({{"eu/eu-1/a", false}, {"us/us-1", false}}), (Weights{0, 0}));
}

TEST(Locality, IsWeighedByDistribute) {
  EXPECT_EQ(
      Shares(
          "loadBalancer: {localityLbSetting: {distribute: [{from: eu/*, to: {eu/eu-1/*: 80, us/*: 20}}]}}"),
      "1: 40, 2: 40, 4: 20")
      << "what is not named gets nothing";
  EXPECT_EQ(Shares("loadBalancer: {localityLbSetting: {distribute: [{from: us/*, to: {us/*: 100}}]}}"),
            "1: 14.3, 2: 14.3, 3: 42.9, 4: 14.3, 5: 14.3")
      << "for clients elsewhere";
}

TEST(Locality, IsRankedByLabels) {
  EXPECT_EQ(Shares("outlierDetection: {}, loadBalancer: {localityLbSetting: {failoverPriority: [version]}}"),
            "1: (1), 2: 100, 3: (1), 4: (1), 5: (1)");
  EXPECT_EQ(Shares("outlierDetection: {}, loadBalancer: {localityLbSetting: {failoverPriority: ["
                   "topology.kubernetes.io/region, topology.kubernetes.io/zone, version=v1]}}"),
            "1: 100, 2: (1), 3: (2), 4: (3), 5: (3)");
}

TEST(Locality, OfTheMeshHoldsWhereNoRuleSpeaks) {
  mesh::MeshConfig config;
  config.locality_balancing.emplace().enabled.value = false;
  EXPECT_EQ(Shares("outlierDetection: {}", config), "1: 14.3, 2: 14.3, 3: 42.9, 4: 14.3, 5: 14.3");
}

TEST(Locality, ZoneAwareBalancingTakesARegionAsOnePlace) {
  EXPECT_EQ(Shares("loadBalancer: {zoneAwareLbSetting: {failover: [{from: eu, to: us}]}}"),
            "1: 20, 2: 20, 3: 60, 4: (1), 5: (2)");
}

}  // namespace
}  // namespace meshctl::route
