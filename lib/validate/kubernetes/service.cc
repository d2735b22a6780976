// SPDX-License-Identifier: Apache-2.0
// Services: names and numbers of ports, and the fields that belong to some types of Service only.
#include <fmt/core.h>

#include <optional>
#include <string_view>
#include <utility>

#include "base/ip_address.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kServiceWithoutPorts = {
    .code = "KUBE0401",
    .name = "service-without-ports",
    .summary = "only a headless Service or one of type ExternalName can do without ports"};
constinit const Rule kUnnamedPort = {.code = "KUBE0402",
                                     .name = "unnamed-service-port",
                                     .summary = "the ports of a Service with several need names"};
constinit const Rule kDuplicateServicePortName = {
    .code = "KUBE0403",
    .name = "duplicate-service-port-name",
    .summary = "the ports of a Service must have different names"};
constinit const Rule kDuplicateServicePort = {.code = "KUBE0404",
                                              .name = "duplicate-service-port",
                                              .summary = "a Service has each port once per protocol"};
constinit const Rule kDuplicateNodePort = {.code = "KUBE0405",
                                           .name = "duplicate-node-port",
                                           .summary = "a port of the nodes leads to one port of the Service"};
constinit const Rule kNodePortOnClusterIp = {
    .code = "KUBE0406",
    .name = "node-port-on-cluster-ip",
    .summary = "a Service of type ClusterIP, the default, opens no ports on nodes"};
constinit const Rule kNodePortOutOfRange = {
    .code = "KUBE0407",
    .name = "node-port-out-of-range",
    .level = diag::Level::kWarning,
    .summary = "clusters give out ports 30000 to 32767 of their nodes, unless they were set up otherwise"};
constinit const Rule kExternalNameMissing = {
    .code = "KUBE0408",
    .name = "external-name-missing",
    .summary = "a Service of type ExternalName is an alias, whose target must be given"};
constinit const Rule kFieldOfOtherType = {
    .code = "KUBE0409",
    .name = "field-of-other-service-type",
    .summary = "the field says something about another type of Service, and is refused here"};
constinit const Rule kHeadlessOnNodes = {
    .code = "KUBE0410",
    .name = "headless-on-nodes",
    .summary = "ports of nodes and load balancers lead to the address of a Service, so it must have one"};
constinit const Rule kClusterIps = {
    .code = "KUBE0411",
    .name = "bad-cluster-ips",
    .summary = "`clusterIPs` begins with `clusterIP` and holds one address per family, or `None` alone"};
constinit const Rule kIpFamilies = {
    .code = "KUBE0412",
    .name = "bad-ip-families",
    .summary = "`ipFamilies` names each family once, in the order of `clusterIPs`"};
constinit const Rule kAffinityConfig = {
    .code = "KUBE0413",
    .name = "affinity-config-without-affinity",
    .level = diag::Level::kWarning,
    .summary = "without `sessionAffinity: ClientIP` the API server drops `sessionAffinityConfig`"};
constinit const Rule kTopologyAnnotations = {
    .code = "KUBE0414",
    .name = "topology-annotations-differ",
    .summary = "the old and the new annotation for topology must say the same"};
constinit const Rule kIgnoredServiceField = {.code = "KUBE0415",
                                             .name = "ignored-service-field",
                                             .level = diag::Level::kWarning,
                                             .summary = "the field does nothing for this sort of Service"};
constinit const Rule kDeprecatedServiceField = {
    .code = "KUBE0416",
    .name = "deprecated-service-field",
    .level = diag::Level::kWarning,
    .summary = "the API server warns of this field, annotation or value, which will go away"};

constexpr const Rule* kRules[] = {&kServiceWithoutPorts,   &kUnnamedPort,         &kDuplicateServicePortName,
                                  &kDuplicateServicePort,  &kDuplicateNodePort,   &kNodePortOnClusterIp,
                                  &kNodePortOutOfRange,    &kExternalNameMissing, &kFieldOfOtherType,
                                  &kHeadlessOnNodes,       &kClusterIps,          &kIpFamilies,
                                  &kAffinityConfig,        &kTopologyAnnotations, &kIgnoredServiceField,
                                  &kDeprecatedServiceField};

