// SPDX-License-Identifier: Apache-2.0
// Sidecars: the listeners of a workload's proxy and the hosts it sees.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "validate/istio/addresses.h"
#include "validate/istio/connection_pool.h"
#include "validate/istio/hosts.h"
#include "validate/istio/kinds.h"
#include "validate/istio/labels.h"
#include "validate/istio/metadata.h"
#include "validate/istio/ports.h"
#include "validate/istio/selectors.h"
#include "validate/istio/server_tls.h"
#include "validate/istio/sidecar_hosts.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {
namespace {

constinit const Rule kEmptySidecar = {
    .code = "ISTIO0701", .name = "empty-sidecar", .summary = "a Sidecar configures nothing"};
constinit const Rule kListenerWithoutPort = {.code = "ISTIO0702",
                                             .name = "ingress-without-port",
                                             .summary = "an ingress listener does not say where it listens"};
constinit const Rule kDuplicateListener = {
    .code = "ISTIO0703",
    .name = "duplicate-listener",
    .summary = "two listeners of a Sidecar have one port or one Unix domain socket"};
constinit const Rule kInvalidDefaultEndpoint = {
    .code = "ISTIO0704",
    .name = "invalid-default-endpoint",
    .summary = "an ingress listener forwards to a port of its own host or to a Unix domain socket"};
constinit const Rule kUnsupportedIngressTls = {
    .code = "ISTIO0705",
    .name = "unsupported-ingress-tls",
    .summary = "a setting of TLS that works at gateways does not work at an ingress listener of a sidecar"};
constinit const Rule kTlsOnPlainListener = {
    .code = "ISTIO0706",
    .name = "tls-on-plain-listener",
    .summary = "TLS is set up on an ingress listener whose protocol has none"};
constinit const Rule kHttpPoolOnTcp = {
    .code = "ISTIO0707",
    .name = "http-pool-on-tcp-listener",
    .level = diag::Level::kWarning,
    .summary = "limits of HTTP connections have no effect on a port that does not speak HTTP"};
constinit const Rule kMisplacedCatchAll = {
    .code = "ISTIO0708",
    .name = "misplaced-catch-all-listener",
    .summary = "the egress listener without a port takes what is left, so that it is the last one"};
constinit const Rule kPortlessListener = {
    .code = "ISTIO0709",
    .name = "portless-listener-without-socket",
    .summary = "a listener with port 0 listens on a Unix domain socket, to which nothing is redirected"};
constinit const Rule kProxyWithoutAllowAny = {
    .code = "ISTIO0717",
    .name = "egress-proxy-without-allow-any",
    .summary = "an egress proxy takes traffic to unknown hosts, which only mode ALLOW_ANY lets out"};
constinit const Rule kProxyWithoutPort = {
    .code = "ISTIO0718",
    .name = "egress-proxy-without-port",
    .summary = "an egress proxy does not say at which port it takes traffic"};

bool IsLocal(std::string_view host) {
  return host.empty() || host == "127.0.0.1" || host == "0.0.0.0" || host == "::1" || host == "::";
}

/// `host:port`, `[::1]:port` or `:port` on this host.
bool IsLocalEndpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[')) {
    if (!host.ends_with(']')) return false;
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return false;
  }
  const std::string_view port = text.substr(colon + 1);
  int number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return IsLocal(host) && error == std::errc() && end == port.data() + port.size() && number >= 1 &&
         number <= 65535;
}

void CheckDefaultEndpoint(const yaml::Node& endpoint, Verdict& verdict) {
  if (endpoint.string().empty()) return;
  if (IsSocket(endpoint.string())) return CheckSocketPath(endpoint, verdict);
  if (IsLocalEndpoint(endpoint.string())) return;
  At(verdict, kInvalidDefaultEndpoint, endpoint, "is no port of this host",
     Label("not an endpoint of the workload",
           "write `127.0.0.1:port`, `0.0.0.0:port`, `[::1]:port`, `[::]:port` or `unix:///path`"));
}

