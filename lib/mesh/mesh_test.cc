// SPDX-License-Identifier: Apache-2.0
#include "mesh/mesh.h"

#include <gtest/gtest.h>

#include "model/defaults.h"
#include "testing/objects.h"

namespace meshctl::mesh {
namespace {

using meshctl::testing::ObjectsOf;
using Names = std::vector<std::string>;

/// An Istio networking object; `spec` is flow style without braces.
std::string Networking(const std::string& kind, const std::string& ns, const std::string& name,
                       const std::string& spec) {
  return "{apiVersion: networking.istio.io/v1, kind: " + kind + ", metadata: {name: " + name +
         ", namespace: " + ns + "}, spec: {" + spec + "}}\n---\n";
}

template <typename T>
Names NamesOf(const T& views) {
  Names names;
  for (const auto& view : views) {
    if constexpr (requires { view->object; }) {
      names.emplace_back(*view->object->name);
    } else {
      names.emplace_back(*view.object->name);
    }
  }
  return names;
}

TEST(Mesh, KeepsObjectsInIstiosOrder) {
  Mesh mesh(ObjectsOf(Networking("Gateway", "b", "x", "") + Networking("Gateway", "a", "z", "") +
                      Networking("Gateway", "a", "x", "")));
  ASSERT_EQ(mesh.gateways().size(), 3u);
  EXPECT_EQ(mesh.gateways()[0].object->resource(), "Gateway a/x");
  EXPECT_EQ(mesh.gateways()[1].object->resource(), "Gateway b/x");
  EXPECT_EQ(mesh.gateways()[2].object->resource(), "Gateway a/z");
}

TEST(Mesh, LastOfTwoObjectsCounts) {
  Mesh mesh(ObjectsOf(Networking("Gateway", "a", "x", "selector: {v: \"1\"}") +
                      Networking("Gateway", "a", "x", "selector: {v: \"2\"}")));
  ASSERT_EQ(mesh.gateways().size(), 1u);
  EXPECT_EQ(mesh.gateways()[0].selector.Get("v"), "2");
}

TEST(Mesh, FindsObjectsByIdentity) {
  Mesh mesh(ObjectsOf(Networking("Gateway", "a", "x", "") + Networking("VirtualService", "a", "z", "") +
                      "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {k: v}}}"));
  EXPECT_EQ(mesh.FindGateway("a", "x"), &mesh.gateways()[0]);
  EXPECT_EQ(mesh.FindGateway("b", "x"), nullptr);
  EXPECT_EQ(mesh.FindVirtualService("a", "z"), &mesh.virtual_services()[0]);
  EXPECT_EQ(mesh.FindVirtualService("a", "x"), nullptr);
  EXPECT_EQ(mesh.FindNamespace("a")->labels().Get("k"), "v");
  EXPECT_EQ(mesh.FindNamespace("b"), nullptr);
  EXPECT_EQ(mesh.ObjectsOf(model::kNetworking, "Gateway").size(), 1u);
  EXPECT_TRUE(mesh.ObjectsOf("gateway.networking.k8s.io", "Gateway").empty());
}

TEST(Mesh, StaysGoodWhenMoved) {
  Mesh mesh(ObjectsOf(Networking("Gateway", "a", "x", "")));
  Mesh moved = std::move(mesh);
  EXPECT_EQ(moved.FindGateway("a", "x"), &moved.gateways()[0]);
}

TEST(Mesh, BindsGatewaysToWorkloads) {
  model::Manifests manifests =
      ObjectsOf(Networking("Gateway", "shop", "main", "selector: {istio: ingressgateway}") +
                Networking("Gateway", "shop", "other", "selector: {istio: egress}") +
                Networking("Gateway", "shop", "zzz", "") +
                "{apiVersion: v1, kind: Pod, metadata: {name: plain, labels: {app: web}}}");
  model::AddDefaultIngressGateway(manifests);
  Mesh mesh(std::move(manifests));
  const Workload* ingress = mesh.workloads().Find("istio-system", "istio-ingressgateway");
  ASSERT_NE(ingress, nullptr);
  using Found = std::vector<const Workload*>;
  EXPECT_EQ(mesh.WorkloadsOf(*mesh.FindGateway("shop", "main")), Found{ingress});
  EXPECT_EQ(mesh.WorkloadsOf(*mesh.FindGateway("shop", "other")), Found{});
  EXPECT_EQ(mesh.WorkloadsOf(*mesh.FindGateway("shop", "zzz")), Found{ingress}) << "every gateway workload";
  EXPECT_EQ(NamesOf(mesh.GatewaysOf(*ingress)), (Names{"main", "zzz"}));
  EXPECT_EQ(NamesOf(mesh.GatewaysOf(*mesh.workloads().Find("default", "plain"))), Names{});
}

TEST(Mesh, ListsVirtualServicesByGateway) {
  Mesh mesh(
      ObjectsOf(Networking("VirtualService", "a", "mesh-only", "hosts: [x]") +
                Networking("VirtualService", "a", "both", "hosts: [x], gateways: [mesh, main, ./main]") +
                Networking("VirtualService", "b", "other", "hosts: [x], gateways: [a/main]") +
                Networking("VirtualService", "b", "old", "hosts: [x], gateways: [main.a.svc.cluster.local]") +
                Networking("VirtualService", "a", "delegate", "gateways: [main]")));
  EXPECT_EQ(NamesOf(mesh.VirtualServicesFor("mesh", "a")), (Names{"both", "mesh-only"}));
  EXPECT_EQ(NamesOf(mesh.VirtualServicesFor("a/main", "a")), (Names{"both", "old", "other"}));
  EXPECT_EQ(NamesOf(mesh.VirtualServicesFor("b/main", "a")), Names{});
}

TEST(Mesh, PutsPrivateVirtualServicesFirst) {
  Mesh mesh(ObjectsOf(Networking("VirtualService", "a", "z-own", "hosts: [x], exportTo: [\".\"]") +
                      Networking("VirtualService", "b", "y-shared", "hosts: [x], exportTo: [a, \".\"]") +
                      Networking("VirtualService", "b", "x-public", "hosts: [x]") +
                      Networking("VirtualService", "b", "w-hidden", "hosts: [x], exportTo: [\"~\"]")));
  EXPECT_EQ(NamesOf(mesh.VirtualServicesFor("mesh", "a")), (Names{"z-own", "y-shared", "x-public"}));
  EXPECT_EQ(NamesOf(mesh.VirtualServicesFor("mesh", "b")), (Names{"y-shared", "x-public"}));
  EXPECT_EQ(NamesOf(mesh.VirtualServicesFor("mesh", "c")), Names{"x-public"});
  EXPECT_TRUE(mesh.ExportOf(*mesh.FindVirtualService("b", "x-public")).is_public());
}

TEST(Mesh, FindsTheSidecarOfAWorkload) {
  Mesh mesh(ObjectsOf(Networking("Sidecar", "a", "selective", "workloadSelector: {labels: {app: web}}") +
                      Networking("Sidecar", "a", "everyones", "") + Networking("Sidecar", "a", "later", "") +
                      Networking("Sidecar", "istio-system", "root", "") +
                      "{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {app: web, version: v1}}}"));
  const model::Labels& web = *mesh.workloads().all()[0].labels;
  auto name = [&mesh](std::string_view ns, const model::Labels& labels) {
    const model::Sidecar* sidecar = mesh.SidecarOf(ns, labels);
    return sidecar ? std::string(*sidecar->object->name) : "none";
  };
  EXPECT_EQ(name("a", web), "selective");
  EXPECT_EQ(name("a", {}), "everyones");
  EXPECT_EQ(name("b", web), "root");
}

TEST(Mesh, DecodesEveryKind) {
  Mesh mesh(ObjectsOf(Networking("ServiceEntry", "a", "x", "") + Networking("WorkloadEntry", "a", "x", "") +
                      Networking("Sidecar", "a", "x", "") + Networking("DestinationRule", "a", "x", "") +
                      R"(
{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: x}}
---
{apiVersion: security.istio.io/v1beta1, kind: AuthorizationPolicy, metadata: {name: x}}
---
{apiVersion: v1, kind: Service, metadata: {name: x}}
---
{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: x}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: x}}
)"));
  EXPECT_EQ(mesh.service_entries().size(), 1u);
  EXPECT_EQ(mesh.workload_entries().size(), 1u);
  EXPECT_EQ(mesh.sidecars().size(), 1u);
  EXPECT_EQ(mesh.destination_rules().size(), 1u);
  EXPECT_EQ(mesh.peer_authentications().size(), 1u);
  EXPECT_EQ(mesh.authorization_policies().size(), 1u);
  EXPECT_EQ(mesh.kubernetes_services().size(), 1u);
  EXPECT_EQ(mesh.pod_workloads().size(), 1u);
  EXPECT_EQ(mesh.namespaces().size(), 1u);
}

}  // namespace
}  // namespace meshctl::mesh
