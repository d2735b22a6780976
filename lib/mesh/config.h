// SPDX-License-Identifier: Apache-2.0
// The mesh-wide settings that decide what objects mean, with Istio's defaults.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "http/path.h"
#include "model/destination_rule.h"
#include "source/source_file.h"

namespace meshctl::yaml {
struct Stream;
}

namespace meshctl::mesh {

/// What becomes of requests to hosts the mesh does not know.
enum class OutboundPolicy : std::uint8_t {
  kAllowAny,            ///< they go where the client dialled
  kRegistryOnly,        ///< they are refused
  kAllowAnyDynamicDns,  ///< plain HTTP goes where DNS says for its host, all else as with kAllowAny
};

/// One place where telemetry or authorization questions can be sent.
struct ExtensionProvider {
  std::string name;
  std::string type;     ///< the field it is written in: `zipkin`, `envoyExtAuthzHttp`, ...
  std::string service;  ///< who answers: `host`, or `namespace/host`
};

/// A registry that gives a network of the mesh its endpoints.
struct NetworkRegistry {
  std::string network;
  std::string registry;
  source::Span span;  ///< of the registry's name
};

/// Who takes Kubernetes Ingress objects.
enum class IngressControllerMode : std::uint8_t { kOff, kDefault, kStrict };

/// A policy of retries as it is written: `defaultHttpRetryPolicy`, or `retries` of a VirtualService.
struct RetryPolicy {
  std::int64_t attempts = 0;
  std::string retry_on;
  std::optional<Nanoseconds> per_try_timeout;
  std::optional<Nanoseconds> backoff;
  bool retry_remote_localities = false;
  std::optional<bool> retry_ignore_previous_hosts;
};

struct MeshConfig {
  std::string root_namespace = "istio-system";
  std::string cluster_domain = "cluster.local";
  /// Domain given to short names in Istio objects. Real installations use the cluster domain; Istio's own
  /// simulation tests run with none, so that `a` in `default` becomes `a.default`.
  std::string short_name_domain = "cluster.local";
  /// Whether Services without a clusterIP will get one, as in any cluster. Istio's own simulation tests run
  /// with Services that stay without.
  bool assigns_cluster_ips = true;
  std::string trust_domain = "cluster.local";
  /// Other names of the trust domain: identities in them are those of this mesh.
  std::vector<std::string> trust_domain_aliases;
  /// defaultConfig.gatewayTopology.numTrustedProxies: how many proxies stand before gateways.
  std::int64_t trusted_proxies = 0;
  http::PathNormalization path_normalization = http::PathNormalization::kBase;
  /// Where objects without exportTo are seen: `*`, `.` or namespaces.
  std::vector<std::string> default_service_export_to = {"*"};
  std::vector<std::string> default_virtual_service_export_to = {"*"};
  std::vector<std::string> default_destination_rule_export_to = {"*"};
  OutboundPolicy outbound_policy = OutboundPolicy::kAllowAny;
  bool auto_mtls = true;
  /// Where sidecars serve as HTTP proxies for their own workload; 0: nowhere.
  std::uint32_t proxy_http_port = 0;
  /// Retries of routes that say nothing of them; nothing: Istio's own two.
  std::optional<RetryPolicy> default_retries;

  /// What clients do where no DestinationRule says it: defaultTrafficPolicy, connectTimeout,
  /// localityLbSetting (nothing: enabled, without rules of its own).
  std::optional<model::ConnectionPool> default_connection_pool;
  std::optional<model::OutlierDetection> default_outlier_detection;
  Nanoseconds connect_timeout = std::chrono::seconds(10);
  std::optional<model::LocalityBalancing> locality_balancing;

  /// inboundTrafficPolicy LOCALHOST: sidecars send what they receive to 127.0.0.1 instead of the address that
  /// was dialled.
  bool inbound_to_localhost = false;
  /// istiod's ENABLE_TLS_ON_SIDECAR_INGRESS: whether `tls` of a Sidecar's ingress listener counts.
  bool tls_on_sidecar_ingress = false;

  IngressControllerMode ingress_controller_mode = IngressControllerMode::kStrict;
  std::string ingress_service = "istio-ingressgateway";
  std::string ingress_selector;  ///< label `istio` of the pods that open Ingresses; empty: by ingress_service
  std::string ingress_class = "istio";  ///< annotation `kubernetes.io/ingress.class` of Ingresses meant
  /// Names of extension providers that Telemetry uses when it names none.
  std::vector<std::string> default_access_logging;
  std::vector<std::string> default_metrics;
  std::vector<std::string> default_tracing;
  std::vector<ExtensionProvider> extension_providers = {{"prometheus", "prometheus", ""},
                                                        {"stackdriver", "stackdriver", ""},
                                                        {"envoy", "envoyFileAccessLog", ""}};
  /// defaultConfig.proxyMetadata: environment of every proxy.
  std::map<std::string, std::string, std::less<>> proxy_metadata;
  /// defaultConfig.image.imageType: `distroless`, `debug`; empty: the default.
  std::string proxy_image_type;
  /// MeshNetworks: every `fromRegistry`, by network.
  std::vector<NetworkRegistry> network_registries;

  /// The texts and trees that values and places in here point into.
  std::vector<std::shared_ptr<const source::SourceFile>> files;
  std::vector<std::shared_ptr<const yaml::Stream>> trees;
};

}  // namespace meshctl::mesh
