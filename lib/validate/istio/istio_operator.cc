// SPDX-License-Identifier: Apache-2.0
// IstioOperators: what the installer checks before it renders anything, and the mesh configuration inside.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "validate/istio/addresses.h"
#include "validate/istio/kinds.h"
#include "validate/istio/labels.h"
#include "validate/istio/mesh_config.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {
namespace {

constinit const Rule kInvalidImagePart = {
    .code = "ISTIO1301",
    .name = "invalid-image-part",
    .summary = "`hub` or `tag` can not be part of the name of an image"};
constinit const Rule kInvalidRevision = {
    .code = "ISTIO1302",
    .name = "invalid-revision",
    .summary = "a revision becomes part of names and labels, so that it must be a DNS label"};
constinit const Rule kInvalidComponentName = {.code = "ISTIO1303",
                                              .name = "invalid-component-name",
                                              .summary = "a gateway has a name that no Deployment can have"};
constinit const Rule kInvalidRangeList = {
    .code = "ISTIO1304",
    .name = "invalid-capture-list",
    .summary = "the addresses or ports whose traffic is captured are no comma-separated list of such"};
constinit const Rule kPrivilegedPort = {
    .code = "ISTIO1306",
    .name = "privileged-target-port",
    .summary = "a gateway that does not run as root can not listen on a port below 1024"};
constinit const Rule kReplicasBesideAutoscaling = {
    .code = "ISTIO1307",
    .name = "replicas-beside-autoscaling",
    .level = diag::Level::kWarning,
    .summary = "a number of replicas is set where the autoscaler decides about it"};

constexpr std::int64_t kFirstUnprivileged = 1024;

/// `registry.example:5000/team/istio`: parts of a repository, after an optional registry.
bool IsHub(std::string_view hub) {
  const std::size_t slash = hub.find('/');
  const std::string_view first = hub.substr(0, slash);
  const bool registry = first.find_first_of(".:") != std::string_view::npos || first == "localhost";
  if (registry) {
    if (slash == std::string_view::npos) return IsAlphanumeric(first.front());
    hub.remove_prefix(slash + 1);
  }
  return !hub.empty() && hub.find("//") == std::string_view::npos && hub.back() != '/' &&
         hub.front() != '/' && std::ranges::all_of(hub, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  std::string_view("_-./").find(c) != std::string_view::npos;
         });
}

bool IsTag(std::string_view tag) {
  return !tag.empty() && tag.size() <= 128 && std::ranges::all_of(tag, [](char c) {
    return IsAlphanumeric(c) || c == '_' || c == '-' || c == '.';
  });
}

bool IsComponentName(std::string_view name) {
  return name.size() <= 254 && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
         });
}

bool IsPort(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 0 && port <= 65535;
}

template <typename Valid>
void CheckList(const yaml::Node& list, std::string_view what, Valid valid, Verdict& verdict) {
  std::string_view rest = list.string();
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string_view item = rest.substr(0, comma);
    if (!valid(item)) {
      At(verdict, kInvalidRangeList, list, fmt::format("holds `{}`, which is no {}", item, what),
         Label(fmt::format("not a list of {}s", what),
               "write a comma-separated list without blanks, or `*`"));
      return;
    }
    if (comma == std::string_view::npos) return;
    rest.remove_prefix(comma + 1);
  }
}

void CheckCapture(const yaml::Node& proxy, Verdict& verdict) {
  for (const std::string_view field : {"includeIPRanges", "excludeIPRanges"}) {
    if (proxy.Get(field).string() != "*") CheckList(proxy.Get(field), "CIDR range", IsPrefix, verdict);
  }
  for (const std::string_view field : {"includeInboundPorts", "excludeInboundPorts"}) {
    CheckList(
        proxy.Get(field), "port",
        [](std::string_view item) { return item.empty() || item == "*" || IsPort(item); }, verdict);
  }
}

