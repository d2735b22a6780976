// SPDX-License-Identifier: Apache-2.0
// Ingress, IngressClass and NetworkPolicy.
#include <fmt/core.h>

#include <array>
#include <string_view>
#include <utility>

#include "base/ip_address.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/label_selector.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kIngressWithoutBackend = {.code = "KUBE0601",
                                               .name = "ingress-without-backend",
                                               .summary = "an Ingress has rules, a default backend, or both"};
constinit const Rule kIpAsHost = {
    .code = "KUBE0602",
    .name = "ip-as-host",
    .summary = "the host of a rule is a DNS name; clients send no address there"};
constinit const Rule kIngressPath = {
    .code = "KUBE0603",
    .name = "unclean-ingress-path",
    .summary = "an exact path or prefix is absolute and normalised, or it would never match"};
constinit const Rule kIngressClassConflict = {
    .code = "KUBE0604",
    .name = "ingress-class-conflict",
    .summary = "the old annotation and `ingressClassName` must name the same class"};
constinit const Rule kIngressClassAnnotation = {
    .code = "KUBE0605",
    .name = "ingress-class-annotation",
    .level = diag::Level::kWarning,
    .summary = "the annotation for the class of an Ingress is deprecated"};
constinit const Rule kClassParameters = {
    .code = "KUBE0606",
    .name = "bad-class-parameters",
    .summary = "parameters of a class stand in a namespace, which is named, or belong to the cluster"};
constinit const Rule kEndPort = {
    .code = "KUBE0607",
    .name = "bad-end-port",
    .summary = "a range of ports begins with a number and does not end before it"};
constinit const Rule kBadPeer = {.code = "KUBE0608",
                                 .name = "bad-policy-peer",
                                 .summary = "a peer is a block of addresses, or chosen by labels"};
constinit const Rule kExceptOutside = {
    .code = "KUBE0609",
    .name = "exception-outside-block",
    .summary = "an exception takes a part out of the block, less than all of it"};

constexpr const Rule* kIngressRules[] = {&kIngressWithoutBackend, &kIpAsHost, &kIngressPath,
                                         &kIngressClassConflict, &kIngressClassAnnotation};
constexpr const Rule* kClassRules[] = {&kClassParameters};
constexpr const Rule* kPolicyRules[] = {&kEndPort, &kBadPeer, &kExceptOutside};

constexpr std::array<std::string_view, 5> kUncleanParts = {"//", "/./", "/../", "%2f", "%2F"};
constexpr std::string_view kClassAnnotation = "kubernetes.io/ingress.class";

std::string_view UncleanPart(std::string_view path) {
  for (const std::string_view part : kUncleanParts) {
    if (path.find(part) != std::string_view::npos) return part;
  }
  for (const std::string_view end : {"/..", "/."}) {
    if (path.ends_with(end)) return end;
  }
  return {};
}

void CheckPath(const yaml::Node& route, Verdict& verdict) {
  const yaml::Node& path = route.Get("path");
  const std::string_view type = route.Get("pathType").string();
  if (type != "Exact" && type != "Prefix") return;
  if (path.string().empty()) {
    verdict.Missing(kIngressPath, route,
                    fmt::format("{} has no path, but its type is {}", verdict.Path(route), type),
                    {.label = "needs a `path`", .help = "use `path: /` for all paths"});
  } else if (const std::string_view part = UncleanPart(path.string()); !part.empty()) {
    verdict.At(kIngressPath, path, fmt::format("{} holds `{}`", verdict.Path(path), part),
               {.label = "not normalised"});
  }
}

void CheckIngress(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  const auto rules = spec.Get("rules").items();
  if (rules.empty() && !Given(spec.Get("defaultBackend"))) {
    verdict.Missing(kIngressWithoutBackend, spec, "`spec` has neither rules nor a default backend",
                    {.label = "needs `rules` or `defaultBackend`"});
  }
  for (const yaml::Node& rule : rules) {
    const yaml::Node& host = rule.Get("host");
    if (IpAddress::Parse(host.string())) {
      verdict.At(kIpAsHost, host, fmt::format("{} is an IP address", verdict.Path(host)),
                 {.label = "must be a DNS name", .help = "remove `host` to serve every name"});
    }
    for (const yaml::Node& route : rule.Get("http").Get("paths").items()) CheckPath(route, verdict);
  }
  const yaml::Node& annotation = object.Annotation(kClassAnnotation);
  const yaml::Node& name = spec.Get("ingressClassName");
  if (!annotation.present()) return;
  if (!Given(name)) {
    verdict.AtKey(kIngressClassAnnotation, object.metadata().Get("annotations"), kClassAnnotation,
                  fmt::format("the annotation `{}` is deprecated", kClassAnnotation),
                  {.label = "deprecated", .help = "set `spec.ingressClassName`"});
  } else if (name.string() != annotation.string()) {
    verdict.At(kIngressClassConflict, annotation,
               fmt::format("the annotation `{}` is not `spec.ingressClassName`", kClassAnnotation),
               {.label = "another class",
                .help = "remove the annotation",
                .secondary = {{name.span(), "the class"}}});
  }
}

