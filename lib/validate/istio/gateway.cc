// SPDX-License-Identifier: Apache-2.0
// Gateways: servers, their ports, hosts and TLS.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "validate/istio/addresses.h"
#include "validate/istio/hosts.h"
#include "validate/istio/kinds.h"
#include "validate/istio/labels.h"
#include "validate/istio/metadata.h"
#include "validate/istio/ports.h"
#include "validate/istio/server_tls.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {
namespace {

constinit const Rule kInvalidGatewayName = {
    .code = "ISTIO0201",
    .name = "invalid-gateway-name",
    .summary = "the name of a Gateway is no DNS label; routes name gateways as `namespace/name`"};
constinit const Rule kGatewayWithoutServers = {.code = "ISTIO0202",
                                               .name = "gateway-without-servers",
                                               .summary = "a Gateway without servers opens no port"};
constinit const Rule kDuplicateGatewayPort = {
    .code = "ISTIO0203",
    .name = "duplicate-gateway-port-name",
    .summary = "two servers of a Gateway have ports of the same name, which tells their routes apart"};
constinit const Rule kRedirectOffHttp = {
    .code = "ISTIO0204",
    .name = "https-redirect-off-http",
    .level = diag::Level::kWarning,
    .summary = "only a port that speaks HTTP in the clear can redirect its clients to HTTPS"};
constinit const Rule kServerWithoutHosts = {.code = "ISTIO0205",
                                            .name = "server-without-hosts",
                                            .summary = "a server without hosts takes no request"};
constinit const Rule kInvalidGatewayHost = {
    .code = "ISTIO0206",
    .name = "invalid-gateway-host",
    .summary =
        "a host of a server is not `[namespace/]host` with a full DNS name, `*` or `*.` in front of one"};
constinit const Rule kUnnamedGatewayPort = {
    .code = "ISTIO0207",
    .name = "unnamed-gateway-port",
    .summary = "the port of a server has no name or no protocol, or is missing altogether"};
constinit const Rule kServerWithoutTls = {
    .code = "ISTIO0208",
    .name = "server-without-tls",
    .summary = "a port speaks HTTPS or TLS, but nothing says what to do with it"};
constinit const Rule kTlsOnPlainPort = {.code = "ISTIO0209",
                                        .name = "tls-on-plain-port",
                                        .summary = "TLS is set up on a port whose protocol has none"};
constinit const Rule kSocketWithPort = {
    .code = "ISTIO0210", .name = "socket-with-port", .summary = "a Unix domain socket has no port number"};

void CheckHostName(const yaml::Node& value, std::string_view host, Verdict& verdict) {
  if (!IsWildcardDomain(host) && !IsIpAddress(host)) {
    At(verdict, kInvalidGatewayHost, value, "is no host that a server can have", Label("not a DNS name"));
  } else if (host != "*" && host.find('.') == std::string_view::npos && !IsIpAddress(host)) {
    At(verdict, kInvalidGatewayHost, value, "is a short name, which no client outside would send",
       Label("no dot", "write the full DNS name, or `*` for all"));
  } else if (HasPartialWildcard(host)) {
    At(verdict, kInvalidGatewayHost, value, "has a `*` that is only part of a label",
       Label("partial wildcard", "write `*` or `*.` in front of a domain"));
  }
}

void CheckHost(const yaml::Node& value, Verdict& verdict) {
  const std::string_view text = value.string();
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return CheckHostName(value, text, verdict);
  const std::string_view ns = text.substr(0, slash);
  if (ns != "*" && ns != "." && !IsLabel(ns)) {
    At(verdict, kInvalidGatewayHost, value, "has no namespace in front of its `/`",
       Label("not `namespace/host`", "write a namespace, `.` for this one or `*` for all"));
  } else {
    CheckHostName(value, text.substr(slash + 1), verdict);
  }
}

/// Answers whether the port is right, without which istiod does not compare it with TLS.
bool CheckServerPort(const yaml::Node& server, Verdict& verdict) {
  const yaml::Node& port = server.Get("port");
  if (port.is_null()) {
    Missing(verdict, kUnnamedGatewayPort, server, "port", "is required");
    return false;
  }
  bool valid = true;
  const std::string_view protocol = port.Get("protocol").string();
  if (protocol.empty()) {
    Missing(verdict, kUnnamedGatewayPort, port, "protocol", "is required",
            Help("write what the port speaks, such as `protocol: HTTP`"));
    valid = false;
  } else if (ParseProtocol(protocol) == Protocol::kUnknown) {
    CheckProtocol(port.Get("protocol"), verdict);
    valid = false;
  }
  const std::int64_t number = port.Get("number").integer().value_or(0);
  if (number > 0 || !IsSocket(server.Get("bind").string())) {
    CheckPort(port, "number", verdict);
    valid = valid && number >= 1 && number <= 65535;
  }
  CheckNoTargetPort(port, verdict);
  if (port.Get("name").string().empty()) {
    Missing(verdict, kUnnamedGatewayPort, port, "name", "is required: it tells the routes of the port apart");
    valid = false;
  }
  return valid && port.Get("targetPort").integer().value_or(0) <= 0;
}

void CheckBind(const yaml::Node& server, Verdict& verdict) {
  const yaml::Node& bind = server.Get("bind");
  if (bind.string().empty()) return;
  if (!IsSocket(bind.string())) return CheckIpAddress(bind, verdict);
  CheckSocketPath(bind, verdict);
  const yaml::Node& number = server.Get("port").Get("number");
  if (number.integer().value_or(0) != 0) {
    At(verdict, kSocketWithPort, number, "must be 0: the server listens on a Unix domain socket",
       {.label = "not used", .secondary = {{bind.span(), "a socket"}}});
  }
}

/// Whether TLS of a plain HTTP port only says that clients be redirected.
bool OnlyRedirects(const yaml::Node& tls) {
  const std::string_view mode = tls.Get("mode").string();
  return (mode.empty() || mode == "PASSTHROUGH" || mode == "AUTO_PASSTHROUGH") &&
         tls.Get("caCertificates").string().empty() && tls.Get("privateKey").string().empty() &&
         tls.Get("serverCertificate").string().empty();
}

void CheckTlsFitsProtocol(const yaml::Node& server, Verdict& verdict) {
  const yaml::Node& written = server.Get("port").Get("protocol");
  const Protocol protocol = ParseProtocol(written.string());
  const yaml::Node& tls = server.Get("tls");
  if (IsTls(protocol)) {
    if (!tls.is_null()) return;
    Missing(verdict, kServerWithoutTls, server, "tls",
            fmt::format("is required: the port speaks {}", written.string()),
            {.label = "no `tls`",
             .help = "say where the certificate is, such as `tls: {mode: SIMPLE, credentialName: ...}`",
             .secondary = {{written.span(), "speaks TLS"}}});
  } else if (!tls.is_null() && !(IsHttp(protocol) && OnlyRedirects(tls))) {
    AtKey(verdict, kTlsOnPlainPort, server, "tls",
          fmt::format("is set, but the port speaks {}, which has no TLS", written.string()),
          {.label = "not possible here",
           .help = IsHttp(protocol) ? "write `protocol: HTTPS`, or keep only `httpsRedirect`"
                                    : "write `protocol: TLS`, or remove `tls`",
           .secondary = {{written.span(), "speaks no TLS"}}});
  }
}

void CheckServer(const yaml::Node& server, Verdict& verdict) {
  const yaml::Node& hosts = server.Get("hosts");
  if (hosts.size() == 0)
    Missing(verdict, kServerWithoutHosts, server, "hosts", "is required: a server takes requests for hosts",
            Help("write `hosts: [\"*\"]` to take all"));
  for (const yaml::Node& host : hosts.items()) CheckHost(host, verdict);
  const bool port_valid = CheckServerPort(server, verdict);
  CheckBind(server, verdict);
  CheckServerTls(server.Get("tls"), verdict);
  if (port_valid) CheckTlsFitsProtocol(server, verdict);
}

void CheckAcrossServers(const yaml::Node& servers, Verdict& verdict) {
  const auto items = servers.items();
  for (const yaml::Node& server : items) {
    const yaml::Node& port = server.Get("port");
    if (port.is_null()) continue;
    const std::string_view name = port.Get("name").string();
    const auto first = std::ranges::find_if(items, [&](const yaml::Node& other) {
      return !other.Get("port").is_null() && other.Get("port").Get("name").string() == name;
    });
    if (&*first != &server && !name.empty()) {
      At(verdict, kDuplicateGatewayPort, port.Get("name"), "names a second port",
         {.label = "second port of this name",
          .help = "give every port of the Gateway a name of its own",
          .secondary = {{first->Get("port").Get("name").span(), "first"}}});
    }
    const yaml::Node& tls = server.Get("tls");
    if (tls.Get("httpsRedirect").boolean().value_or(false) &&
        !IsHttp(ParseProtocol(port.Get("protocol").string()))) {
      AtKey(verdict, kRedirectOffHttp, tls, "httpsRedirect",
            "has no effect on a port that does not speak HTTP",
            Label("no HTTP to redirect", "set it on the server of port 80"));
    }
  }
}

void CheckGateway(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  if (!IsLabel(object.name()) && object.metadata().Get("name").present()) {
    At(verdict, kInvalidGatewayName, object.metadata().Get("name"), "is no name of a Gateway",
       Label("not a DNS label", "write letters, digits and inner `-`, without dots"));
  }
  const yaml::Node& servers = object.spec().Get("servers");
  if (servers.size() == 0)
    Missing(verdict, kGatewayWithoutServers, object.spec().present() ? object.spec() : object.root(),
            object.spec().present() ? "servers" : "spec", "is required: a Gateway has at least one server");
  for (const yaml::Node& server : servers.items()) CheckServer(server, verdict);
  CheckAcrossServers(servers, verdict);
}

constexpr std::array kRules = {&kInvalidGatewayName, &kGatewayWithoutServers, &kDuplicateGatewayPort,
                               &kRedirectOffHttp,    &kServerWithoutHosts,    &kInvalidGatewayHost,
                               &kUnnamedGatewayPort, &kServerWithoutTls,      &kTlsOnPlainPort,
                               &kSocketWithPort};

}  // namespace

constinit const Code kGateway = {Authority::kIstio, "networking.istio.io", "Gateway", kRules, CheckGateway};

}  // namespace meshctl::validate::istio
