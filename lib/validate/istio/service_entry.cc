// SPDX-License-Identifier: Apache-2.0
// ServiceEntries: what each way of resolution needs and excludes.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "validate/istio/addresses.h"
#include "validate/istio/export_to.h"
#include "validate/istio/hosts.h"
#include "validate/istio/kinds.h"
#include "validate/istio/labels.h"
#include "validate/istio/metadata.h"
#include "validate/istio/ports.h"
#include "validate/istio/selectors.h"
#include "validate/istio/wording.h"
#include "validate/istio/workload.h"

namespace meshctl::validate::istio {
namespace {

constinit const Rule kEndpointsBesideSelector = {
    .code = "ISTIO0501",
    .name = "endpoints-beside-selector",
    .summary = "endpoints are either listed or selected among the workloads of the namespace"};
constinit const Rule kServiceEntryWithoutHosts = {.code = "ISTIO0502",
                                                  .name = "service-entry-without-hosts",
                                                  .summary = "a ServiceEntry without hosts adds no service"};
constinit const Rule kPartialWildcard = {
    .code = "ISTIO0503",
    .name = "partial-wildcard-host",
    .level = diag::Level::kWarning,
    .summary = "a `*` that is only part of a label is no wildcard for Envoy"};
constinit const Rule kSubnetToResolve = {
    .code = "ISTIO0504",
    .name = "subnet-to-resolve",
    .summary = "a range of addresses belongs to a service whose endpoints are known, not looked up by DNS"};
constinit const Rule kDuplicateServicePort = {
    .code = "ISTIO0505",
    .name = "duplicate-service-entry-port",
    .summary = "two ports of a ServiceEntry have one name or one number"};
constinit const Rule kTcpPortWithoutAddress = {
    .code = "ISTIO0506",
    .name = "tcp-port-without-address",
    .level = diag::Level::kWarning,
    .summary = "TCP connections are told apart by their address; without one the port takes them all"};
constinit const Rule kEndpointsWithoutResolution = {
    .code = "ISTIO0507",
    .name = "endpoints-without-resolution",
    .summary = "resolution NONE sends connections where they were going, so that endpoints have no use"};
constinit const Rule kSelectorWithoutResolution = {
    .code = "ISTIO0508",
    .name = "selector-without-resolution",
    .level = diag::Level::kWarning,
    .summary = "resolution NONE sends connections where they were going, so that a selector has no use"};
constinit const Rule kUnresolvableHost = {
    .code = "ISTIO0510",
    .name = "unresolvable-host",
    .summary = "without endpoints the host itself is looked up by DNS, which knows no wildcards"};
constinit const Rule kSeveralEndpoints = {
    .code = "ISTIO0511",
    .name = "several-round-robin-endpoints",
    .summary = "resolution DNS_ROUND_ROBIN uses one name, so that there can be one endpoint"};
constinit const Rule kUndefinedEndpointPort = {
    .code = "ISTIO0512",
    .name = "undefined-endpoint-port",
    .summary = "an endpoint has a port whose name none of the ServiceEntry's ports has"};
constinit const Rule kSeveralHostsAtAddress = {
    .code = "ISTIO0513",
    .name = "several-hosts-at-tcp-address",
    .level = diag::Level::kWarning,
    .summary = "TCP connections to one address can not be told apart by host"};
constinit const Rule kDynamicDnsHost = {
    .code = "ISTIO0514",
    .name = "dynamic-dns-host-without-wildcard",
    .summary = "resolution DYNAMIC_DNS looks up what clients ask for, so that its hosts are wildcards"};
constinit const Rule kDynamicDnsTarget = {
    .code = "ISTIO0515",
    .name = "dynamic-dns-with-fixed-target",
    .summary = "resolution DYNAMIC_DNS looks up what clients ask for and has no addresses or endpoints"};
constinit const Rule kDynamicDnsProtocol = {
    .code = "ISTIO0516",
    .name = "dynamic-dns-without-host-in-protocol",
    .summary = "resolution DYNAMIC_DNS needs a protocol that carries the host: HTTP, HTTP2, GRPC or TLS"};
constinit const Rule kDynamicDnsWaypoint = {
    .code = "ISTIO0517",
    .name = "dynamic-dns-with-waypoint",
    .summary = "waypoints do not support resolution DYNAMIC_DNS for services inside of the mesh"};
constinit const Rule kSeveralHostsOnTcpPort = {
    .code = "ISTIO0518",
    .name = "several-hosts-on-tcp-port",
    .summary = "several hosts can share a port only if its protocol carries the host"};

void CheckHosts(const yaml::Node& spec, bool dynamic, Verdict& verdict) {
  const yaml::Node& hosts = spec.Get("hosts");
  if (hosts.size() == 0)
    Missing(verdict, kServiceEntryWithoutHosts, spec, "hosts", "is required: the names of the service");
  for (const yaml::Node& host : hosts.items()) {
    if (host.string() == "*") {
      At(verdict, kInvalidHost, host, "can not be `*`: a service has a name",
         Label("all names", "write a domain, such as `*.example.com`"));
      continue;
    }
    CheckWildcardDomain(host, verdict);
    if (dynamic || !HasPartialWildcard(host.string())) continue;
    At(verdict, kPartialWildcard, host, "has a `*` that is only part of a label",
       Label("partial wildcard", "write `*.` in front of a domain"));
  }
}

void CheckAddresses(const yaml::Node& spec, std::string_view resolution, Verdict& verdict) {
  for (const yaml::Node& address : spec.Get("addresses").items()) {
    CheckSubnet(address, verdict);
    if (address.string().find('/') == std::string_view::npos || resolution == "NONE" ||
        resolution == "STATIC")
      continue;
    At(verdict, kSubnetToResolve, address,
       fmt::format("can not be a range of addresses with resolution {}", resolution),
       Label("a range", "list single addresses, or write `resolution: STATIC` or `NONE`"));
  }
}

/// As istiod by default: a service gets an address of its own unless it is not resolved or a label says no.
bool GetsAddress(const Object& object, std::string_view resolution) {
  return resolution != "NONE" &&
         object.Label("networking.istio.io/enable-autoallocate-ip").string() != "false";
}

void CheckUnique(const yaml::Node& port, std::span<const yaml::Node> ports, std::string_view field,
                 Verdict& verdict) {
  const std::string_view text = port.Get(field).text();
  const auto first =
      std::ranges::find_if(ports, [&](const yaml::Node& other) { return other.Get(field).text() == text; });
  if (&*first == &port || text.empty()) return;
  At(verdict, kDuplicateServicePort, port.Get(field), "is that of another port",
     {.label = "second time", .secondary = {{first->Get(field).span(), "first"}}});
}

void CheckPorts(const Object& object, std::string_view resolution, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  const auto ports = spec.Get("ports").items();
  const bool addressed = spec.Get("addresses").size() > 0 || GetsAddress(object, resolution);
  for (const yaml::Node& port : ports) {
    CheckUnique(port, ports, "name", verdict);
    CheckUnique(port, ports, "number", verdict);
    CheckOptionalPort(port, "targetPort", verdict);
    const std::string_view protocol = port.Get("protocol").string();
    if (!addressed && (protocol.empty() || protocol == "TCP")) {
      verdict.Missing(kTcpPortWithoutAddress, port,
                      fmt::format("{} takes TCP connections to any address", verdict.Path(port)),
                      Label("TCP without an address",
                            "list the addresses of the service, or write the `protocol` it speaks"));
    }
    if (port.Get("name").string().empty()) {
      Missing(verdict, kInvalidPortName, port, "name", "is required");
    } else {
      CheckPortName(port.Get("name"), verdict);
    }
    CheckProtocol(port.Get("protocol"), verdict);
    CheckPort(port, "number", verdict);
  }
}

bool HasPort(const yaml::Node& spec, std::string_view name) {
  return std::ranges::any_of(spec.Get("ports").items(),
                             [&](const yaml::Node& port) { return port.Get("name").string() == name; });
}

void CheckEndpointPorts(const yaml::Node& endpoint, const yaml::Node& spec, Verdict& verdict) {
  const yaml::Node& ports = endpoint.Get("ports");
  for (const yaml::Entry& entry : ports.entries()) {
    if (HasPort(spec, entry.key)) continue;
    AtKey(verdict, kUndefinedEndpointPort, ports, entry.key, "is the name of none of the service's ports",
          {.label = "not among `spec.ports`",
           .help = "use the name of a port of the ServiceEntry",
           .secondary = {{spec.Get("ports").span(), "the ports"}}});
  }
  CheckWorkloadPortsAndLabels(endpoint, verdict);
}

void CheckUnresolved(const yaml::Node& spec, Verdict& verdict) {
  if (spec.Get("endpoints").size() > 0) {
    AtKey(verdict, kEndpointsWithoutResolution, spec, "endpoints", "have no use with resolution NONE",
          Label("not used", "write `resolution: STATIC` for addresses or `DNS` for names"));
  }
  if (!spec.Get("workloadSelector").is_null()) {
    AtKey(verdict, kSelectorWithoutResolution, spec, "workloadSelector", "has no use with resolution NONE",
          Label("not used", "write `resolution: STATIC`"));
  }
}

void CheckStatic(const yaml::Node& spec, Verdict& verdict) {
  for (const yaml::Node& endpoint : spec.Get("endpoints").items()) {
    if (!CheckWorkloadAddress(endpoint, Address::kIp, verdict)) continue;
    CheckEndpointPorts(endpoint, spec, verdict);
    if (!IsSocket(endpoint.Get("address").string()) || spec.Get("ports").size() == 1) continue;
    At(verdict, kSocketWorkloadWithPorts, endpoint.Get("address"),
       fmt::format("is a socket, which serves one port; the service has {}", spec.Get("ports").size()),
       Label("one port only"));
  }
}

void CheckDns(const yaml::Node& spec, std::string_view resolution, Verdict& verdict) {
  const auto endpoints = spec.Get("endpoints").items();
  const auto hosts = spec.Get("hosts").items();
  if (endpoints.empty()) {
    const auto host = std::ranges::find_if_not(
        hosts, [](const yaml::Node& candidate) { return IsFqdn(candidate.string()); });
    if (host != hosts.end()) {
      At(verdict, kUnresolvableHost, *host,
         fmt::format("can not be looked up, as resolution {} does", resolution),
         Label("not a DNS name", "list the names to look up in `endpoints`"));
    }
  }
  if (resolution == "DNS_ROUND_ROBIN" && endpoints.size() > 1) {
    AtKey(verdict, kSeveralEndpoints, spec, "endpoints",
          fmt::format("holds {}; resolution DNS_ROUND_ROBIN uses one", endpoints.size()),
          Label("too many", "keep one, or write `resolution: DNS`"));
  }
  for (const yaml::Node& endpoint : endpoints) {
    const yaml::Node& address = endpoint.Get("address");
    if (address.string().empty()) {
      Missing(verdict, kInvalidWorkloadAddress, endpoint, "address", "is required: the name to look up");
    } else if (!IsIpAddress(address.string()) && !IsFqdn(address.string())) {
      At(verdict, kInvalidWorkloadAddress, address, "is neither an IP address nor a DNS name",
         Label("not an address"));
    }
    CheckEndpointPorts(endpoint, spec, verdict);
  }
  if (spec.Get("addresses").size() == 0 || hosts.size() < 2) return;
  for (const yaml::Node& port : spec.Get("ports").items()) {
    if (!IsTcp(ParseProtocol(port.Get("protocol").string()))) continue;
    verdict.AtKey(kSeveralHostsAtAddress, spec, "addresses",
                  fmt::format("{} are shared by {} hosts, but TCP does not carry the host",
                              verdict.Path(spec, "addresses"), hosts.size()),
                  {.label = "one address for several hosts",
                   .help = "write one ServiceEntry for each host",
                   .secondary = {{port.Get("protocol").span(), "carries no host"}}});
    return;
  }
}

void CheckDynamicDns(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  for (const yaml::Node& host : spec.Get("hosts").items()) {
    if (host.string().starts_with('*')) continue;
    At(verdict, kDynamicDnsHost, host, "must begin with `*`: resolution DYNAMIC_DNS is for wildcards",
       Label("not a wildcard", "write `resolution: DNS` for a single name"));
  }
  for (const std::string_view field : {"addresses", "endpoints"}) {
    if (spec.Get(field).size() == 0) continue;
    AtKey(verdict, kDynamicDnsTarget, spec, field, "can not be set with resolution DYNAMIC_DNS",
          Label("clients name the target", "remove it"));
  }
  for (const yaml::Node& port : spec.Get("ports").items()) {
    const yaml::Node& written = port.Get("protocol");
    const Protocol protocol = ParseProtocol(written.string());
    if (protocol == Protocol::kHttp || protocol == Protocol::kTls || protocol == Protocol::kGrpc ||
        protocol == Protocol::kHttp2)
      continue;
    verdict.AtKey(kDynamicDnsProtocol, port, "protocol",
                  fmt::format("{} must be HTTP, HTTP2, GRPC or TLS with resolution DYNAMIC_DNS",
                              verdict.Path(port, "protocol")),
                  Label(written.is_null() ? "no protocol" : "carries no host"));
  }
  const yaml::Node& waypoint = object.Label("istio.io/use-waypoint");
  const std::string_view name = waypoint.string();
  const bool none =
      name.size() == 4 && std::ranges::equal(name, std::string_view("none"), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
      });
  if (spec.Get("location").string() == "MESH_INTERNAL" && !name.empty() && !none) {
    At(verdict, kDynamicDnsWaypoint, waypoint,
       "can not be used with resolution DYNAMIC_DNS inside of the mesh",
       Label("a waypoint", "write `location: MESH_EXTERNAL`, or remove the label"));
  }
}

void CheckSharedPorts(const yaml::Node& spec, Verdict& verdict) {
  if (spec.Get("hosts").size() < 2) return;
  for (const yaml::Node& port : spec.Get("ports").items()) {
    const yaml::Node& written = port.Get("protocol");
    const Protocol protocol = ParseProtocol(written.string());
    if (IsHttp(protocol) || IsTls(protocol)) continue;
    verdict.AtKey(kSeveralHostsOnTcpPort, port, "protocol",
                  fmt::format("{} hosts share {}, but its protocol does not carry the host",
                              spec.Get("hosts").size(), verdict.Path(port)),
                  {.label = written.is_null() ? "no protocol means TCP" : "carries no host",
                   .help = "write one ServiceEntry for each host, or the protocol that is spoken"});
    return;
  }
}

void CheckServiceEntry(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  const yaml::Node& spec = object.spec();
  const yaml::Node& selector = spec.Get("workloadSelector");
  if (!CheckWorkloadSelector(selector, verdict)) return;
  if (!selector.is_null() && spec.Get("endpoints").size() > 0) {
    AtKey(verdict, kEndpointsBesideSelector, spec, "endpoints", "can not stand beside `workloadSelector`",
          {.label = "lists endpoints",
           .help = "keep one of them",
           .secondary = {{spec.Find("workloadSelector")->key_span(), "selects endpoints"}}});
  }
  const std::string_view given = spec.Get("resolution").string();
  const std::string_view resolution = given.empty() ? "NONE" : given;
  CheckHosts(spec, resolution == "DYNAMIC_DNS", verdict);
  CheckAddresses(spec, resolution, verdict);
  CheckPorts(object, resolution, verdict);
  if (resolution == "NONE") {
    CheckUnresolved(spec, verdict);
  } else if (resolution == "STATIC") {
    CheckStatic(spec, verdict);
  } else if (resolution == "DYNAMIC_DNS") {
    CheckDynamicDns(object, verdict);
  } else {
    CheckDns(spec, resolution, verdict);
  }
  if (resolution != "NONE") CheckSharedPorts(spec, verdict);
  CheckExportTo(object, Exported::kServiceEntry, verdict);
}

constexpr std::array kRules = {&kEndpointsBesideSelector,
                               &kServiceEntryWithoutHosts,
                               &kPartialWildcard,
                               &kSubnetToResolve,
                               &kDuplicateServicePort,
                               &kTcpPortWithoutAddress,
                               &kEndpointsWithoutResolution,
                               &kSelectorWithoutResolution,
                               &kUnresolvableHost,
                               &kSeveralEndpoints,
                               &kUndefinedEndpointPort,
                               &kSeveralHostsAtAddress,
                               &kDynamicDnsHost,
                               &kDynamicDnsTarget,
                               &kDynamicDnsProtocol,
                               &kDynamicDnsWaypoint,
                               &kSeveralHostsOnTcpPort};

}  // namespace

constinit const Code kServiceEntry = {Authority::kIstio, "networking.istio.io", "ServiceEntry", kRules,
                                      CheckServiceEntry};

}  // namespace meshctl::validate::istio
