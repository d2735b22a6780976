// SPDX-License-Identifier: Apache-2.0
// Ports. Numbers of wrong types never come here: decoding has succeeded.
#include "validate/istio/ports.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/nearest.h"
#include "validate/istio/labels.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kPortOutOfRange = {.code = "ISTIO0107",
                                        .name = "port-out-of-range",
                                        .summary = "a port is not in the range from 1 to 65535"};
constinit const Rule kInvalidPortName = {
    .code = "ISTIO0108",
    .name = "invalid-port-name",
    .summary = "the name of a port is no DNS label, so that no service could refer to it"};
constinit const Rule kUnknownProtocol = {
    .code = "ISTIO0109",
    .name = "unknown-protocol",
    .summary = "a port speaks a protocol that Istio does not know, so that no listener can be made for it"};
constinit const Rule kTargetPort = {.code = "ISTIO0125",
                                    .name = "target-port-without-effect",
                                    .summary = "`targetPort` is set on a listener, which has no target"};

namespace {

constexpr std::int64_t kMaxPort = 65535;
constexpr std::array<std::pair<std::string_view, Protocol>, 12> kProtocols = {{
    {"http", Protocol::kHttp},
    {"tcp", Protocol::kTcp},
    {"https", Protocol::kHttps},
    {"grpc", Protocol::kGrpc},
    {"http2", Protocol::kHttp2},
    {"tls", Protocol::kTls},
    {"udp", Protocol::kUdp},
    {"grpc-web", Protocol::kGrpcWeb},
    {"http_proxy", Protocol::kHttpProxy},
    {"mongo", Protocol::kMongo},
    {"redis", Protocol::kRedis},
    {"mysql", Protocol::kMySql},
}};
constexpr std::array<std::string_view, 12> kNames = {"HTTP",     "TCP",        "HTTPS", "GRPC",
                                                     "HTTP2",    "TLS",        "UDP",   "MONGO",
                                                     "GRPC-WEB", "HTTP_PROXY", "REDIS", "MYSQL"};

bool EqualFold(std::string_view a, std::string_view lower) {
  return std::ranges::equal(
      a, lower, [](char x, char y) { return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x) == y; });
}

}  // namespace

Protocol ParseProtocol(std::string_view name) {
  for (const auto& [known, protocol] : kProtocols) {
    if (EqualFold(name, known)) return protocol;
  }
  return Protocol::kUnknown;
}

bool IsHttp(Protocol protocol) {
  return protocol == Protocol::kHttp || protocol == Protocol::kHttp2 || protocol == Protocol::kHttpProxy ||
         protocol == Protocol::kGrpc || protocol == Protocol::kGrpcWeb;
}

bool IsTls(Protocol protocol) { return protocol == Protocol::kHttps || protocol == Protocol::kTls; }

bool IsTcp(Protocol protocol) {
  return IsTls(protocol) || protocol == Protocol::kTcp || protocol == Protocol::kMongo ||
         protocol == Protocol::kRedis || protocol == Protocol::kMySql;
}

void CheckPort(const yaml::Node& parent, std::string_view field, Verdict& verdict) {
  const yaml::Node& port = parent.Get(field);
  const std::int64_t number = port.integer().value_or(0);
  if (number >= 1 && number <= kMaxPort) return;
  if (port.is_null()) {
    Missing(verdict, kPortOutOfRange, parent, field, "is required: a port from 1 to 65535");
  } else {
    At(verdict, kPortOutOfRange, port, "must be a port from 1 to 65535", Label("not a port"));
  }
}

void CheckOptionalPort(const yaml::Node& parent, std::string_view field, Verdict& verdict) {
  if (parent.Get(field).integer().value_or(0) != 0) CheckPort(parent, field, verdict);
}

void CheckPortName(const yaml::Node& name, Verdict& verdict) {
  if (IsLabel(name.string())) return;
  At(verdict, kInvalidPortName, name, "is no name of a port",
     Label("not a DNS label", "write letters, digits and inner `-`, at most 63 of them"));
}

void CheckProtocol(const yaml::Node& protocol, Verdict& verdict) {
  const std::string_view name = protocol.string();
  if (name.empty()) return;
  if (ParseProtocol(name) != Protocol::kUnknown) return;
  const std::string_view near = Nearest(name, kNames);
  At(verdict, kUnknownProtocol, protocol, "is no protocol that Istio knows",
     Label("unknown protocol",
           near.empty() ? std::string("write `HTTP`, `HTTP2`, `GRPC`, `GRPC-WEB`, `HTTPS`, `TLS`, `TCP`, "
                                      "`MONGO`, `REDIS` or `MYSQL`")
                        : fmt::format("did you mean `{}`?", near)));
}

void CheckNoTargetPort(const yaml::Node& port, Verdict& verdict) {
  if (port.Get("targetPort").integer().value_or(0) <= 0) return;
  AtKey(verdict, kTargetPort, port, "targetPort", "has no effect on a listener",
        Label("not used here", "remove it; the route or `defaultEndpoint` says where traffic goes"));
}

}  // namespace meshctl::validate::istio