constexpr std::string_view kSourceRanges = "service.beta.kubernetes.io/load-balancer-source-ranges";
constexpr std::string_view kTopologyMode = "service.kubernetes.io/topology-mode";
constexpr std::string_view kTopologyHints = "service.kubernetes.io/topology-aware-hints";

/// What a Service says of itself.
struct Facts {
  const yaml::Node& spec;
  std::string_view type;
  bool headless;

  bool on_nodes() const { return type == "NodePort" || type == "LoadBalancer"; }
};

std::string_view FirstClusterIp(const yaml::Node& spec) {
  const std::string_view one = spec.Get("clusterIP").string();
  const auto several = spec.Get("clusterIPs").items();
  return one.empty() && !several.empty() ? several.front().string() : one;
}

/// The protocol and a number, as far as there is one.
auto ByNumber(std::string_view field) {
  return [field](const yaml::Node& port) {
    const std::int64_t number = NumberOr(port.Get(field), 0);
    return number == 0 ? std::nullopt : std::optional(std::pair(TextOr(port.Get("protocol"), "TCP"), number));
  };
}

void CheckPort(const Facts& service, const yaml::Node& port, Verdict& verdict) {
  const yaml::Node& node_port = port.Get("nodePort");
  const std::int64_t number = NumberOr(node_port, 0);
  if (number == 0) return;
  if (service.type == "ClusterIP") {
    verdict.AtKey(kNodePortOnClusterIp, port, "nodePort",
                  fmt::format("{} is set, but the Service is of type ClusterIP", verdict.Path(node_port)),
                  {.label = "no ports on nodes", .help = "remove it, or set `type: NodePort`"});
  } else if (service.on_nodes() && (number < 30000 || number > 32767)) {
    verdict.At(kNodePortOutOfRange, node_port,
               fmt::format("{} is {}, which most clusters do not give out", verdict.Path(node_port), number),
               {.label = "not from 30000 to 32767", .help = "remove it to get a free port"});
  }
}

void CheckPorts(const Facts& service, Verdict& verdict) {
  const yaml::Node& list = service.spec.Get("ports");
  const auto ports = list.items();
  if (ports.empty() && !service.headless && service.type != "ExternalName") {
    verdict.Missing(
        kServiceWithoutPorts, list.present() ? list : service.spec, "`spec.ports` has no port",
        {.label = "needs `ports`", .help = "list `ports`, or make it headless with `clusterIP: None`"});
  }
  for (const yaml::Node& port : ports) {
    if (ports.size() > 1 && port.Get("name").string().empty()) {
      verdict.Missing(kUnnamedPort, port,
                      fmt::format("{} has no name, but is not the only port", verdict.Path(port)),
                      {.label = "needs a `name`"});
    }
    CheckPort(service, port, verdict);
  }
  ForEachDuplicate(ports, ByText("name"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateServicePortName, first.Get("name"), again.Get("name"), verdict,
             "give each port its own name");
  });
  ForEachDuplicate(ports, ByNumber("port"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateServicePort, first.Get("port"), again.Get("port"), verdict, "remove one of them");
  });
  ForEachDuplicate(ports, ByNumber("nodePort"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateNodePort, first.Get("nodePort"), again.Get("nodePort"), verdict,
             "take another port of the nodes");
  });
}

void CheckExternalName(const Facts& service, Verdict& verdict) {
  const yaml::Node& name = service.spec.Get("externalName");
  if (service.type != "ExternalName") return;
  if (name.string().empty() || name.string() == ".") {
    verdict.AtKey(kExternalNameMissing, service.spec, name.present() ? "externalName" : "type",
                  "`spec.externalName` is missing from a Service of type ExternalName",
                  {.label = "needs `externalName`"});
  }
  for (const char* field : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
    const yaml::Node& value = service.spec.Get(field);
    if (!Given(value) || (value.is_list() ? value.size() == 0 : value.string().empty())) continue;
    Unwanted(kFieldOfOtherType, service.spec, field, "a Service of type ExternalName has no address", verdict,
             "remove it");
  }
}

