// SPDX-License-Identifier: Apache-2.0
// Mesh configuration is merged over istiod's defaults, so that only what is written can be wrong. Extension
// providers are not checked: istiod only logs what is wrong with them.
#include "validate/istio/mesh_config.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/duration.h"
#include "base/nearest.h"
#include "schema/types.h"
#include "validate/istio/addresses.h"
#include "validate/istio/connection_pool.h"
#include "validate/istio/hosts.h"
#include "validate/istio/kinds.h"
#include "validate/istio/labels.h"
#include "validate/istio/limits.h"
#include "validate/istio/locality.h"
#include "validate/istio/mesh_rules.h"
#include "validate/istio/ports.h"
#include "validate/istio/wording.h"
#include "validate/object.h"
#include "validate/validate.h"

namespace meshctl::validate::istio {

using namespace std::chrono_literals;
namespace {

constinit const Rule kInvalidConnectTimeout = {
    .code = "ISTIO1401",
    .name = "invalid-connect-timeout",
    .summary = "the time that connections may take to open is between 1ms and 1h"};
constinit const Rule kInvalidTrustDomain = {
    .code = "ISTIO1411",
    .name = "invalid-trust-domain",
    .summary = "a trust domain is part of every identity in the mesh and written like a DNS name"};
constinit const Rule kCurvesOfMeshTls = {.code = "ISTIO1412",
                                         .name = "curves-of-mesh-tls",
                                         .summary = "the curves of TLS inside of the mesh can not be chosen"};
constinit const Rule kUnknownCurve = {.code = "ISTIO1413",
                                      .name = "unknown-curve",
                                      .level = diag::Level::kWarning,
                                      .summary = "an elliptic curve is unknown to Envoy, or listed twice"};
constinit const Rule kInvalidRegistryName = {
    .code = "ISTIO1415",
    .name = "invalid-registry-name",
    .summary = "endpoints of a network are taken from a registry whose name is no DNS label"};

constexpr std::array<std::string_view, 7> kCurves = {
    "P-224", "P-256", "P-384", "P-521", "X25519", "X25519Kyber768Draft00", "X25519MLKEM768"};

void CheckTimeouts(const yaml::Node& mesh, Verdict& verdict) {
  const yaml::Node& connect = Field(mesh, "connectTimeout");
  if (const auto time = ParseDuration(connect.string()); time && (*time < 1ms || *time > 1h)) {
    At(verdict, kInvalidConnectTimeout, connect, "must be from 1ms to 1h", Label("out of range"));
  } else {
    CheckDuration(connect, verdict);
  }
  const yaml::Node& detection = Field(mesh, "protocolDetectionTimeout");
  if (ParseDuration(detection.string()).value_or(0ns) % 1ms != 0ns)
    At(verdict, kImpreciseDuration, detection, "must be a whole number of milliseconds", Label("too fine"));
}

void CheckTrustDomain(const yaml::Node& domain, Verdict& verdict) {
  if (!domain.is_string()) return;
  std::string_view rest = domain.string();
  bool valid = !rest.empty();
  while (valid) {
    const std::size_t dot = rest.find('.');
    valid = IsLabel(rest.substr(0, dot));
    if (dot == std::string_view::npos || dot + 1 == rest.size()) break;
    rest.remove_prefix(dot + 1);
  }
  if (!valid) At(verdict, kInvalidTrustDomain, domain, "is no trust domain", Label("not like a DNS name"));
}

void CheckCurves(const yaml::Node& mesh, Verdict& verdict) {
  const yaml::Node& mesh_tls = mesh.Get("meshMTLS").present() ? mesh.Get("meshMTLS") : mesh.Get("mesh_mTLS");
  if (Field(mesh_tls, "ecdhCurves").size() > 0) {
    verdict.Missing(kCurvesOfMeshTls, Field(mesh_tls, "ecdhCurves"),
                    fmt::format("{} can not be set: the mesh chooses its curves itself",
                                verdict.Path(Field(mesh_tls, "ecdhCurves"))),
                    Label("not supported", "`tlsDefaults` is for connections that leave the mesh"));
  }
  const auto curves = Field(Field(mesh, "tlsDefaults"), "ecdhCurves").items();
  for (const yaml::Node& curve : curves) {
    if (curve.string().empty()) continue;
    const auto first = std::ranges::find(curves, curve.string(), &yaml::Node::string);
    if (std::ranges::find(kCurves, curve.string()) == kCurves.end()) {
      const std::string_view near = Nearest(curve.string(), kCurves);
      At(verdict, kUnknownCurve, curve, "is no curve that Envoy knows",
         Label("unknown curve", near.empty() ? std::string() : fmt::format("did you mean `{}`?", near)));
    } else if (&*first != &curve) {
      At(verdict, kUnknownCurve, curve, "is listed before",
         {.label = "second time", .secondary = {{first->span(), "first"}}});
    }
  }
}

/// A value that is no object of its own, as the object of a Verdict.
template <typename Check>
void Judge(const yaml::Node& root, std::string_view type, diag::Report& report, Check check) {
  const std::size_t begin = report.findings().size();
  ValidateAs(root, schema::FindType(type), report);
  const bool sound = std::none_of(report.findings().begin() + static_cast<std::ptrdiff_t>(begin),
                                  report.findings().end(), [](const diag::Diagnostic& finding) {
                                    return finding.name == "wrong-type" || finding.name == "null-item";
                                  });
  if (!root.is_map() || !sound) return;
  const Surroundings surroundings;
  const Object object(root, schema::Kind(), surroundings);
  Verdict verdict(object, report, begin);
  check(root, verdict);
}

}  // namespace

void CheckMeshConfig(const yaml::Node& mesh, Verdict& verdict) {
  if (mesh.is_null()) return;
  if (const yaml::Node& port = Field(mesh, "proxyListenPort"); !port.is_null()) {
    const auto number = port.integer().value_or(0);
    if (number < 1 || number > 65535)
      At(verdict, kPortOutOfRange, port, "must be a port from 1 to 65535", Label("not a port"));
  }
  CheckTimeouts(mesh, verdict);
  CheckMeshProxyConfig(Field(mesh, "defaultConfig"), verdict);
  CheckLocalityLb(Field(mesh, "localityLbSetting"), FailureDetection::kOn, verdict);
  CheckZoneAwareLb(Field(mesh, "zoneAwareLbSetting"), FailureDetection::kOn, verdict);
  for (const yaml::Node& settings : Field(mesh, "serviceSettings").items()) {
    for (const yaml::Node& host : settings.Get("hosts").items()) CheckWildcardDomain(host, verdict);
  }
  CheckTrustDomain(Field(mesh, "trustDomain"), verdict);
  for (const yaml::Node& alias : Field(mesh, "trustDomainAliases").items()) CheckTrustDomain(alias, verdict);
  CheckCurves(mesh, verdict);
  const yaml::Node& policy = Field(mesh, "defaultTrafficPolicy");
  CheckConnectionPool(Field(policy, "connectionPool"), verdict);
  CheckOutlierDetection(Field(policy, "outlierDetection"), verdict);
}

void CheckMeshNetworks(const yaml::Node& networks, Verdict& verdict) {
  for (const yaml::Entry& entry : networks.Get("networks").entries()) {
    for (const yaml::Node& endpoints : entry.value.Get("endpoints").items()) {
      if (const yaml::Node& cidr = Field(endpoints, "fromCidr"); !cidr.is_null()) CheckSubnet(cidr, verdict);
      const yaml::Node& registry = Field(endpoints, "fromRegistry");
      if (!registry.is_null() && !IsLabel(registry.string()))
        At(verdict, kInvalidRegistryName, registry, "is no name of a registry", Label("not a DNS label"));
    }
    for (const yaml::Node& gateway : entry.value.Get("gateways").items()) {
      if (const yaml::Node& name = Field(gateway, "registryServiceName"); !name.is_null())
        CheckFqdn(name, verdict);
      if (const yaml::Node& address = gateway.Get("address"); !address.is_null())
        CheckHostOrIp(address, verdict);
      CheckPort(gateway, "port", verdict);
    }
  }
}

void ValidateMeshConfig(const yaml::Node& mesh, diag::Report& report) {
  Judge(mesh, "mesh.istio.io.MeshConfig", report, CheckMeshConfig);
}

void ValidateMeshProxyConfig(const yaml::Node& config, diag::Report& report) {
  Judge(config, "mesh.istio.io.ProxyConfig", report, CheckMeshProxyConfig);
}

void ValidateMeshNetworks(const yaml::Node& networks, diag::Report& report) {
  Judge(networks, "mesh.istio.io.MeshNetworks", report, CheckMeshNetworks);
}

namespace {

constexpr std::array kRules = {
    &kInvalidConnectTimeout,       &kEmptyProxySetting,       &kDrainBelowSeconds,
    &kInvalidProxyAddress,         &kIncompleteTracer,        &kKeyProviderWithoutDelay,
    &kConnectionSettingOutOfRange, &kDeprecatedDnsAllocation, &kUnsupportedAuthPolicy,
    &kInvalidTrustDomain,          &kCurvesOfMeshTls,         &kUnknownCurve,
    &kInvalidRegistryName};

void CheckObject(const Object& object, Verdict& verdict) { CheckMeshConfig(object.root(), verdict); }

}  // namespace

constinit const Code kMeshConfig = {Authority::kIstio, "mesh.istio.io", "MeshConfig", kRules, CheckObject};

}  // namespace meshctl::validate::istio
