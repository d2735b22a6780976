// SPDX-License-Identifier: Apache-2.0
// WorkloadEntries and WorkloadGroups: workloads outside of Kubernetes, and how their health is probed.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "validate/istio/addresses.h"
#include "validate/istio/headers.h"
#include "validate/istio/hosts.h"
#include "validate/istio/kinds.h"
#include "validate/istio/labels.h"
#include "validate/istio/limits.h"
#include "validate/istio/metadata.h"
#include "validate/istio/ports.h"
#include "validate/istio/wording.h"
#include "validate/istio/workload.h"

namespace meshctl::validate::istio {

constinit const Rule kWorkloadWithoutAddress = {
    .code = "ISTIO0601",
    .name = "workload-without-address",
    .summary = "a workload has neither an address nor a network through whose gateway it could be reached"};
constinit const Rule kAddressElsewhere = {
    .code = "ISTIO0602",
    .name = "workload-behind-gateway-only",
    .level = diag::Level::kWarning,
    .summary =
        "a workload has a network but no address: it is reached through the gateway of its network only"};
constinit const Rule kInvalidWorkloadAddress = {
    .code = "ISTIO0603",
    .name = "invalid-workload-address",
    .summary = "the address of a workload is neither an IP address nor, where one is allowed, a DNS name"};
constinit const Rule kSocketWorkloadWithPorts = {
    .code = "ISTIO0604",
    .name = "socket-workload-with-ports",
    .summary = "a workload on a Unix domain socket has no ports, and serves exactly one port of its service"};

bool CheckWorkloadAddress(const yaml::Node& workload, Address allowed, Verdict& verdict) {
  const yaml::Node& address = workload.Get("address");
  const std::string_view text = address.string();
  if (text.empty()) {
    if (workload.Get("network").string().empty()) {
      Missing(verdict, kWorkloadWithoutAddress, workload, "address", "is required: where the workload is",
              Help("add `address`, or `network` if it is behind the gateway of one"));
      return false;
    }
    AtKey(verdict, kAddressElsewhere, workload, "network", "is given without an `address`",
          Label("reached through the gateway of this network only"));
    return true;
  }
  if (IsSocket(text)) {
    CheckSocketPath(address, verdict);
    if (workload.Get("ports").size() > 0) {
      AtKey(verdict, kSocketWorkloadWithPorts, workload, "ports",
            "can not be set: the workload is on a Unix domain socket",
            {.label = "a socket has no ports", .secondary = {{address.span(), "the socket"}}});
    }
    return true;
  }
  if (IsIpAddress(text) || (allowed == Address::kIpOrName && IsFqdn(text))) return true;
  At(verdict, kInvalidWorkloadAddress, address,
     allowed == Address::kIp ? "must be an IP address" : "is neither an IP address nor a DNS name",
     allowed == Address::kIp
         ? Label("not an IP address", "write `resolution: DNS` in the ServiceEntry if this is a name")
         : Label("not an address"));
  return true;
}

void CheckWorkloadPortsAndLabels(const yaml::Node& workload, Verdict& verdict) {
  const yaml::Node& ports = workload.Get("ports");
  for (const yaml::Entry& entry : ports.entries()) {
    if (!IsLabel(entry.key)) {
      AtKey(verdict, kInvalidPortName, ports, entry.key, "is no name of a port",
            Label("not a DNS label", "write letters, digits and inner `-`, at most 63 of them"));
    }
    CheckPort(ports, entry.key, verdict);
  }
  CheckLabels(workload.Get("labels"), verdict);
}

namespace {

constinit const Rule kGroupWithoutTemplate = {
    .code = "ISTIO0605",
    .name = "workload-group-without-template",
    .summary = "a WorkloadGroup has no template for the workloads that register with it"};
constinit const Rule kProbeWithoutMethod = {
    .code = "ISTIO0606",
    .name = "probe-without-method",
    .summary = "a probe does not say how to ask for health: by `httpGet`, `tcpSocket` or `exec`"};
constinit const Rule kInvalidProbeScheme = {.code = "ISTIO0608",
                                            .name = "invalid-probe-scheme",
                                            .summary = "a probe by HTTP uses the scheme HTTP or HTTPS"};

void CheckHttpProbe(const yaml::Node& get, Verdict& verdict) {
  CheckPort(get, "port", verdict);
  const std::string_view scheme = get.Get("scheme").string();
  if (!scheme.empty() && scheme != "HTTP" && scheme != "HTTPS")
    At(verdict, kInvalidProbeScheme, get.Get("scheme"), "must be `HTTP` or `HTTPS`", Label("not supported"));
  for (const yaml::Node& header : get.Get("httpHeaders").items()) {
    const yaml::Node& name = header.Get("name");
    const bool valid = !name.string().empty() && std::ranges::all_of(name.string(), [](char c) {
      return IsAlphanumeric(c) || c == '-';
    });
    if (valid) continue;
    if (name.present()) {
      At(verdict, kInvalidHeaderName, name, "is no name of a header that a probe can send",
         Label("not a header name", "write letters, digits and `-`"));
    } else {
      Missing(verdict, kInvalidHeaderName, header, "name", "is required");
    }
  }
}

void CheckProbe(const yaml::Node& probe, Verdict& verdict) {
  if (probe.is_null()) return;
  for (const std::string_view field :
       {"periodSeconds", "initialDelaySeconds", "timeoutSeconds", "successThreshold", "failureThreshold"}) {
    CheckNotNegative(probe.Get(field), verdict);
  }
  if (const yaml::Node& get = probe.Get("httpGet"); !get.is_null()) {
    CheckHttpProbe(get, verdict);
  } else if (const yaml::Node& socket = probe.Get("tcpSocket"); !socket.is_null()) {
    CheckPort(socket, "port", verdict);
  } else if (const yaml::Node& exec = probe.Get("exec"); !exec.is_null()) {
    if (exec.Get("command").size() == 0)
      Missing(verdict, kProbeWithoutMethod, exec, "command", "is required: what to run");
  } else if (!probe.Get("grpc").is_null()) {
    AtKey(verdict, kProbeWithoutMethod, probe, "grpc", "is in the API, but istiod does not take it yet",
          Label("not supported", "write `httpGet`, `tcpSocket` or `exec`"));
  } else {
    verdict.Missing(kProbeWithoutMethod, probe,
                    fmt::format("{} does not say how to probe", verdict.Path(probe)),
                    Label("no method", "add `httpGet`, `tcpSocket` or `exec`"));
  }
}

void CheckWorkloadEntry(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  if (CheckWorkloadAddress(object.spec(), Address::kIpOrName, verdict))
    CheckWorkloadPortsAndLabels(object.spec(), verdict);
}

void CheckWorkloadGroup(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  const yaml::Node& spec = object.spec();
  if (spec.Get("template").is_null()) {
    Missing(verdict, kGroupWithoutTemplate, spec, "template", "is required: what workloads that register get",
            Help("add `template`, if only `template: {}`"));
    return;
  }
  CheckLabels(spec.Get("metadata").Get("labels"), verdict);
  CheckProbe(spec.Get("probe"), verdict);
}

constexpr std::array kEntryRules = {&kWorkloadWithoutAddress, &kAddressElsewhere, &kInvalidWorkloadAddress,
                                    &kSocketWorkloadWithPorts};
constexpr std::array kGroupRules = {&kGroupWithoutTemplate, &kProbeWithoutMethod, &kInvalidProbeScheme};

}  // namespace

constinit const Code kWorkloadEntry = {Authority::kIstio, "networking.istio.io", "WorkloadEntry", kEntryRules,
                                       CheckWorkloadEntry};
constinit const Code kWorkloadGroup = {Authority::kIstio, "networking.istio.io", "WorkloadGroup", kGroupRules,
                                       CheckWorkloadGroup};

}  // namespace meshctl::validate::istio