void CheckAddresses(const Facts& service, Verdict& verdict) {
  if (service.type == "ExternalName") return;
  const yaml::Node& one = service.spec.Get("clusterIP");
  const yaml::Node& list = service.spec.Get("clusterIPs");
  const auto several = list.items();
  if (service.on_nodes() && FirstClusterIp(service.spec) == "None") {
    const yaml::Node& none = one.present() ? one : several.front();
    verdict.At(kHeadlessOnNodes, none,
               fmt::format("{} is `None`, but the Service is of type {}", verdict.Path(none), service.type),
               {.label = "needs an address", .help = "remove it, or use `type: ClusterIP`"});
  }
  if (!several.empty() && several.front().string() != one.string() && !one.string().empty()) {
    verdict.At(kClusterIps, several.front(), "`spec.clusterIPs` does not begin with `spec.clusterIP`",
               {.label = "another address", .secondary = {{one.span(), "the first address"}}});
  } else if (several.size() > 1) {
    const auto first = IpAddress::Parse(several[0].string());
    const auto second = IpAddress::Parse(several[1].string());
    if (several[0].string() == "None") {
      verdict.At(kClusterIps, several[1], "`spec.clusterIPs` has an address beside `None`",
                 {.label = "must be alone"});
    } else if (first && second && first->is_v4() == second->is_v4()) {
      verdict.At(kClusterIps, several[1], "`spec.clusterIPs` has two addresses of one family",
                 {.label = "must be of the other family"});
    }
  }
  const auto families = service.spec.Get("ipFamilies").items();
  ForEachDuplicate(families, ByItself, [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kIpFamilies, first, again, verdict, "name each family once");
  });
  for (std::size_t i = 0; i < families.size() && i < several.size(); ++i) {
    const auto address = IpAddress::Parse(several[i].string());
    if (!address || address->is_v4() == (families[i].string() == "IPv4")) continue;
    verdict.At(
        kIpFamilies, several[i],
        fmt::format("{} is no address of its family, {}", verdict.Path(several[i]), families[i].string()),
        {.label = "of the other family", .secondary = {{families[i].span(), "its family"}}});
  }
}

void CheckTypeFields(const Object& object, const Facts& service, Verdict& verdict) {
  const yaml::Node& spec = service.spec;
  const bool balanced = service.type == "LoadBalancer";
  for (const char* field :
       {"loadBalancerSourceRanges", "loadBalancerClass", "allocateLoadBalancerNodePorts"}) {
    const yaml::Node& value = spec.Get(field);
    if (balanced || !Given(value) || (value.is_list() && value.size() == 0)) continue;
    Unwanted(kFieldOfOtherType, spec, field, "the Service is not of type LoadBalancer", verdict, "remove it");
  }
  if (!balanced && object.Annotation(kSourceRanges).present()) {
    verdict.AtKey(
        kFieldOfOtherType, object.metadata().Get("annotations"), kSourceRanges,
        fmt::format("the annotation `{}` is set, but the Service is not of type LoadBalancer", kSourceRanges),
        {.label = "must not be set"});
  }
  const yaml::Node& policy = spec.Get("externalTrafficPolicy");
  const bool reachable =
      service.on_nodes() || (service.type == "ClusterIP" && spec.Get("externalIPs").size() > 0);
  if (!policy.string().empty() && !reachable) {
    Unwanted(kFieldOfOtherType, spec, "externalTrafficPolicy", "the Service cannot be reached from outside",
             verdict, "remove it");
  }
  if (NumberOr(spec.Get("healthCheckNodePort"), 0) != 0 && !(balanced && policy.string() == "Local")) {
    Unwanted(kFieldOfOtherType, spec, "healthCheckNodePort",
             "only a LoadBalancer with `externalTrafficPolicy: Local` is asked for its health", verdict,
             "remove it");
  }
  if (Given(spec.Get("sessionAffinityConfig")) && spec.Get("sessionAffinity").string() != "ClientIP") {
    verdict.AtKey(kAffinityConfig, spec, "sessionAffinityConfig",
                  "`spec.sessionAffinityConfig` is dropped, as `sessionAffinity` is not `ClientIP`",
                  {.label = "without effect", .help = "set `sessionAffinity: ClientIP`, or remove it"});
  }
}

