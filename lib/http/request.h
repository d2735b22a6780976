// SPDX-License-Identifier: Apache-2.0
// A request as it arrives at a proxy.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "http/claims.h"

namespace meshctl::http {

/// A header field; the name in lower case.
struct Header {
  std::string name;
  std::string value;
};

/// How the connection is encrypted when it reaches the proxy.
enum class Tls : std::uint8_t {
  kPlaintext,
  kTls,     ///< ordinary TLS, no mesh certificate
  kMutual,  ///< mesh mTLS with a workload certificate
};

/// What is spoken inside the connection.
enum class Protocol : std::uint8_t { kHttp, kHttp2, kTcp };

/// One request and the connection that carries it. What decides expects a path that is normalised as the mesh
/// wants it (`NormalizePath`); `ParseUrl` leaves it as it was typed.
struct Request {
  std::string method = "GET";
  std::string scheme = "http";
  /// The Host header as sent, with the port if the client sends one.
  std::string authority;
  std::string path = "/";
  /// Without the question mark; empty: none.
  std::string query;
  std::vector<Header> headers;

  /// The address dialled; empty when only the host name is known.
  std::string address;
  /// The port dialled.
  std::uint16_t port = 80;
  Protocol protocol = Protocol::kHttp;
  Tls tls = Tls::kPlaintext;
  std::string sni;
  /// Empty: what a client of `protocol` offers.
  std::string alpn;

  /// The secret whose certificate the client shows (kMutual); empty: that of its workload.
  std::string certificate;
  /// Who the client is, by its workload certificate: `spiffe://cluster.local/ns/shop/sa/web`. Empty: nobody
  /// knows.
  std::string principal;
  /// The address of the TCP peer, and that of the client the request began with (`x-forwarded-for`). Empty:
  /// nobody knows.
  std::string source_address;
  std::string remote_address;
  /// What the token says that the client shows; null: it shows none but what may be in `headers`.
  std::shared_ptr<const Claims> token;
  /// What tokens say that this proxy has checked; null: none.
  std::shared_ptr<const Claims> claims;

  /// Adds a header; a repeated one is joined by a comma, as Envoy does. `Host` replaces the authority.
  void AddHeader(std::string_view name, std::string_view value);
  /// The value of a header given in lower case.
  std::optional<std::string_view> header(std::string_view name) const;
  /// The value of the first query parameter of this name, not decoded.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

/// Reads `[scheme://]host[:port][/path][?query][#fragment]`. Scheme `https` means TLS with the host as SNI.
/// The Host header holds the port only where it is not the default of the scheme, as HTTP clients send it.
/// `tcp://host:port` is a connection without HTTP; what follows the port is not looked at.
/// Errors are of kind usage.
Result<Request> ParseUrl(std::string_view url);

/// Reads `Name: value` (also `Name:value`) and adds it. Errors are of kind usage.
Result<void> ParseHeader(std::string_view text, Request& request);

/// The host without its port: `[::1]:80` → `[::1]`.
std::string_view WithoutPort(std::string_view authority);

}  // namespace meshctl::http
