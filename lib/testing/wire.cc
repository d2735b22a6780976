// SPDX-License-Identifier: Apache-2.0
// Blocking sockets and OpenSSL over them. Loopback only: no name is ever looked up elsewhere.
#include "testing/wire.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace meshctl::testing {
namespace {

TlsContext Context(const SSL_METHOD* method) { return {SSL_CTX_new(method), SSL_CTX_free}; }

}  // namespace

TlsContext ServerTls(const Identity& identity) {
  TlsContext context = Context(TLS_server_method());
  const std::unique_ptr<BIO, decltype(&BIO_free)> certificate_text(
      BIO_new_mem_buf(identity.certificate.data(), static_cast<int>(identity.certificate.size())), BIO_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> key_text(
      BIO_new_mem_buf(identity.key.data(), static_cast<int>(identity.key.size())), BIO_free);
  X509* certificate = PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr);
  SSL_CTX_use_certificate(context.get(), certificate);
  SSL_CTX_use_PrivateKey(context.get(), key);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return context;
}

TlsContext ClientTls() {
  TlsContext context = Context(TLS_client_method());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  return context;
}

Listener ListenOnLoopback() {
  signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  Listener listener{.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(listener.socket, reinterpret_cast<sockaddr*>(&address), size);
  listen(listener.socket, 64);
  getsockname(listener.socket, reinterpret_cast<sockaddr*>(&address), &size);
  listener.port = ntohs(address.sin_port);
  return listener;
}

Wire::Wire(int socket) : socket_(socket) {
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

std::shared_ptr<Wire> Wire::Connect(const std::string& host, int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto wire = std::make_shared<Wire>(socket);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host.c_str(), &address.sin_addr) != 1)
    return nullptr;
  if (connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return nullptr;
  return wire;
}

bool Wire::StartTls(const TlsContext& tls) {
  tls_ = SSL_new(tls.get());
  SSL_set_fd(tls_, socket_);
  return SSL_is_server(tls_) ? SSL_accept(tls_) == 1 : SSL_connect(tls_) == 1;
}

Wire::~Wire() {
  if (tls_) SSL_free(tls_);
  close(socket_);
}

std::string Wire::Read() {
  std::array<char, 1 << 14> bytes;
  const auto got = tls_ ? SSL_read(tls_, bytes.data(), static_cast<int>(bytes.size()))
                        : recv(socket_, bytes.data(), bytes.size(), 0);
  return got > 0 ? std::string(bytes.data(), static_cast<std::size_t>(got)) : std::string();
}

bool Wire::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = tls_ ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                           : send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Wire::Cut() { shutdown(socket_, SHUT_RDWR); }

}  // namespace meshctl::testing
