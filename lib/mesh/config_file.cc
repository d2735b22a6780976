// SPDX-License-Identifier: Apache-2.0
// Fields that meshctl does not use yet are left alone; validate knows them all.
#include "mesh/config_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "model/fields.h"
#include "yaml/parse.h"

namespace meshctl::mesh {
namespace {

using model::Fields;

void Set(std::string& target, const model::Text& value) {
  if (value.span) target = *value;
}

void Set(bool& target, const model::Switch& value) { target = value->value_or(target); }

void Set(std::vector<std::string>& target, const Fields& from, std::string_view key) {
  if (!from.Get(key).is_list()) return;
  target.clear();
  for (const model::Text& text : from.GetTexts(key)) target.emplace_back(*text);
}

void SetOutboundPolicy(const model::Text& mode, OutboundPolicy& target) {
  if (*mode == "REGISTRY_ONLY") target = OutboundPolicy::kRegistryOnly;
  if (*mode == "ALLOW_ANY") target = OutboundPolicy::kAllowAny;
  if (*mode == "ALLOW_ANY_DYNAMIC_DNS") target = OutboundPolicy::kAllowAnyDynamicDns;
}

void SetTraffic(const Fields& from, MeshConfig& config) {
  const Fields policy = from.In("defaultTrafficPolicy");
  if (auto pool = policy.GetMessage("connectionPool", model::DecodeConnectionPool))
    config.default_connection_pool = pool;
  if (auto detection = policy.GetMessage("outlierDetection", model::DecodeOutlierDetection))
    config.default_outlier_detection = detection;
  config.connect_timeout = from.GetDuration("connectTimeout")->value_or(config.connect_timeout);
  if (auto locality = from.GetMessage("localityLbSetting", model::DecodeLocalityBalancing))
    config.locality_balancing = std::move(locality);
  const model::Text inbound = from.In("inboundTrafficPolicy").GetText("mode");
  if (inbound.span) config.inbound_to_localhost = *inbound == "LOCALHOST";
}

void SetIngressMode(const model::Text& mode, IngressControllerMode& target) {
  if (*mode == "OFF") target = IngressControllerMode::kOff;
  if (*mode == "DEFAULT") target = IngressControllerMode::kDefault;
  if (*mode == "STRICT") target = IngressControllerMode::kStrict;
}

void SetNormalization(const model::Text& level, http::PathNormalization& target) {
  if (*level == "NONE") target = http::PathNormalization::kNone;
  if (*level == "BASE" || *level == "DEFAULT") target = http::PathNormalization::kBase;
  if (*level == "MERGE_SLASHES") target = http::PathNormalization::kMergeSlashes;
  if (*level == "DECODE_AND_MERGE_SLASHES") target = http::PathNormalization::kDecodeAndMergeSlashes;
}

// A provider is its name and one more field, which says what it is.
ExtensionProvider DecodeProvider(const Fields& fields) {
  ExtensionProvider provider{.name = std::string(*fields.GetText("name"))};
  for (const yaml::Entry& entry : fields.node().entries()) {
    if (entry.key == "name") continue;
    provider.type = entry.key;
    provider.service = *Fields(entry.value).GetText("service");
  }
  return provider;
}

void MergeProviders(const yaml::Node& list, std::vector<ExtensionProvider>& providers) {
  for (const yaml::Node& item : list.items()) {
    ExtensionProvider provider = DecodeProvider(Fields(item));
    auto known = std::ranges::find(providers, provider.name, &ExtensionProvider::name);
    if (known == providers.end()) {
      providers.push_back(std::move(provider));
    } else {
      *known = std::move(provider);
    }
  }
}

void MergeDefaultConfig(const Fields& from, MeshConfig& config) {
  for (const yaml::Entry* entry : from.GetLabels("proxyMetadata"))
    config.proxy_metadata.insert_or_assign(std::string(entry->key), std::string(entry->value.text()));
  config.trusted_proxies =
      from.In("gatewayTopology").GetNumber("numTrustedProxies")->value_or(config.trusted_proxies);
  Set(config.proxy_image_type, from.In("image").GetText("imageType"));
}

void Merge(const Fields& from, MeshConfig& config) {
  Set(config.root_namespace, from.GetText("rootNamespace"));
  Set(config.trust_domain, from.GetText("trustDomain"));
  Set(config.trust_domain_aliases, from, "trustDomainAliases");
  SetNormalization(from.In("pathNormalization").GetText("normalization"), config.path_normalization);
  Set(config.default_service_export_to, from, "defaultServiceExportTo");
  Set(config.default_virtual_service_export_to, from, "defaultVirtualServiceExportTo");
  Set(config.default_destination_rule_export_to, from, "defaultDestinationRuleExportTo");
  SetOutboundPolicy(from.In("outboundTrafficPolicy").GetText("mode"), config.outbound_policy);
  Set(config.auto_mtls, from.GetSwitch("enableAutoMtls"));
  if (const auto port = from.GetNumber("proxyHttpPort").value; port && *port > 0 && *port <= 65535)
    config.proxy_http_port = static_cast<std::uint32_t>(*port);
  SetTraffic(from, config);
  if (const auto retries = from.GetMessage("defaultHttpRetryPolicy", model::DecodeHttpRetries))
    config.default_retries = RetryPolicyOf(*retries);
  SetIngressMode(from.GetText("ingressControllerMode"), config.ingress_controller_mode);
  Set(config.ingress_service, from.GetText("ingressService"));
  Set(config.ingress_selector, from.GetText("ingressSelector"));
  Set(config.ingress_class, from.GetText("ingressClass"));
  Set(config.default_access_logging, from.In("defaultProviders"), "accessLogging");
  Set(config.default_metrics, from.In("defaultProviders"), "metrics");
  Set(config.default_tracing, from.In("defaultProviders"), "tracing");
  MergeProviders(from.Get("extensionProviders"), config.extension_providers);
  MergeDefaultConfig(from.In("defaultConfig"), config);
}

std::vector<NetworkRegistry> DecodeNetworks(const Fields& from) {
  std::vector<NetworkRegistry> registries;
  for (const yaml::Entry& network : from.Get("networks").entries()) {
    for (const yaml::Node& endpoint : Fields(network.value).Get("endpoints").items()) {
      const model::Text registry = Fields(endpoint).GetText("fromRegistry");
      if (registry.span)
        registries.push_back({std::string(network.key), std::string(*registry), registry.span});
    }
  }
  return registries;
}

/// `istio` and `istio-canary`, `istiod` and `istiod-canary`: of the revision, else of all.
const model::Object* FindOfRevision(const model::Manifests& manifests, std::string_view group,
                                    std::string_view kind, std::string_view ns, std::string_view name,
                                    std::string_view revision) {
  if (!revision.empty() && revision != "default") {
    const std::string own = fmt::format("{}-{}", name, revision);
    if (const auto* found = manifests.Find(group, kind, ns, own)) return found;
  }
  return manifests.Find(group, kind, ns, name);
}

/// What istiod's environment switches on.
void SetSwitches(const model::Object& istiod, MeshConfig& config) {
  const yaml::Node& pod = istiod.Get("spec").Get("template").Get("spec");
  for (const yaml::Node& container : pod.Get("containers").items()) {
    for (const yaml::Node& variable : container.Get("env").items()) {
      if (variable.Get("name").text() == "ENABLE_TLS_ON_SIDECAR_INGRESS")
        config.tls_on_sidecar_ingress = variable.Get("value").text() == "true";
    }
  }
}

/// The text under a key of the ConfigMap as a file of its own, or null.
std::shared_ptr<const source::SourceFile> Embedded(const model::Object& config_map, std::string_view key) {
  const yaml::Node& value = config_map.Get("data").Get(key);
  if (!value.is_string()) return nullptr;
  return std::make_shared<source::SourceFile>(
      fmt::format("{} ({}, {})", config_map.file().name(), config_map.resource(), key),
      std::string(value.text()), config_map.file().origin());
}

}  // namespace

RetryPolicy RetryPolicyOf(const model::HttpRetries& retries) {
  return {.attempts = retries.attempts->value_or(0),
          .retry_on = std::string(*retries.retry_on),
          .per_try_timeout = *retries.per_try_timeout,
          .backoff = *retries.backoff,
          .retry_remote_localities = retries.retry_remote_localities->value_or(false),
          .retry_ignore_previous_hosts = *retries.retry_ignore_previous_hosts};
}

void MergeMeshConfig(std::shared_ptr<const source::SourceFile> file, MeshConfig& config,
                     diag::Report& report) {
  auto stream = std::make_shared<const yaml::Stream>(yaml::Parse(*file, {}, report));
  for (const yaml::Node& document : stream->documents) Merge(Fields(document), config);
  config.files.push_back(std::move(file));
  config.trees.push_back(std::move(stream));
}

void MergeMeshNetworks(std::shared_ptr<const source::SourceFile> file, MeshConfig& config,
                       diag::Report& report) {
  const yaml::Stream stream = yaml::Parse(*file, {}, report);
  for (const yaml::Node& document : stream.documents)
    config.network_registries = DecodeNetworks(Fields(document));
  config.files.push_back(std::move(file));
}

const model::Object* FindConfigMap(const model::Manifests& manifests, std::string_view istio_namespace,
                                   std::string_view revision) {
  return FindOfRevision(manifests, model::kCore, "ConfigMap", istio_namespace, "istio", revision);
}

MeshConfig ConfigOf(const model::Manifests& manifests, diag::Report& report, std::string_view istio_namespace,
                    std::string_view revision, ConfigFiles files) {
  MeshConfig config;
  if (const model::Object* config_map = FindConfigMap(manifests, istio_namespace, revision)) {
    if (!files.mesh) files.mesh = Embedded(*config_map, "mesh");
    if (!files.networks) files.networks = Embedded(*config_map, "meshNetworks");
  }
  const auto* istiod =
      FindOfRevision(manifests, model::kApps, "Deployment", istio_namespace, "istiod", revision);
  if (istiod) SetSwitches(*istiod, config);
  if (files.mesh) MergeMeshConfig(std::move(files.mesh), config, report);
  if (files.networks) MergeMeshNetworks(std::move(files.networks), config, report);
  return config;
}

}  // namespace meshctl::mesh