void CheckIngressTls(const yaml::Node& listener, Verdict& verdict) {
  const yaml::Node& tls = listener.Get("tls");
  if (tls.is_null()) return;
  constexpr std::string_view kWhat = "is not supported at a sidecar";
  for (const std::string_view field :
       {"subjectAltNames", "httpsRedirect", "credentialName", "credentialNames", "tlsCertificates"}) {
    const yaml::Node& value = tls.Get(field);
    if (value.size() == 0 && value.string().empty() && !value.boolean().value_or(false)) continue;
    AtKey(verdict, kUnsupportedIngressTls, tls, field, kWhat, Label("only at gateways", "remove it"));
  }
  const std::string_view mode = tls.Get("mode").string();
  if (mode == "ISTIO_MUTUAL" || mode == "AUTO_PASSTHROUGH") {
    At(verdict, kUnsupportedIngressTls, tls.Get("mode"), kWhat,
       Label("only at gateways", "a PeerAuthentication decides about the mesh's own TLS"));
  }
  const yaml::Node& protocol = listener.Get("port").Get("protocol");
  if (!IsTls(ParseProtocol(protocol.string()))) {
    AtKey(verdict, kTlsOnPlainListener, listener, "tls", "is set, but the port speaks neither HTTPS nor TLS",
          Label("no TLS on this port", "write `protocol: HTTPS` or `protocol: TLS`"));
  }
  CheckServerTls(tls, verdict);
}

void CheckPortOfListener(const yaml::Node& port, Verdict& verdict) {
  CheckNoTargetPort(port, verdict);
  if (!port.Get("name").string().empty()) CheckPortName(port.Get("name"), verdict);
  CheckProtocol(port.Get("protocol"), verdict);
}

void CheckBind(const yaml::Node& bind, Verdict& verdict) {
  if (!bind.string().empty()) CheckIpAddress(bind, verdict);
}

/// The listener before this one with the same number of its port, or null.
const yaml::Node* EarlierPort(std::span<const yaml::Node> listeners, const yaml::Node& listener) {
  const auto number = listener.Get("port").Get("number").integer().value_or(0);
  for (const yaml::Node& other : listeners) {
    if (&other == &listener) return nullptr;
    const yaml::Node& port = other.Get("port");
    if (!port.is_null() && port.Get("number").integer().value_or(0) == number) return &port.Get("number");
  }
  return nullptr;
}

void CheckUniquePort(std::span<const yaml::Node> listeners, const yaml::Node& listener, Verdict& verdict) {
  const yaml::Node* const earlier = EarlierPort(listeners, listener);
  if (earlier == nullptr) return;
  At(verdict, kDuplicateListener, listener.Get("port").Get("number"), "is the port of another listener",
     {.label = "second listener of this port", .secondary = {{earlier->span(), "first"}}});
}

void CheckIngress(const yaml::Node& ingress, Verdict& verdict) {
  for (const yaml::Node& listener : ingress.items()) {
    const yaml::Node& port = listener.Get("port");
    if (port.is_null()) {
      Missing(verdict, kListenerWithoutPort, listener, "port", "is required: where to listen");
      continue;
    }
    CheckPortOfListener(port, verdict);
    CheckPort(port, "number", verdict);
    CheckBind(listener.Get("bind"), verdict);
    CheckUniquePort(ingress.items(), listener, verdict);
    CheckDefaultEndpoint(listener.Get("defaultEndpoint"), verdict);
    CheckIngressTls(listener, verdict);
    const yaml::Node& pool = listener.Get("connectionPool");
    CheckConnectionPool(pool, verdict);
    if (!pool.Get("http").is_null() && !IsHttp(ParseProtocol(port.Get("protocol").string()))) {
      AtKey(verdict, kHttpPoolOnTcp, pool, "http", "has no effect: the port does not speak HTTP",
            Label("only TCP limits apply"));
    }
  }
}

