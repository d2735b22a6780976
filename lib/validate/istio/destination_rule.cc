// SPDX-License-Identifier: Apache-2.0
// DestinationRules: subsets, and the traffic policies of the host, of its subsets and of its ports.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "validate/istio/client_tls.h"
#include "validate/istio/connection_pool.h"
#include "validate/istio/export_to.h"
#include "validate/istio/hosts.h"
#include "validate/istio/kinds.h"
#include "validate/istio/labels.h"
#include "validate/istio/load_balancer.h"
#include "validate/istio/metadata.h"
#include "validate/istio/ports.h"
#include "validate/istio/selectors.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {
namespace {

constinit const Rule kDuplicateSubset = {.code = "ISTIO0401",
                                         .name = "duplicate-subset",
                                         .summary = "two subsets of a DestinationRule have one name"};
constinit const Rule kEmptyTrafficPolicy = {
    .code = "ISTIO0402", .name = "empty-traffic-policy", .summary = "a traffic policy sets nothing"};
constinit const Rule kTunnelWithProxyProtocol = {
    .code = "ISTIO0403",
    .name = "tunnel-with-proxy-protocol",
    .summary = "a connection is to be tunnelled and to begin with a PROXY header; Envoy does one of them"};
constinit const Rule kPortSettingsWithoutPort = {
    .code = "ISTIO0404",
    .name = "port-settings-without-port",
    .summary = "settings for a single port do not say for which one"};
constinit const Rule kUnknownTunnelProtocol = {.code = "ISTIO0412",
                                               .name = "unknown-tunnel-protocol",
                                               .summary = "tunnels are opened by CONNECT or POST"};

constexpr std::array<std::string_view, 4> kPortFields = {"loadBalancer", "connectionPool", "outlierDetection",
                                                         "tls"};
constexpr std::array<std::string_view, 4> kHostFields = {"portLevelSettings", "tunnel", "proxyProtocol",
                                                         "retryBudget"};

bool HasAny(const yaml::Node& policy, const std::array<std::string_view, 4>& fields) {
  return std::ranges::any_of(fields, [&](std::string_view field) { return !policy.Get(field).is_null(); });
}

void CheckTunnel(const yaml::Node& tunnel, Verdict& verdict) {
  if (tunnel.is_null()) return;
  const std::string_view protocol = tunnel.Get("protocol").string();
  if (!protocol.empty() && protocol != "CONNECT" && protocol != "POST")
    At(verdict, kUnknownTunnelProtocol, tunnel.Get("protocol"), "must be `CONNECT` or `POST`",
       Label("not supported"));
  if (tunnel.Get("targetHost").string().empty()) {
    Missing(verdict, kInvalidHost, tunnel, "targetHost", "is required: where the tunnel leads");
  } else {
    CheckHostOrIp(tunnel.Get("targetHost"), verdict);
  }
  CheckPort(tunnel, "targetPort", verdict);
}

/// What policies of hosts, subsets and ports share.
void CheckSettings(const yaml::Node& policy, std::string_view ns, Verdict& verdict) {
  const yaml::Node& outlier = policy.Get("outlierDetection");
  CheckOutlierDetection(outlier, verdict);
  CheckConnectionPool(policy.Get("connectionPool"), verdict);
  CheckLoadBalancer(policy.Get("loadBalancer"),
                    outlier.is_null() ? FailureDetection::kNone : FailureDetection::kOn, verdict);
  CheckClientTls(policy.Get("tls"), ns, verdict);
}

void CheckPortSettings(const yaml::Node& settings, std::string_view ns, Verdict& verdict) {
  if (settings.Get("port").is_null())
    Missing(verdict, kPortSettingsWithoutPort, settings, "port", "is required: the port this is for");
  if (HasAny(settings, kPortFields)) return CheckSettings(settings, ns, verdict);
  verdict.Missing(kEmptyTrafficPolicy, settings, fmt::format("{} sets nothing", verdict.Path(settings)),
                  Label("empty", "set `loadBalancer`, `connectionPool`, `outlierDetection` or `tls`"));
}

void CheckTrafficPolicy(const yaml::Node& policy, std::string_view ns, Verdict& verdict) {
  if (policy.is_null()) return;
  if (!HasAny(policy, kPortFields) && !HasAny(policy, kHostFields)) {
    verdict.Missing(kEmptyTrafficPolicy, policy, fmt::format("{} sets nothing", verdict.Path(policy)),
                    Label("empty", "set something, or remove the policy"));
    return;
  }
  if (!policy.Get("tunnel").is_null() && !policy.Get("proxyProtocol").is_null()) {
    AtKey(verdict, kTunnelWithProxyProtocol, policy, "proxyProtocol", "can not stand beside `tunnel`",
          {.label = "not both",
           .help = "keep one of them",
           .secondary = {{policy.Find("tunnel")->key_span(), "tunnels"}}});
    return;
  }
  CheckSettings(policy, ns, verdict);
  for (const yaml::Node& settings : policy.Get("portLevelSettings").items())
    CheckPortSettings(settings, ns, verdict);
  CheckTunnel(policy.Get("tunnel"), verdict);
}

void CheckSubsets(const yaml::Node& subsets, std::string_view ns, Verdict& verdict) {
  const auto items = subsets.items();
  for (const yaml::Node& subset : items) {
    const yaml::Node& name = subset.Get("name");
    if (name.string().empty()) {
      Missing(verdict, kInvalidSubsetName, subset, "name", "is required: routes name subsets");
    } else {
      CheckSubsetName(name, verdict);
    }
    const auto first = std::ranges::find_if(
        items, [&](const yaml::Node& other) { return other.Get("name").string() == name.string(); });
    if (&*first != &subset && !name.string().empty()) {
      At(verdict, kDuplicateSubset, name, "names a second subset",
         {.label = "second subset of this name",
          .help = "give every subset a name of its own",
          .secondary = {{first->Get("name").span(), "first"}}});
    }
    CheckLabels(subset.Get("labels"), verdict);
    CheckTrafficPolicy(subset.Get("trafficPolicy"), ns, verdict);
  }
}

void CheckDestinationRule(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  const yaml::Node& spec = object.spec();
  if (spec.Get("host").string().empty()) {
    Missing(verdict, kInvalidHost, spec, "host", "is required: whose traffic this is for");
  } else {
    CheckWildcardDomain(spec.Get("host"), verdict);
  }
  CheckTrafficPolicy(spec.Get("trafficPolicy"), object.ns(), verdict);
  CheckSubsets(spec.Get("subsets"), object.ns(), verdict);
  const yaml::Node& selector = spec.Get("workloadSelector");
  CheckExportTo(object, selector.is_null() ? Exported::kAnything : Exported::kPrivateRule, verdict);
  CheckPolicySelector(selector, verdict);
}

constexpr std::array kRules = {
    &kDuplicateSubset,          &kEmptyTrafficPolicy,  &kTunnelWithProxyProtocol,
    &kPortSettingsWithoutPort,  &kUnnamedCookie,       &kDeprecatedRingSize,
    &kDuplicateCookieAttribute, &kConflictingRingSize, &kInvalidTableSize,
    &kTwoKindsOfLocality,       &kInvalidWarmup,       &kUnknownTunnelProtocol,
    &kExportedPrivateRule,
};

}  // namespace

constinit const Code kDestinationRule = {Authority::kIstio, "networking.istio.io", "DestinationRule", kRules,
                                         CheckDestinationRule};

}  // namespace meshctl::validate::istio
