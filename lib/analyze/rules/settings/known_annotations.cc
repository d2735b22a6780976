// SPDX-License-Identifier: Apache-2.0
// The annotations of Istio 1.32 (istio/api, annotation), with the kinds that they mean something on.
#include "analyze/rules/settings/known_annotations.h"

#include <algorithm>
#include <iterator>

namespace meshctl::analyze {
namespace {

// By name. What most have in common (alpha, for Pods) is the default and not written.
constexpr KnownAnnotation kAnnotations[] = {
    {.name = "alpha.istio.io/canonical-serviceaccounts",
     .deprecated = true,
     .internal = true,
     .kinds = "Service"},
    {.name = "alpha.istio.io/kubernetes-serviceaccounts",
     .deprecated = true,
     .internal = true,
     .kinds = "Service"},
    {.name = "ambient.istio.io/bypass-inbound-capture"},
    {.name = "ambient.istio.io/dns-capture", .internal = true},
    {.name = "ambient.istio.io/redirection", .stability = Stability::kBeta},
    {.name = "ambient.istio.io/waypoint-inbound-binding", .internal = true, .kinds = "GatewayClass, Gateway"},
    {.name = "galley.istio.io/analyze-suppress", .kinds = "Any"},
    {.name = "gateway.istio.io/controller-version", .internal = true, .kinds = "Any"},
    {.name = "gateway.istio.io/name-override", .internal = true, .kinds = "Gateway"},
    {.name = "gateway.istio.io/service-account", .internal = true, .kinds = "Gateway"},
    {.name = "inject.istio.io/templates"},
    {.name = "istio.io/autoRegistrationGroup", .internal = true, .kinds = "WorkloadEntry"},
    {.name = "istio.io/connectedAt", .internal = true, .kinds = "WorkloadEntry"},
    {.name = "istio.io/disconnectedAt", .internal = true, .kinds = "WorkloadEntry"},
    {.name = "istio.io/dry-run", .kinds = "AuthorizationPolicy"},
    {.name = "istio.io/reroute-virtual-interfaces"},
    {.name = "istio.io/rev"},
    {.name = "istio.io/use-waypoint-canary-weight", .kinds = "Service, ServiceEntry, Namespace"},
    {.name = "istio.io/workloadController", .internal = true, .kinds = "WorkloadEntry"},
    {.name = "kubernetes.io/ingress.class", .stability = Stability::kStable, .kinds = "Ingress"},
    {.name = "networking.istio.io/exportTo", .kinds = "Service"},
    {.name = "networking.istio.io/service-type", .internal = true, .kinds = "Gateway"},
    {.name = "networking.istio.io/traffic-distribution", .kinds = "Namespace, Service, ServiceEntry"},
    {.name = "prometheus.istio.io/merge-metrics"},
    {.name = "proxy.istio.io/config", .stability = Stability::kBeta},
    {.name = "proxy.istio.io/overrides", .internal = true},
    {.name = "readiness.status.sidecar.istio.io/applicationPorts"},
    {.name = "readiness.status.sidecar.istio.io/failureThreshold"},
    {.name = "readiness.status.sidecar.istio.io/initialDelaySeconds"},
    {.name = "readiness.status.sidecar.istio.io/periodSeconds"},
    {.name = "sidecar.istio.io/agentLogLevel"},
    {.name = "sidecar.istio.io/bootstrapOverride"},
    {.name = "sidecar.istio.io/componentLogLevel"},
    {.name = "sidecar.istio.io/discoveryAddress",
     .deprecated = true,
     .instead = "`discoveryAddress` in the annotation `proxy.istio.io/config`"},
    {.name = "sidecar.istio.io/extraStatTags",
     .deprecated = true,
     .instead = "`extraStatTags` in the annotation `proxy.istio.io/config`"},
    {.name = "sidecar.istio.io/inject",
     .stability = Stability::kBeta,
     .deprecated = true,
     .instead = "the label of the same name"},
    {.name = "sidecar.istio.io/interceptionMode"},
    {.name = "sidecar.istio.io/logLevel"},
    {.name = "sidecar.istio.io/nativeSidecar"},
    {.name = "sidecar.istio.io/proxyCPU"},
    {.name = "sidecar.istio.io/proxyCPULimit"},
    {.name = "sidecar.istio.io/proxyImage"},
    {.name = "sidecar.istio.io/proxyImageType"},
    {.name = "sidecar.istio.io/proxyMemory"},
    {.name = "sidecar.istio.io/proxyMemoryLimit"},
    {.name = "sidecar.istio.io/rewriteAppHTTPProbers"},
    {.name = "sidecar.istio.io/statsCompression",
     .deprecated = true,
     .instead = "`statsCompression` in the annotation `proxy.istio.io/config`"},
    {.name = "sidecar.istio.io/statsEvictionInterval"},
    {.name = "sidecar.istio.io/statsFlushInterval"},
    {.name = "sidecar.istio.io/statsHistogramBins"},
    {.name = "sidecar.istio.io/statsHistogramBuckets"},
    {.name = "sidecar.istio.io/statsInclusionPrefixes",
     .deprecated = true,
     .instead = "`proxyStatsMatcher` in the annotation `proxy.istio.io/config`"},
    {.name = "sidecar.istio.io/statsInclusionRegexps",
     .deprecated = true,
     .instead = "`proxyStatsMatcher` in the annotation `proxy.istio.io/config`"},
    {.name = "sidecar.istio.io/statsInclusionSuffixes",
     .deprecated = true,
     .instead = "`proxyStatsMatcher` in the annotation `proxy.istio.io/config`"},
    {.name = "sidecar.istio.io/status"},
    {.name = "sidecar.istio.io/userVolume"},
    {.name = "sidecar.istio.io/userVolumeMount"},
    {.name = "status.sidecar.istio.io/port"},
    {.name = "topology.istio.io/controlPlaneClusters", .kinds = "Namespace"},
    {.name = "traffic.istio.io/nodeSelector", .stability = Stability::kStable, .kinds = "Service"},
    {.name = "traffic.sidecar.istio.io/excludeInboundPorts"},
    {.name = "traffic.sidecar.istio.io/excludeInterfaces"},
    {.name = "traffic.sidecar.istio.io/excludeOutboundIPRanges"},
    {.name = "traffic.sidecar.istio.io/excludeOutboundPorts"},
    {.name = "traffic.sidecar.istio.io/includeInboundPorts"},
    {.name = "traffic.sidecar.istio.io/includeOutboundIPRanges"},
    {.name = "traffic.sidecar.istio.io/includeOutboundPorts"},
    {.name = "traffic.sidecar.istio.io/kubevirtInterfaces",
     .deprecated = true,
     .instead = "the annotation `istio.io/reroute-virtual-interfaces`"},
};

static_assert(std::ranges::is_sorted(kAnnotations, {}, &KnownAnnotation::name));

// Labels that look like annotations of Istio's.
constexpr std::string_view kLabels[] = {
    "gateway.istio.io/managed",
    "istio.io/dataplane-mode",
    "istio.io/gateway-name",
    "istio.io/global",
    "istio.io/ingress-use-waypoint",
    "istio.io/rev",
    "istio.io/tag",
    "istio.io/use-waypoint",
    "istio.io/use-waypoint-namespace",
    "istio.io/waypoint-for",
    "networking.istio.io/enable-autoallocate-ip",
    "networking.istio.io/gatewayPort",
    "networking.istio.io/tunnel",
    "security.istio.io/tlsMode",
    "service.istio.io/canonical-name",
    "service.istio.io/canonical-revision",
    "service.istio.io/workload-name",
    "sidecar.istio.io/inject",
    "topology.istio.io/cluster",
    "topology.istio.io/network",
    "topology.istio.io/subzone",
};

static_assert(std::ranges::is_sorted(kLabels));

}  // namespace

bool KnownAnnotation::IsFor(std::string_view kind) const {
  if (kinds == kAnyKind) return true;
  std::string_view rest = kinds;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(", ");
    if (rest.substr(0, comma) == kind) return true;
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 2);
  }
  return false;
}

std::span<const KnownAnnotation> AllAnnotations() { return kAnnotations; }

const KnownAnnotation* FindAnnotation(std::string_view name) {
  const auto* at = std::ranges::lower_bound(kAnnotations, name, {}, &KnownAnnotation::name);
  return at != std::end(kAnnotations) && at->name == name ? at : nullptr;
}

bool IsIstioLabel(std::string_view name) { return std::ranges::binary_search(kLabels, name); }

}  // namespace meshctl::analyze
