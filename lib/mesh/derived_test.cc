// SPDX-License-Identifier: Apache-2.0
// Derived objects stand among the written ones, by Istio's order.
#include "mesh/derived.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "mesh/mesh.h"
#include "testing/objects.h"

namespace meshctl::mesh {
namespace {

constexpr std::string_view kWritten = R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: m-written, namespace: shop}
spec: {hosts: [a.example]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a-route, namespace: blog}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: z-route, namespace: shop}
)";

/// One VirtualService for every route, for clients in the mesh.
Derived FromRoutes(const model::Manifests& manifests) {
  Derived derived;
  for (const model::Object& object : manifests.objects()) {
    if (*object.kind != "HTTPRoute") continue;
    model::Object& made = derived.objects.emplace_back(object);
    made.created = model::CreationOrder(object);
    model::VirtualService& service = derived.virtual_services.emplace_back();
    service.object = &made;
    service.hosts = {{derived.Keep("a.example"), {}}};
    service.gateways = {{"mesh", {}}};
    service.semantics = model::Semantics::kGatewayApi;
  }
  derived.unattached.push_back({.reason = "nobody knows"});
  return derived;
}

std::vector<std::string> NamesOf(const std::vector<const model::VirtualService*>& services) {
  std::vector<std::string> names;
  for (const model::VirtualService* service : services) names.emplace_back(service->name());
  return names;
}

TEST(Derived, StandsAmongWhatWasWritten) {
  model::Manifests manifests = testing::ObjectsOf(kWritten);
  Derived derived = FromRoutes(manifests);
  const Mesh mesh(std::move(manifests), {}, std::move(derived));
  ASSERT_EQ(mesh.virtual_services().size(), 3U);
  EXPECT_EQ(mesh.unattached().front().reason, "nobody knows");
  // Kubernetes' objects without a time are older than Istio's. The client's own route comes before all
  // others.
  using Names = std::vector<std::string>;
  EXPECT_EQ(NamesOf(mesh.VirtualServicesFor("mesh", "elsewhere")),
            (Names{"a-route", "z-route", "m-written"}));
  EXPECT_EQ(NamesOf(mesh.VirtualServicesFor("mesh", "shop")), (Names{"z-route", "a-route", "m-written"}));
}

TEST(Derived, IsAskedForByNobodyElse) {
  const Mesh mesh(testing::ObjectsOf(kWritten));
  EXPECT_EQ(mesh.virtual_services().size(), 1U);
  EXPECT_TRUE(mesh.unattached().empty());
}

}  // namespace
}  // namespace meshctl::mesh
