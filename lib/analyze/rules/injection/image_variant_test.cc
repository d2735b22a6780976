// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/injection/image_variant.h"

#include <gtest/gtest.h>

#include <string>

#include "analyze/test_mesh.h"

namespace meshctl::analyze {
namespace {

constexpr const char* kPod = R"(---
apiVersion: v1
kind: Pod
metadata:
  name: cart
  namespace: shop
  labels: {app: cart}
  annotations: {)";

constexpr const char* kSettings = R"(---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data:
  mesh: "{defaultConfig: {image: {imageType: of-the-mesh}}}"
)";

std::string ProxyConfig(const std::string& ns, const std::string& type, const std::string& selector = "") {
  return "---\napiVersion: networking.istio.io/v1beta1\nkind: ProxyConfig\nmetadata: {name: " + type +
         ", namespace: " + ns + "}\nspec:\n" +
         (selector.empty() ? "" : "  selector: {matchLabels: {" + selector + "}}\n") +
         "  image: {imageType: " + type + "}\n";
}

std::string VariantOf(const std::string& settings, const std::string& annotation = "") {
  const mesh::Mesh mesh = MeshOf({{"a.yaml", kPod + annotation + "}\n" + settings}});
  return ImageVariants(mesh).Of(mesh.pod_workloads().front());
}

TEST(ImageVariants, StrongerSettingsCount) {
  std::string settings;
  EXPECT_EQ(VariantOf(settings), "");
  EXPECT_EQ(VariantOf(settings += kSettings), "of-the-mesh");
  EXPECT_EQ(VariantOf(settings += ProxyConfig("istio-system", "of-the-root")), "of-the-root");
  EXPECT_EQ(VariantOf(settings += ProxyConfig("shop", "of-the-namespace")), "of-the-namespace");
  EXPECT_EQ(VariantOf(settings += ProxyConfig("shop", "of-the-pods", "app: cart")), "of-the-pods");
  EXPECT_EQ(VariantOf(settings, R"(proxy.istio.io/config: "{image: {imageType: its-own}}")"), "its-own");
}

TEST(ImageVariants, OthersDoNot) {
  EXPECT_EQ(VariantOf(ProxyConfig("bank", "of-another-namespace")), "");
  EXPECT_EQ(VariantOf(ProxyConfig("shop", "of-other-pods", "app: web")), "");
  EXPECT_EQ(VariantOf(ProxyConfig("bank", "of-other-pods", "app: cart")), "");
  EXPECT_EQ(VariantOf(kSettings, "proxy.istio.io/config: \"[\""), "of-the-mesh");
  EXPECT_EQ(VariantOf(kSettings, "proxy.istio.io/config: \"{image: {}}\""), "of-the-mesh");
}

TEST(ImageVariants, SelectorsAreSearchedByTheBeginningOfTheNamespace) {
  EXPECT_EQ(VariantOf(ProxyConfig("shop-eu", "debug", "app: cart")), "debug");
  EXPECT_EQ(VariantOf(ProxyConfig("sho", "debug", "app: cart")), "");
}

TEST(ImageVariants, DefaultIsNone) {
  EXPECT_EQ(VariantOf(kSettings, R"(proxy.istio.io/config: "{image: {imageType: default}}")"), "");
}

}  // namespace
}  // namespace meshctl::analyze