void CheckServicePorts(const yaml::Node& gateway, std::string_view values, Verdict& verdict) {
  for (const yaml::Node& port : gateway.Get("k8s").Get("service").Get("ports").items()) {
    const yaml::Node& target = port.Get("targetPort");
    if (target.is_string()) continue;
    const std::int64_t number = target.integer().value_or(0);
    if (number >= kFirstUnprivileged ||
        (number == 0 && port.Get("port").integer().value_or(0) > kFirstUnprivileged))
      continue;
    verdict.AtKey(
        kPrivilegedPort, port, target.present() ? "targetPort" : "port",
        fmt::format("{} needs root to listen on",
                    verdict.Path(port, target.present() ? "targetPort" : "port")),
        Label("below 1024",
              fmt::format("set `targetPort` to 1024 or more, or `values.gateways.{}.runAsRoot`", values)));
  }
}

void CheckGateways(const yaml::Node& spec, std::string_view component, std::string_view values,
                   Verdict& verdict) {
  const yaml::Node& settings = spec.Get("values").Get("gateways").Get(values);
  const bool root = settings.Get("runAsRoot").boolean().value_or(false);
  const bool scaled = settings.Get("autoscaleEnabled").boolean().value_or(false);
  for (const yaml::Node& gateway : spec.Get("components").Get(component).items()) {
    if (!IsComponentName(gateway.Get("name").string()))
      At(verdict, kInvalidComponentName, gateway.Get("name"), "is no name of a gateway",
         Label("not the name of a Deployment", "write lower-case letters, digits, `-` and `.`"));
    if (!root) CheckServicePorts(gateway, values, verdict);
    const yaml::Node& replicas = gateway.Get("k8s").Get("replicaCount");
    if (scaled && replicas.integer().value_or(0) != 0)
      At(verdict, kReplicasBesideAutoscaling, replicas, "has no lasting effect: the autoscaler decides",
         Label("beside autoscaling",
               fmt::format("remove it, or `values.gateways.{}.autoscaleEnabled`", values)));
  }
}

void CheckImages(const yaml::Node& spec, Verdict& verdict) {
  const yaml::Node& hub = spec.Get("hub");
  if (!hub.string().empty() && !IsHub(hub.string()))
    At(verdict, kInvalidImagePart, hub, "can not be the begin of an image's name",
       Label("not a registry and path", "write `registry.example/istio`"));
  const yaml::Node& tag = spec.Get("tag");
  if (!tag.is_null() && tag.is_scalar() && !IsTag(tag.text()))
    At(verdict, kInvalidImagePart, tag, "can not be the tag of an image",
       Label("not a tag", "write letters, digits, `_`, `-` and `.`, at most 128 of them"));
}

void CheckIstioOperator(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  CheckImages(spec, verdict);
  const yaml::Node& revision = spec.Get("revision");
  if (!revision.string().empty() && !IsLabel(revision.string()))
    At(verdict, kInvalidRevision, revision, "is no name of a revision",
       Label("not a DNS label", "write letters, digits and inner `-`, such as `1-28`"));
  CheckGateways(spec, "ingressGateways", "istio-ingressgateway", verdict);
  CheckGateways(spec, "egressGateways", "istio-egressgateway", verdict);
  const yaml::Node& values = spec.Get("values");
  CheckCapture(values.Get("global").Get("proxy"), verdict);
  const yaml::Node& replicas = spec.Get("components").Get("pilot").Get("k8s").Get("replicaCount");
  if (values.Get("pilot").Get("autoscaleEnabled").boolean().value_or(false) &&
      replicas.integer().value_or(0) > 1)
    At(verdict, kReplicasBesideAutoscaling, replicas, "has no lasting effect: the autoscaler decides",
       Label("beside autoscaling", "remove it, or `values.pilot.autoscaleEnabled`"));
  CheckMeshConfig(spec.Get("meshConfig"), verdict);
  CheckMeshConfig(values.Get("meshConfig"), verdict);
}

constexpr std::array kRules = {&kInvalidImagePart, &kInvalidRevision, &kInvalidComponentName,
                               &kInvalidRangeList, &kPrivilegedPort,  &kReplicasBesideAutoscaling};

}  // namespace

constinit const Code kIstioOperator = {Authority::kIstio, "install.istio.io", "IstioOperator", kRules,
                                       CheckIstioOperator};

}  // namespace meshctl::validate::istio
