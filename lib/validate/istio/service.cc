// SPDX-License-Identifier: Apache-2.0
// Services and Deployments, as far as `istioctl validate` looks at them: protocols of ports, and labels that
// telemetry needs.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/nearest.h"
#include "validate/istio/kinds.h"
#include "validate/istio/ports.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {
namespace {

constinit const Rule kUnnamedServicePort = {
    .code = "ISTIO1201",
    .name = "service-port-without-protocol",
    .summary = "neither the name nor `appProtocol` of a Service's port says which protocol it speaks"};
constinit const Rule kUnknownPortNamePrefix = {
    .code = "ISTIO1202",
    .name = "unknown-port-name-prefix",
    .summary = "the name of a Service's port does not begin with a protocol that Istio knows"};
constinit const Rule kUnknownAppProtocol = {
    .code = "ISTIO1203",
    .name = "unknown-app-protocol",
    .summary = "the `appProtocol` of a Service's port is no protocol that Istio knows"};
constinit const Rule kNoTelemetryLabels = {
    .code = "ISTIO1204",
    .name = "deployment-without-telemetry-labels",
    .level = diag::Level::kInfo,
    .summary = "workloads without labels for name and version are hard to tell apart in metrics and traces"};

constexpr std::array<std::string_view, 12> kProtocols = {"http",     "http2", "https", "grpc",
                                                         "grpc-web", "tcp",   "tls",   "udp",
                                                         "mongo",    "mysql", "redis", "http_proxy"};

bool IsUdp(std::string_view protocol) { return ParseProtocol(protocol) == Protocol::kUdp; }

std::string NearestProtocol(std::string_view word, std::string_view field) {
  const std::string_view near = Nearest(word, kProtocols);
  return near.empty() ? fmt::format(
                            "begin `{}` with `http`, `http2`, `grpc`, `https`, `tls`, `tcp` or another "
                            "protocol, as in `http-web`",
                            field)
                      : fmt::format("did you mean `{}`?", near);
}

void CheckPort(const yaml::Node& port, Verdict& verdict) {
  if (IsUdp(port.Get("protocol").string())) return;
  const yaml::Node& app = port.Get("appProtocol");
  if (app.is_string()) {
    if (ParseProtocol(app.string()) != Protocol::kUnknown) return;
    const std::string_view near = Nearest(app.string(), kProtocols);
    At(verdict, kUnknownAppProtocol, app, "is no protocol that Istio knows",
       Label("unknown protocol", near.empty() ? "write `http`, `http2`, `grpc`, `https`, `tls` or `tcp`"
                                              : fmt::format("did you mean `{}`?", near)));
    return;
  }
  const yaml::Node& name = port.Get("name");
  if (name.string().empty()) {
    Missing(verdict, kUnnamedServicePort, port, "name", "is required: it says which protocol the port speaks",
            Help("add `appProtocol`, or a `name` that begins with a protocol, as in `http-web`"));
    return;
  }
  const std::string_view prefix = name.string().substr(0, name.string().find('-'));
  // `grpc-web` is the one protocol with a `-` of its own, and `grpc` is known as well.
  if (ParseProtocol(prefix) != Protocol::kUnknown) return;
  At(verdict, kUnknownPortNamePrefix, name, "does not begin with a protocol that Istio knows",
     Label(fmt::format("`{}` is no protocol", prefix), NearestProtocol(prefix, "name")));
}

bool IsOfIstio(const Object& object) {
  return object.metadata().Get("namespace").string() == object.surroundings().istio_namespace;
}

void CheckService(const Object& object, Verdict& verdict) {
  if (IsOfIstio(object)) return;
  for (const yaml::Node& port : object.spec().Get("ports").items()) CheckPort(port, verdict);
}

bool HasOneOf(const yaml::Node& labels, std::array<std::string_view, 3> keys) {
  return std::ranges::any_of(keys, [&](std::string_view key) { return labels.Find(key) != nullptr; });
}

/// istioctl notes this of every Deployment. Here it is said of those that ask for the mesh, since others have
/// no telemetry of Istio's, but not of gateways, which are no versions of anything.
bool AsksForMesh(const yaml::Node& metadata) {
  const yaml::Node& labels = metadata.Get("labels");
  if (metadata.Get("annotations").Find("inject.istio.io/templates") != nullptr) return false;
  return labels.Get("sidecar.istio.io/inject").text() == "true" ||
         metadata.Get("annotations").Get("sidecar.istio.io/inject").text() == "true" ||
         labels.Find("istio.io/rev") != nullptr || labels.Get("istio.io/dataplane-mode").text() == "ambient";
}

void CheckDeployment(const Object& object, Verdict& verdict) {
  if (IsOfIstio(object)) return;
  const yaml::Node& metadata = object.spec().Get("template").Get("metadata");
  if (!AsksForMesh(metadata)) return;
  const yaml::Node& labels = metadata.Get("labels");
  const bool named = HasOneOf(labels, {"service.istio.io/canonical-name", "app.kubernetes.io/name", "app"});
  const bool versioned =
      HasOneOf(labels, {"service.istio.io/canonical-revision", "app.kubernetes.io/version", "version"});
  if (named && versioned) return;
  const std::string missing = named ? "`version`" : versioned ? "`app`" : "`app` and `version`";
  verdict.AtKey(kNoTelemetryLabels, metadata, "labels",
                fmt::format("{} lack {}, by which telemetry tells workloads apart",
                            verdict.Path(metadata, "labels"), missing),
                Label("of the pods", fmt::format("add {}", missing)));
}

constexpr std::array kServiceRules = {&kUnnamedServicePort, &kUnknownPortNamePrefix, &kUnknownAppProtocol};
constexpr std::array kDeploymentRules = {&kNoTelemetryLabels};

}  // namespace

constinit const Code kService = {Authority::kIstio, "", "Service", kServiceRules, CheckService};
constinit const Code kDeployment = {Authority::kIstio, "apps", "Deployment", kDeploymentRules,
                                    CheckDeployment};

}  // namespace meshctl::validate::istio
