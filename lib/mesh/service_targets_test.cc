// SPDX-License-Identifier: Apache-2.0
#include "mesh/service_targets.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "testing/objects.h"

namespace meshctl::mesh {
namespace {

using meshctl::testing::ObjectsOf;

/// `host:port>target`, joined by spaces.
std::string Targets(const std::vector<ServiceTarget>& targets) {
  std::string text;
  for (const ServiceTarget& target : targets) {
    text += fmt::format("{}{}:{}>{}", text.empty() ? "" : " ", target.service->name, target.port->number,
                        target.target_port);
  }
  return text;
}

TEST(ServiceTargets, AreThoseOfSelectorsOldestServiceFirst) {
  const Mesh mesh(ObjectsOf(R"(
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}, spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: young, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}, {port: 81, targetPort: nothing}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: old, namespace: shop, creationTimestamp: "2026-01-01T00:00:00Z"}, spec: {selector: {app: web}, ports: [{name: a, port: 90}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: others, namespace: shop}, spec: {selector: {app: other}, ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: elsewhere, namespace: blog}, spec: {selector: {app: web}, ports: [{port: 80}]}}
)"));
  const ServiceTargets targets(mesh);
  EXPECT_EQ(Targets(targets.Of(*mesh.workloads().Find("shop", "web"))), "old:90>90 young:80>8080")
      << "a named port that no container has leads nowhere";
}

TEST(ServiceTargets, AreThoseOfAddressesInTheNamespace) {
  const Mesh mesh(ObjectsOf(R"(
{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: a, namespace: shop}, spec: {hosts: [a.example], resolution: STATIC, ports: [{number: 80, name: http, protocol: HTTP}], endpoints: [{address: 10.0.0.1, ports: {http: 8080}}]}}
---
{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: b, namespace: blog}, spec: {hosts: [b.example], resolution: STATIC, ports: [{number: 80, name: http, protocol: HTTP}], endpoints: [{address: 10.0.0.1}]}}
---
{apiVersion: networking.istio.io/v1, kind: WorkloadEntry, metadata: {name: vm, namespace: shop}, spec: {address: 10.0.0.1, labels: {app: vm}, ports: {http: 9999}}}
---
{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: c, namespace: shop}, spec: {hosts: [c.example], resolution: STATIC, ports: [{number: 80, name: http, protocol: HTTP}], workloadSelector: {labels: {app: vm}}}}
)"));
  const ServiceTargets targets(mesh);
  EXPECT_EQ(Targets(targets.Of(nullptr, "shop", {"10.0.0.1"})), "a.example:80>8080");
  EXPECT_EQ(Targets(targets.Of(nullptr, "blog", {"10.0.0.1"})), "b.example:80>80");
  EXPECT_EQ(Targets(targets.Of(nullptr, "shop", {"10.0.0.2"})), "");
  EXPECT_EQ(Targets(targets.Of(*mesh.workloads().Find("shop", "vm"))), "a.example:80>8080 c.example:80>9999");
}

}  // namespace
}  // namespace meshctl::mesh
