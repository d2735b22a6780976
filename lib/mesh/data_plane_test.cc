// SPDX-License-Identifier: Apache-2.0
#include "mesh/data_plane.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mesh/locality.h"
#include "testing/objects.h"

namespace meshctl::mesh {
namespace {

using meshctl::testing::ObjectsOf;

std::string Namespace(std::string_view name, std::string_view labels) {
  return fmt::format("{{apiVersion: v1, kind: Namespace, metadata: {{name: {}, labels: {{{}}}}}}}\n---\n",
                     name, labels);
}

/// What stands before a Pod with these labels and this spec in namespace `shop`; `?` when it is assumed.
std::string Plane(const std::string& namespaces, std::string_view labels, std::string_view spec = "") {
  const Mesh mesh(ObjectsOf(namespaces + fmt::format("{{apiVersion: v1, kind: Pod, metadata: {{name: a, "
                                                     "namespace: shop, labels: {{{}}}}}, spec: {{{}}}}}",
                                                     labels, spec)));
  const DataPlaneDecision decision = DataPlaneOf(mesh, *mesh.workloads().Find("shop", "a"));
  return std::string(Name(decision.kind)) + (decision.assumed ? "?" : "");
}

TEST(DataPlane, IsDecidedByPodAndNamespace) {
  const std::string none = Namespace("shop", "");
  const std::string injected = Namespace("shop", "istio-injection: enabled");
  const std::string ambient = Namespace("shop", "istio.io/dataplane-mode: ambient");
  EXPECT_EQ(Plane(none, ""), "nothing");
  EXPECT_EQ(Plane(injected, ""), "sidecar");
  EXPECT_EQ(Plane(injected, "sidecar.istio.io/inject: \"false\""), "nothing");
  EXPECT_EQ(Plane(ambient, ""), "ztunnel");
  EXPECT_EQ(Plane(ambient, "istio.io/dataplane-mode: none"), "nothing");
  EXPECT_EQ(Plane(none, "istio.io/dataplane-mode: ambient"), "ztunnel");
  EXPECT_EQ(Plane(ambient, "sidecar.istio.io/inject: \"true\""), "sidecar") << "a sidecar comes first";
  EXPECT_EQ(Plane(ambient, "", "hostNetwork: true"), "nothing");
  EXPECT_EQ(Plane(injected, "security.istio.io/tlsMode: disabled"), "nothing") << "as endpoints are marked";
}

TEST(DataPlane, IsAssumedWhereNobodySays) {
  EXPECT_EQ(Plane("", ""), "sidecar?");
  EXPECT_EQ(Plane("", "sidecar.istio.io/inject: \"false\""), "nothing");
  EXPECT_EQ(Plane("", "sidecar.istio.io/inject: \"true\""), "sidecar");
  EXPECT_EQ(Plane("", "", "hostNetwork: true"), "nothing");
}

/// `ns/name` of the waypoint on the way to a service, or to its only workload.
std::string WaypointTo(const std::string& objects, bool workload) {
  const Mesh mesh(ObjectsOf(objects));
  const Service* service = mesh.services().Find("web.shop.svc.cluster.local", "shop");
  const auto waypoint = WaypointOf(mesh, workload ? nullptr : service, *mesh.workloads().Find("shop", "web"));
  if (!waypoint) return "none";
  return fmt::format("{}/{}{}", waypoint->ns, waypoint->name, waypoint->gateway ? "" : " (missing)");
}

std::string Web(std::string_view pod_labels, std::string_view service_labels) {
  return fmt::format(
      "{{apiVersion: v1, kind: Pod, metadata: {{name: web, namespace: shop, labels: "
      "{{{}}}}}}}\n---\n{{apiVersion: "
      "v1, kind: Service, metadata: {{name: web, namespace: shop, labels: {{{}}}}}, spec: {{selector: {{app: "
      "web}}, "
      "ports: [{{port: 80}}]}}}}\n---\n",
      pod_labels, service_labels);
}

std::string Gateway(std::string_view ns, std::string_view labels) {
  return fmt::format(
      "{{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {{name: wp, namespace: {}, "
      "labels: "
      "{{{}}}}}, spec: {{gatewayClassName: istio-waypoint, listeners: []}}}}\n---\n",
      ns, labels);
}

TEST(Waypoint, IsThatOfTheServiceElseOfTheNamespace) {
  const std::string ns = Namespace("shop", "istio.io/use-waypoint: wp");
  EXPECT_EQ(WaypointTo(ns + Web("", "") + Gateway("shop", ""), false), "shop/wp");
  EXPECT_EQ(WaypointTo(ns + Web("", "istio.io/use-waypoint: none") + Gateway("shop", ""), false), "none");
  EXPECT_EQ(WaypointTo(Web("", "istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: infra") +
                           Gateway("infra", ""),
                       false),
            "infra/wp");
  EXPECT_EQ(WaypointTo(Web("", "istio.io/use-waypoint: wp"), false), "shop/wp (missing)");
  EXPECT_EQ(WaypointTo(Web("", ""), false), "none");
}

TEST(Waypoint, IsForOneKindOfTraffic) {
  const std::string ns = Namespace("shop", "istio.io/use-waypoint: wp");
  EXPECT_EQ(WaypointTo(ns + Web("", "") + Gateway("shop", ""), true), "none") << "for services by default";
  EXPECT_EQ(WaypointTo(ns + Web("", "") + Gateway("shop", "istio.io/waypoint-for: all"), true), "shop/wp");
  EXPECT_EQ(WaypointTo(ns + Web("", "") + Gateway("shop", "istio.io/waypoint-for: workload"), false), "none");
}

TEST(IdentityOf, IsMadeOfTheServiceAccount) {
  MeshConfig config;
  config.trust_domain = "td";
  const Mesh mesh(ObjectsOf(Web("", "")), config);
  EXPECT_EQ(IdentityOf(*mesh.workloads().Find("shop", "web"), config), "spiffe://td/ns/shop/sa/default");
}

TEST(Locality, IsReadFromLabelsAndNodes) {
  const Mesh mesh(ObjectsOf(R"(
{apiVersion: v1, kind: Pod, metadata: {name: labelled, namespace: shop, labels: {istio-locality: eu.eu-1.rack}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: placed, namespace: shop}, spec: {nodeName: node-1}}
---
{apiVersion: v1, kind: Pod, metadata: {name: lost, namespace: shop}, spec: {nodeName: unknown}}
---
{apiVersion: v1, kind: Node, metadata: {name: node-1, labels: {topology.kubernetes.io/region: us, topology.kubernetes.io/zone: us-1}}}
---
{apiVersion: networking.istio.io/v1, kind: WorkloadEntry, metadata: {name: vm, namespace: shop}, spec: {address: 1.1.1.1, locality: asia/asia-1}}
)"));
  const auto place = [&](std::string_view name) {
    return LocalityOf(mesh, *mesh.workloads().Find("shop", name)).ToString();
  };
  EXPECT_EQ(place("labelled"), "eu/eu-1/rack");
  EXPECT_EQ(place("placed"), "us/us-1");
  EXPECT_EQ(place("lost"), "");
  EXPECT_EQ(place("vm"), "asia/asia-1");
}

TEST(Locality, MatchesRulesByParts) {
  const Locality place = ParseLocality("eu/eu-1/a");
  for (const char* rule : {"eu", "eu/*", "eu/eu-1", "eu/eu-1/*", "eu/eu-1/a", "*", "*/eu-1"})
    EXPECT_TRUE(Matches(place, ParseLocality(rule))) << rule;
  for (const char* rule : {"us", "eu/eu-2", "eu/eu-1/b", "*/eu-2", ""})
    EXPECT_FALSE(Matches(place, ParseLocality(rule))) << rule;
  EXPECT_EQ(DistanceOf(place, place), 0);
  EXPECT_EQ(DistanceOf(place, ParseLocality("eu/eu-1/b")), 1);
  EXPECT_EQ(DistanceOf(place, ParseLocality("eu/eu-2/a")), 2);
  EXPECT_EQ(DistanceOf(place, ParseLocality("us/eu-1/a")), 3);
}

}  // namespace
}  // namespace meshctl::mesh
