// SPDX-License-Identifier: Apache-2.0
// The forms in which the address of an API server is written, and the proxy on the way there.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/error.h"

namespace meshctl::kube {

/// A server, taken apart.
struct ServerAddress {
  bool tls = false;
  std::string host;         ///< IPv6 addresses in brackets; "localhost" behind a socket
  std::string port;         ///< "6443"; that of the scheme where none is written
  std::string path = {};    ///< "/k8s/clusters/c1", without a slash at its end
  std::string socket = {};  ///< path of a Unix socket, which replaces host and port
};

/// `https://host:port/path`, `http:`, IPv6 addresses in brackets, `unix:///path` and
/// `http+unix://%2Fpath/prefix`. User names, queries and fragments are refused. The Error (kind input) does
/// not quote the text.
Result<ServerAddress> ParseServer(const std::string& text);

/// Looks up an environment variable.
using Variable = std::function<std::optional<std::string>(const std::string&)>;

/// The proxy that HTTPS_PROXY or HTTP_PROXY name (or those in lower case) and NO_PROXY does not forbid, by
/// the rules of Go's net/http; empty: none. Loopback addresses are never behind one.
std::string ProxyFor(const ServerAddress& server, const Variable& variable);

/// A proxy as libcurl takes it. `host:port` is `http:`; with socks5 the proxy looks names up, as Go has it
/// do. The Error (kind input) does not quote the text, which can hold a password.
Result<std::string> NormalizedProxy(const std::string& proxy);

/// A URL without user name and password, for messages.
std::string WithoutUser(const std::string& url);

}  // namespace meshctl::kube
