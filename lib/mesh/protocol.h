// SPDX-License-Identifier: Apache-2.0
// What speaks on a port.
#pragma once

#include <cstdint>
#include <string_view>

namespace meshctl::mesh {

enum class Protocol : std::uint8_t {
  kAuto,  ///< not said: the proxy looks at the first bytes. Istio's "Unsupported"
  kTcp,
  kUdp,
  kHttp,
  kHttpProxy,
  kHttp2,
  kHttps,
  kGrpc,
  kGrpcWeb,
  kTls,
  kMongo,
  kRedis,
  kMysql,
};

/// As Istio writes it: `HTTP`, `GRPC-Web`, ...; `UnsupportedProtocol` for kAuto.
std::string_view Name(Protocol protocol);

/// The protocol of a `protocol` field (Gateway, ServiceEntry, Sidecar), upper or lower case; kAuto for
/// unknown names.
Protocol ParseProtocol(std::string_view text);

/// The protocol of a Service port. appProtocol, if given, decides alone; else the name up to its first `-`.
/// `transport` is the port's protocol (`TCP` when empty).
Protocol ServicePortProtocol(std::int64_t port, std::string_view name, std::string_view transport,
                             std::string_view app_protocol);

/// HTTP, HTTP2, HTTP_PROXY, GRPC and GRPC-Web: routed request by request.
bool IsHttp(Protocol protocol);
/// TCP, HTTPS, TLS, Mongo, Redis and MySQL: routed connection by connection.
bool IsTcp(Protocol protocol);
/// HTTPS and TLS: routed by SNI.
bool IsTls(Protocol protocol);

}  // namespace meshctl::mesh
