// SPDX-License-Identifier: Apache-2.0
// The ports of containers. Most doubles are only warned about: the ports of a pod are documentation, unless
// the host lends its own.
#include <fmt/core.h>

#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/pod.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kDuplicatePortName = {.code = "KUBE0206",
                                           .name = "duplicate-port-name",
                                           .summary = "the ports of a container must have different names"};
constinit const Rule kDuplicateHostPort = {
    .code = "KUBE0207",
    .name = "duplicate-host-port",
    .summary = "a port of the node can be lent once per protocol and address"};
constinit const Rule kHostPortMismatch = {
    .code = "KUBE0208",
    .name = "host-port-mismatch",
    .summary = "with `hostNetwork` there is one port only, so `hostPort` must equal `containerPort`"};
constinit const Rule kDuplicateContainerPort = {
    .code = "KUBE0209",
    .name = "duplicate-container-port",
    .level = diag::Level::kWarning,
    .summary = "two entries describe the same port; server-side apply keeps one of them"};
constinit const Rule kAmbiguousPortName = {
    .code = "KUBE0210",
    .name = "ambiguous-port-name",
    .level = diag::Level::kWarning,
    .summary = "Services and probes that select a port by name take the first container that has it"};
constinit const Rule kHostIpWithoutHostPort = {
    .code = "KUBE0211",
    .name = "host-ip-without-host-port",
    .level = diag::Level::kWarning,
    .summary = "`hostIP` says where to bind `hostPort` and does nothing without it"};

constexpr const Rule* kRules[] = {&kDuplicatePortName,      &kDuplicateHostPort, &kHostPortMismatch,
                                  &kDuplicateContainerPort, &kAmbiguousPortName, &kHostIpWithoutHostPort};

using HostPort = std::tuple<std::string_view, std::string_view, std::int64_t>;

std::optional<HostPort> HostPortOf(const yaml::Node& port) {
  const std::int64_t number = NumberOr(port.Get("hostPort"), 0);
  if (number == 0) return std::nullopt;
  return HostPort(TextOr(port.Get("protocol"), "TCP"), port.Get("hostIP").string(), number);
}

/// What makes two entries say the same.
std::optional<std::tuple<std::int64_t, HostPort>> PortOf(const yaml::Node& port) {
  return std::tuple(NumberOr(port.Get("containerPort"), 0),
                    HostPort(TextOr(port.Get("protocol"), "TCP"), port.Get("hostIP").string(),
                             NumberOr(port.Get("hostPort"), 0)));
}

std::vector<const yaml::Node*> PortsOf(std::span<const yaml::Node> containers) {
  std::vector<const yaml::Node*> ports;
  for (const yaml::Node& container : containers) {
    for (const yaml::Node& port : container.Get("ports").items()) ports.push_back(&port);
  }
  return ports;
}

void CheckHostNetwork(const Pod& pod, Verdict& verdict) {
  if (!IsTrue(pod.spec.Get("hostNetwork"))) return;
  for (const yaml::Node& container : pod.spec.Get("containers").items()) {
    for (const yaml::Node& port : container.Get("ports").items()) {
      const std::int64_t inside = NumberOr(port.Get("containerPort"), 0);
      const std::int64_t outside = NumberOr(port.Get("hostPort"), inside);
      if (outside == 0 || inside == outside) continue;
      verdict.At(kHostPortMismatch, port.Get("hostPort"),
                 fmt::format("{} is {}, but `containerPort` is {} and the pod uses the host's network",
                             verdict.Path(port.Get("hostPort")), outside, inside),
                 {.label = "another port than the container's",
                  .help = fmt::format("remove `hostPort`, or set it to {}", inside),
                  .secondary = {{port.Get("containerPort").span(), "the port that is used"}}});
    }
  }
}

void CheckHostPorts(std::span<const yaml::Node> containers, Verdict& verdict) {
  ForEachDuplicate(PortsOf(containers), HostPortOf, [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateHostPort, first.Get("hostPort"), again.Get("hostPort"), verdict,
             "take another port of the node");
  });
}

void CheckAcrossContainers(const Pod& pod, Verdict& verdict) {
  const auto ports = PortsOf(pod.spec.Get("containers").items());
  ForEachDuplicate(ports, PortOf, [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateContainerPort, first, again, verdict, "remove one of them");
  });
  ForEachDuplicate(ports, ByText("name"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kAmbiguousPortName, first.Get("name"), again.Get("name"), verdict,
             "give each port its own name");
  });
}

void CheckObject(const Object& object, Verdict& verdict) { CheckPorts(PodOf(object), verdict); }

}  // namespace

constinit const Code kPortsCode = {Authority::kApiServer, "", "Pod", kRules, CheckObject};

void CheckPorts(const Pod& pod, Verdict& verdict) {
  bool any = false;
  pod.ForEachContainer([&](const yaml::Node& container) {
    const auto ports = container.Get("ports").items();
    any |= !ports.empty();
    ForEachDuplicate(ports, ByText("name"), [&](const yaml::Node& first, const yaml::Node& again) {
      Repeated(kDuplicatePortName, first.Get("name"), again.Get("name"), verdict,
               "give each port its own name");
    });
    for (const yaml::Node& port : ports) {
      if (port.Get("hostIP").string().empty() || NumberOr(port.Get("hostPort"), 0) != 0) continue;
      verdict.AtKey(
          kHostIpWithoutHostPort, port, "hostIP",
          fmt::format("{} binds nothing, as there is no `hostPort`", verdict.Path(port.Get("hostIP"))),
          {.label = "without effect", .help = "set `hostPort`, or remove `hostIP`"});
    }
  });
  if (!any) return;
  CheckHostNetwork(pod, verdict);
  CheckHostPorts(pod.spec.Get("containers").items(), verdict);
  for (const yaml::Node& container : pod.spec.Get("initContainers").items()) {
    CheckHostPorts(std::span(&container, 1), verdict);
  }
  CheckAcrossContainers(pod, verdict);
}

}  // namespace meshctl::validate::kubernetes