void CheckSocketListener(std::span<const yaml::Node> listeners, const yaml::Node& listener,
                         Verdict& verdict) {
  const yaml::Node& bind = listener.Get("bind");
  if (!IsSocket(bind.string())) {
    verdict.AtKey(
        kPortlessListener, listener, bind.present() ? "bind" : "port",
        fmt::format("{} has port 0, but no Unix domain socket to listen on", verdict.Path(listener)),
        Label("no socket", "give a port, or `bind: unix:///path`"));
  } else {
    CheckSocketPath(bind, verdict);
  }
  if (listener.Get("captureMode").string() == "IPTABLES") {
    At(verdict, kPortlessListener, listener.Get("captureMode"),
       "must be DEFAULT or NONE: nothing is redirected to a Unix domain socket", Label("not possible here"));
  }
  for (const yaml::Node& other : listeners) {
    if (&other == &listener) return;
    const yaml::Node& port = other.Get("port");
    if (port.is_null() || port.Get("number").integer().value_or(0) != 0 ||
        other.Get("bind").string() != bind.string())
      continue;
    verdict.AtKey(
        kDuplicateListener, listener, "bind",
        fmt::format("{} listens where another listener does", verdict.Path(listener)),
        {.label = "second listener of this socket", .secondary = {{other.Get("bind").span(), "first"}}});
    return;
  }
}

void CheckEgressPort(std::span<const yaml::Node> listeners, const yaml::Node& listener, Verdict& verdict) {
  const yaml::Node& port = listener.Get("port");
  if (port.is_null()) {
    if (&listener == &listeners.back()) return;
    verdict.Missing(
        kMisplacedCatchAll, listener,
        fmt::format("{} has no port and takes what is left, but is not the last", verdict.Path(listener)),
        Label("no port", "give it a `port`, or move it to the end"));
    return;
  }
  CheckPortOfListener(port, verdict);
  if (port.Get("number").integer().value_or(0) == 0) return CheckSocketListener(listeners, listener, verdict);
  CheckPort(port, "number", verdict);
  CheckBind(listener.Get("bind"), verdict);
  CheckUniquePort(listeners, listener, verdict);
}

void CheckOutboundPolicy(const yaml::Node& policy, Verdict& verdict) {
  const yaml::Node& proxy = policy.Get("egressProxy");
  if (proxy.is_null()) return;
  if (policy.Get("mode").string() != "ALLOW_ANY") {
    AtKey(verdict, kProxyWithoutAllowAny, policy, "egressProxy", "needs `mode: ALLOW_ANY`",
          Label("nothing to take", "write `mode: ALLOW_ANY`"));
    return;
  }
  if (!proxy.Get("host").string().empty()) CheckFqdn(proxy.Get("host"), verdict);
  if (proxy.Get("port").is_null()) {
    Missing(verdict, kProxyWithoutPort, proxy, "port", "is required: where the proxy takes traffic");
    return;
  }
  CheckDestination(proxy, verdict);
}

void CheckSidecar(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  const yaml::Node& spec = object.spec();
  if (!CheckWorkloadSelector(spec.Get("workloadSelector"), verdict)) return;
  if (spec.Get("egress").size() + spec.Get("ingress").size() == 0 &&
      spec.Get("outboundTrafficPolicy").is_null() && spec.Get("inboundConnectionPool").is_null()) {
    verdict.Missing(
        kEmptySidecar, spec, "the Sidecar configures nothing",
        Label("empty", "add `egress`, `ingress`, `outboundTrafficPolicy` or `inboundConnectionPool`"));
    return;
  }
  CheckIngress(spec.Get("ingress"), verdict);
  CheckConnectionPool(spec.Get("inboundConnectionPool"), verdict);
  const auto listeners = spec.Get("egress").items();
  for (const yaml::Node& listener : listeners) {
    CheckEgressPort(listeners, listener, verdict);
    CheckEgressHosts(listener, object.ns(), verdict);
  }
  CheckOutboundPolicy(spec.Get("outboundTrafficPolicy"), verdict);
}

constexpr std::array kRules = {&kEmptySidecar,           &kListenerWithoutPort,   &kDuplicateListener,
                               &kInvalidDefaultEndpoint, &kUnsupportedIngressTls, &kTlsOnPlainListener,
                               &kHttpPoolOnTcp,          &kMisplacedCatchAll,     &kPortlessListener,
                               &kEgressWithoutHosts,     &kInvalidEgressHost,     &kRepeatedEgressHost,
                               &kHostsBesideAll,         &kProxyWithoutAllowAny,  &kProxyWithoutPort};

}  // namespace

constinit const Code kSidecar = {Authority::kIstio, "networking.istio.io", "Sidecar", kRules, CheckSidecar};

}  // namespace meshctl::validate::istio
