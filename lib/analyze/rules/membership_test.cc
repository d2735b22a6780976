// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/membership.h"

#include <gtest/gtest.h>

#include <string>

#include "analyze/test_mesh.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kSidecar = "containers: [{name: istio-proxy, image: proxy}]";
constexpr std::string_view kNative = "initContainers: [{name: istio-proxy, image: proxy}]";
constexpr std::string_view kNone = "containers: [{name: web, image: web}]";

// A Deployment in a namespace with these labels, its template with these labels and containers.
mesh::Mesh Make(std::string_view namespace_labels, std::string_view labels, std::string_view containers) {
  std::string yaml = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {";
  yaml.append(namespace_labels).append("}}\n---\napiVersion: apps/v1\nkind: Deployment\n");
  yaml.append("metadata: {name: web, namespace: shop}\nspec:\n  template:\n    metadata: {labels: {");
  yaml.append(labels).append("}}\n    spec: {").append(containers).append("}\n");
  return MeshOf({{"a.yaml", yaml}});
}

bool InMesh(std::string_view namespace_labels, std::string_view labels, std::string_view containers) {
  const mesh::Mesh mesh = Make(namespace_labels, labels, containers);
  return IsDeploymentInMesh(mesh, mesh.pod_workloads().front());
}

bool GetsSidecar(std::string_view namespace_labels, std::string_view labels, std::string_view containers) {
  const mesh::Mesh mesh = Make(namespace_labels, labels, containers);
  return HasSidecar(mesh, mesh.pod_workloads().front());
}

TEST(Membership, DeploymentsAreInTheMeshByContainerLabelAndNamespace) {
  EXPECT_FALSE(InMesh("", "", kNone));
  EXPECT_TRUE(InMesh("", "", kSidecar));
  EXPECT_TRUE(InMesh("", "sidecar.istio.io/inject: \"true\"", kNone));
  EXPECT_TRUE(InMesh("istio-injection: enabled", "", kNone));
  EXPECT_FALSE(InMesh("istio-injection: enabled", "sidecar.istio.io/inject: \"false\"", kNone));
  EXPECT_FALSE(InMesh("istio-injection: disabled", "", kNone));
}

TEST(Membership, UpstreamSeesFewerDeploymentsThanGetSidecars) {
  EXPECT_FALSE(InMesh("", "", kNative));
  EXPECT_TRUE(GetsSidecar("", "", kNative));
  EXPECT_FALSE(InMesh("istio.io/rev: canary", "", kNone));
  EXPECT_TRUE(GetsSidecar("istio.io/rev: canary", "", kNone));
}

}  // namespace
}  // namespace meshctl::analyze
