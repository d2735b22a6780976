// SPDX-License-Identifier: Apache-2.0
// Istio's rules for what speaks on a port (pkg/config/kube, pkg/config/protocol).
#include "mesh/protocol.h"

#include <array>
#include <utility>

#include "base/ascii.h"

namespace meshctl::mesh {
namespace {

constexpr std::array<std::pair<std::string_view, Protocol>, 12> kNames = {{
    {"tcp", Protocol::kTcp},
    {"udp", Protocol::kUdp},
    {"grpc", Protocol::kGrpc},
    {"grpc-web", Protocol::kGrpcWeb},
    {"http", Protocol::kHttp},
    {"http_proxy", Protocol::kHttpProxy},
    {"http2", Protocol::kHttp2},
    {"https", Protocol::kHttps},
    {"tls", Protocol::kTls},
    {"mongo", Protocol::kMongo},
    {"redis", Protocol::kRedis},
    {"mysql", Protocol::kMysql},
}};

}  // namespace

std::string_view Name(Protocol protocol) {
  switch (protocol) {
    case Protocol::kAuto:
      return "UnsupportedProtocol";
    case Protocol::kTcp:
      return "TCP";
    case Protocol::kUdp:
      return "UDP";
    case Protocol::kHttp:
      return "HTTP";
    case Protocol::kHttpProxy:
      return "HTTP_PROXY";
    case Protocol::kHttp2:
      return "HTTP2";
    case Protocol::kHttps:
      return "HTTPS";
    case Protocol::kGrpc:
      return "GRPC";
    case Protocol::kGrpcWeb:
      return "GRPC-Web";
    case Protocol::kTls:
      return "TLS";
    case Protocol::kMongo:
      return "Mongo";
    case Protocol::kRedis:
      return "Redis";
    case Protocol::kMysql:
      return "MySQL";
  }
  return "";
}

Protocol ParseProtocol(std::string_view text) {
  for (auto [name, protocol] : kNames) {
    if (EqualIgnoringCase(name, text)) return protocol;
  }
  return Protocol::kAuto;
}

Protocol ServicePortProtocol(std::int64_t port, std::string_view name, std::string_view transport,
                             std::string_view app_protocol) {
  if (transport == "UDP") return Protocol::kUdp;
  if (app_protocol == "kubernetes.io/h2c") return Protocol::kHttp2;
  if (app_protocol == "kubernetes.io/ws") return Protocol::kHttp;
  if (app_protocol == "kubernetes.io/wss") return Protocol::kHttps;
  if (!app_protocol.empty()) name = app_protocol;
  constexpr std::string_view kGrpcWeb = "grpc-web";
  if (EqualIgnoringCase(name.substr(0, kGrpcWeb.size()), kGrpcWeb)) return Protocol::kGrpcWeb;
  Protocol protocol = ParseProtocol(name.substr(0, name.find('-')));
  // Servers on these ports speak first, so a proxy that waits for the client to be sniffed would hang.
  bool server_speaks_first = port == 25 || port == 53 || port == 3306 || port == 27017;
  return protocol == Protocol::kAuto && server_speaks_first ? Protocol::kTcp : protocol;
}

bool IsHttp(Protocol protocol) {
  switch (protocol) {
    case Protocol::kHttp:
    case Protocol::kHttpProxy:
    case Protocol::kHttp2:
    case Protocol::kGrpc:
    case Protocol::kGrpcWeb:
      return true;
    default:
      return false;
  }
}

bool IsTcp(Protocol protocol) {
  switch (protocol) {
    case Protocol::kTcp:
    case Protocol::kHttps:
    case Protocol::kTls:
    case Protocol::kMongo:
    case Protocol::kRedis:
    case Protocol::kMysql:
      return true;
    default:
      return false;
  }
}

bool IsTls(Protocol protocol) { return protocol == Protocol::kHttps || protocol == Protocol::kTls; }

}  // namespace meshctl::mesh