void CheckIngressClass(const Object& object, Verdict& verdict) {
  const yaml::Node& parameters = object.spec().Get("parameters");
  if (!Given(parameters)) return;
  const bool wants = parameters.Get("scope").string() == "Namespace";
  const bool has = Given(parameters.Get("namespace"));
  if (wants && !has) {
    verdict.AtKey(kClassParameters, parameters, "scope",
                  "`spec.parameters` is in a namespace that is not named", {.label = "needs `namespace`"});
  } else if (!wants && has) {
    Unwanted(kClassParameters, parameters, "namespace", "the scope is Cluster", verdict,
             "set `scope: Namespace`");
  }
}

void CheckPolicyPort(const yaml::Node& port, Verdict& verdict) {
  const yaml::Node& end = port.Get("endPort");
  if (!Given(end)) return;
  const auto begin = port.Get("port").integer();
  if (!begin) {
    Unwanted(kEndPort, port, "endPort", "the range has no number to begin with", verdict,
             "set `port` to a number");
  } else if (NumberOr(end, *begin) < *begin) {
    verdict.At(kEndPort, end,
               fmt::format("{} is {}, before the port {}", verdict.Path(end), NumberOr(end, 0), *begin),
               {.label = "less than `port`"});
  }
}

void CheckPeer(const yaml::Node& peer, Verdict& verdict) {
  const yaml::Node& block = peer.Get("ipBlock");
  const bool labels = Given(peer.Get("podSelector")) || Given(peer.Get("namespaceSelector"));
  CheckSelector(peer.Get("podSelector"), verdict);
  CheckSelector(peer.Get("namespaceSelector"), verdict);
  if (!Given(block)) {
    if (labels) return;
    verdict.Missing(kBadPeer, peer, fmt::format("{} names no peer", verdict.Path(peer)),
                    {.label = "needs a selector or `ipBlock`", .help = "use `podSelector: {}` for all pods"});
    return;
  }
  if (labels) {
    Unwanted(kBadPeer, peer, "ipBlock", "the peer is chosen by labels", verdict, "make it a peer of its own");
  }
  const auto all = IpRange::Parse(block.Get("cidr").string());
  for (const yaml::Node& except : block.Get("except").items()) {
    const auto part = IpRange::Parse(except.string());
    if (!all || !part || (all->Contains(*part) && part->bits() > all->bits())) continue;
    verdict.At(kExceptOutside, except,
               fmt::format("{} is no part of {}", verdict.Path(except), block.Get("cidr").string()),
               {.label = "must be inside the block, and smaller",
                .secondary = {{block.Get("cidr").span(), "the block"}}});
  }
}

void CheckNetworkPolicy(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  CheckSelector(spec.Get("podSelector"), verdict);
  for (const auto& [direction, peers] : {std::pair("ingress", "from"), std::pair("egress", "to")}) {
    for (const yaml::Node& rule : spec.Get(direction).items()) {
      for (const yaml::Node& port : rule.Get("ports").items()) CheckPolicyPort(port, verdict);
      for (const yaml::Node& peer : rule.Get(peers).items()) CheckPeer(peer, verdict);
    }
  }
}

}  // namespace

constinit const Code kIngressCode = {Authority::kApiServer, "networking.k8s.io", "Ingress", kIngressRules,
                                     CheckIngress};
constinit const Code kIngressClassCode = {Authority::kApiServer, "networking.k8s.io", "IngressClass",
                                          kClassRules, CheckIngressClass};
constinit const Code kNetworkPolicyCode = {Authority::kApiServer, "networking.k8s.io", "NetworkPolicy",
                                           kPolicyRules, CheckNetworkPolicy};

}  // namespace meshctl::validate::kubernetes
