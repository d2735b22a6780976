// SPDX-License-Identifier: Apache-2.0
#include "mesh/config_file.h"

#include <gtest/gtest.h>

#include <memory>

#include "diag/render.h"
#include "testing/objects.h"

namespace meshctl::mesh {
namespace {

using meshctl::testing::ObjectsOf;

std::shared_ptr<const source::SourceFile> File(std::string text) {
  return std::make_shared<source::SourceFile>("mesh.yaml", std::move(text));
}

/// The settings that a ConfigMap and files give; faults fail the running test.
MeshConfig Settings(const model::Manifests& manifests, std::string_view revision = "",
                    ConfigFiles files = {}) {
  diag::Report faults;
  MeshConfig config = ConfigOf(manifests, faults, "istio-system", revision, std::move(files));
  EXPECT_TRUE(faults.empty()) << diag::RenderText(faults, {});
  return config;
}

constexpr const char* kConfigMaps = R"(apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data:
  mesh: |
    rootNamespace: mesh
    extensionProviders:
    - {name: envoy, zipkin: {service: z}}
    - {name: own, opencensus: {service: o}}
  meshNetworks: |
    networks: {north: {endpoints: [{fromRegistry: Kubernetes}, {fromCidr: 10.0.0.0/8}]}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio-canary, namespace: istio-system}
data: {mesh: 'rootNamespace: canary'}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: elsewhere}
data: {mesh: 'rootNamespace: elsewhere'}
)";

TEST(MeshConfigOf, IsTheDefaultsWithoutAConfigMap) {
  EXPECT_EQ(Settings(ObjectsOf("{apiVersion: v1, kind: ConfigMap, metadata: {name: istio}}")).root_namespace,
            "istio-system");
}

TEST(MeshConfigOf, IsMergedOverTheDefaults) {
  const model::Manifests manifests = ObjectsOf(kConfigMaps);
  const MeshConfig config = Settings(manifests);
  EXPECT_EQ(config.root_namespace, "mesh");
  ASSERT_EQ(config.extension_providers.size(), 4u) << "by name";
  EXPECT_EQ(config.extension_providers[2].type, "zipkin");
  EXPECT_EQ(config.extension_providers[3].name, "own");
  ASSERT_EQ(config.network_registries.size(), 1u);
  EXPECT_EQ(config.network_registries[0].network, "north");
  EXPECT_EQ(config.network_registries[0].registry, "Kubernetes");
}

TEST(MeshConfigOf, SaysWhoIsTrusted) {
  ConfigFiles files;
  files.mesh = File(R"(trustDomain: new
trustDomainAliases: [old, older]
pathNormalization: {normalization: MERGE_SLASHES}
defaultConfig: {gatewayTopology: {numTrustedProxies: 2}}
extensionProviders:
- {name: opa, envoyExtAuthzGrpc: {service: opa.local, port: 9191}}
)");
  const MeshConfig config = Settings(model::Manifests(), "", std::move(files));
  EXPECT_EQ(config.trust_domain_aliases, (std::vector<std::string>{"old", "older"}));
  EXPECT_EQ(config.path_normalization, http::PathNormalization::kMergeSlashes);
  EXPECT_EQ(config.trusted_proxies, 2);
  EXPECT_EQ(config.extension_providers.back().type, "envoyExtAuthzGrpc");
  EXPECT_EQ(config.extension_providers.back().service, "opa.local");
}

TEST(MeshConfigOf, RevisionsHaveTheirOwnOrTheDefault) {
  const model::Manifests manifests = ObjectsOf(kConfigMaps);
  EXPECT_EQ(Settings(manifests, "default").root_namespace, "mesh");
  EXPECT_EQ(Settings(manifests, "canary").root_namespace, "canary");
  EXPECT_EQ(Settings(manifests, "stable").root_namespace, "mesh");
}

TEST(MeshConfigOf, FilesTakeThePlaceOfTheConfigMap) {
  const model::Manifests manifests = ObjectsOf(kConfigMaps);
  MeshConfig config = Settings(manifests, "", {.mesh = File("trustDomain: own")});
  EXPECT_EQ(config.root_namespace, "istio-system") << "nothing of the ConfigMap's is left";
  EXPECT_EQ(config.trust_domain, "own");
  EXPECT_EQ(config.network_registries.size(), 1u) << "networks are a text of their own";
  config = Settings(manifests, "", {.networks = File("networks: {}")});
  EXPECT_EQ(config.root_namespace, "mesh");
  EXPECT_TRUE(config.network_registries.empty());
}

TEST(MeshConfigOf, HoldsWhatClientsDoByDefault) {
  const MeshConfig config =
      Settings(ObjectsOf(""), "",
               {.mesh = File("connectTimeout: 3s\n"
                             "defaultTrafficPolicy: {outlierDetection: {interval: 7s}}\n"
                             "localityLbSetting: {enabled: false}\n"
                             "inboundTrafficPolicy: {mode: LOCALHOST}\n")});
  EXPECT_EQ(config.connect_timeout, std::chrono::seconds(3));
  EXPECT_EQ(config.default_outlier_detection->interval.span.text(), "7s");
  EXPECT_FALSE(config.default_connection_pool);
  EXPECT_FALSE(config.locality_balancing->enabled->value_or(true));
  EXPECT_TRUE(config.inbound_to_localhost);
}

TEST(MeshConfigOf, ReadsSwitchesFromIstiod) {
  const auto switched = [](const char* name, const char* value, std::string_view revision) {
    const std::string text =
        std::string("{apiVersion: apps/v1, kind: Deployment, metadata: {name: ") + name +
        ", namespace: istio-system}, spec: {template: {spec: {containers: [{name: discovery, env: [{name: "
        "ENABLE_TLS_ON_SIDECAR_INGRESS, value: \"" +
        value + "\"}]}]}}}}";
    return Settings(ObjectsOf(text), revision).tls_on_sidecar_ingress;
  };
  EXPECT_TRUE(switched("istiod", "true", ""));
  EXPECT_FALSE(switched("istiod", "false", ""));
  EXPECT_TRUE(switched("istiod-canary", "true", "canary"));
  EXPECT_FALSE(switched("istiod-canary", "true", ""));
}

TEST(MeshConfigOf, FaultsOfTheTextArePlaced) {
  diag::Report faults;
  const MeshConfig config =
      ConfigOf(ObjectsOf(kConfigMaps), faults, "istio-system", "", {.mesh = File("a: [")});
  faults.Finish();
  ASSERT_EQ(faults.findings().size(), 1u);
  EXPECT_EQ(faults.findings()[0].primary.span.file->name(), "mesh.yaml");
  EXPECT_EQ(config.root_namespace, "istio-system");
}

}  // namespace
}  // namespace meshctl::mesh