void CheckIgnored(const Facts& service, Verdict& verdict) {
  const yaml::Node& spec = service.spec;
  const auto ignore = [&](std::string_view field, std::string_view why) {
    verdict.AtKey(kIgnoredServiceField, spec, field,
                  fmt::format("{} does nothing: {}", verdict.Path(spec, field), why),
                  {.label = "ignored", .help = "remove it"});
  };
  const bool external = service.type == "ExternalName";
  const bool outside = spec.Get("externalIPs").size() > 0;
  if (!external && !spec.Get("externalName").string().empty())
    ignore("externalName", "the type is not ExternalName");
  if (external && outside) ignore("externalIPs", "the type is ExternalName");
  if (!service.headless || service.type != "ClusterIP") return;
  if (outside) ignore("externalIPs", "the Service is headless");
  if (!spec.Get("loadBalancerIP").string().empty()) ignore("loadBalancerIP", "the Service is headless");
  if (spec.Get("sessionAffinity").string() == "ClientIP")
    ignore("sessionAffinity", "the Service is headless");
}

void CheckDeprecated(const Object& object, const Facts& service, Verdict& verdict) {
  const yaml::Node& annotations = object.metadata().Get("annotations");
  const yaml::Node& hints = annotations.Get(kTopologyHints);
  const yaml::Node& mode = annotations.Get(kTopologyMode);
  if (hints.present() && mode.present() && hints.string() != mode.string()) {
    verdict.At(kTopologyAnnotations, mode,
               fmt::format("the annotations `{}` and `{}` differ", kTopologyMode, kTopologyHints),
               {.label = "another value",
                .help = "remove the old one",
                .secondary = {{hints.span(), "the old one"}}});
  } else if (hints.present()) {
    verdict.AtKey(kDeprecatedServiceField, annotations, kTopologyHints,
                  fmt::format("the annotation `{}` is deprecated", kTopologyHints),
                  {.label = "deprecated", .help = fmt::format("use `{}`", kTopologyMode)});
  }
  if (service.spec.Get("externalIPs").size() > 0 && !service.headless && service.type != "ExternalName") {
    verdict.AtKey(kDeprecatedServiceField, service.spec, "externalIPs", "`spec.externalIPs` is deprecated",
                  {.label = "deprecated", .help = "use a Service of type LoadBalancer, or a Gateway"});
  }
  const yaml::Node& distribution = service.spec.Get("trafficDistribution");
  if (distribution.string() == "PreferClose") {
    verdict.At(kDeprecatedServiceField, distribution,
               "`spec.trafficDistribution` is `PreferClose`, which is deprecated",
               {.label = "deprecated", .help = "use `PreferSameZone`, which means the same"});
  }
}

void CheckService(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  if (!Given(spec)) {
    verdict.Missing(kServiceWithoutPorts, object.root(), "`spec.ports` has no port",
                    {.label = "needs `ports`"});
    return;
  }
  const Facts service = {spec, TextOr(spec.Get("type"), "ClusterIP"), FirstClusterIp(spec) == "None"};
  CheckPorts(service, verdict);
  CheckExternalName(service, verdict);
  CheckAddresses(service, verdict);
  CheckTypeFields(object, service, verdict);
  CheckIgnored(service, verdict);
  CheckDeprecated(object, service, verdict);
}

}  // namespace

constinit const Code kServiceCode = {Authority::kApiServer, "", "Service", kRules, CheckService};

}  // namespace meshctl::validate::kubernetes
