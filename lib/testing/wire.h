// SPDX-License-Identifier: Apache-2.0
// A TCP connection on loopback, plain or over TLS, for servers that break the rules of HTTP on purpose.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "testing/certificates.h"

namespace meshctl::testing {

/// Keys and settings of one side of TLS.
using TlsContext = std::shared_ptr<SSL_CTX>;
/// Of a server that shows this identity.
TlsContext ServerTls(const Identity& identity);
/// Of a client that trusts everybody.
TlsContext ClientTls();

/// A socket that listens on 127.0.0.1, and its port.
struct Listener {
  int socket = -1;
  int port = 0;
};
Listener ListenOnLoopback();

/// One connection. Calls block; Cut, from another thread, ends them.
class Wire {
 public:
  /// Takes the socket over.
  explicit Wire(int socket);
  /// Nothing when nobody answers there. The host is an IPv4 address or `localhost`.
  static std::shared_ptr<Wire> Connect(const std::string& host, int port);
  /// From here on TLS is spoken, as a server or a client, whichever the context is for; whether that worked.
  bool StartTls(const TlsContext& tls);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// The next bytes; an empty text at the end, or when the connection breaks.
  std::string Read();
  /// Whether all went out.
  bool Write(std::string_view bytes);
  /// Both sides see the end.
  void Cut();

 private:
  int socket_;
  SSL* tls_ = nullptr;
};

}  // namespace meshctl::testing
