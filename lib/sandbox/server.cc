// SPDX-License-Identifier: Apache-2.0
// The one file that knows the HTTP library: it turns HTTP requests into those of api.h and answers into HTTP,
// watches into chunked bodies.
#include "sandbox/server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <openssl/crypto.h>
#include <sys/socket.h>

#include <thread>

#include "sandbox/body.h"
#include "sandbox/certificate.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kHost = "127.0.0.1";
constexpr int kMostWaiting = 64;
// A watch holds its thread as long as it lasts, and so does a connection kept open.
constexpr std::size_t kThreads = 64;
constexpr std::size_t kRequestsPerConnection = 1'000'000;
// Stopping waits as long for a connection that is open and idle.
constexpr int kIdleSeconds = 2;
constexpr std::chrono::milliseconds kWatchWait{200};

bool SameSecret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// The library's own choice, SO_REUSEPORT, would let two sandboxes share a port.
void ReuseAddress(int socket) {
  const int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

Request ToRequest(const httplib::Request& http) {
  Request request;
  request.method = http.method;
  request.path = http.path;
  request.query = http.params;
  request.content_type = http.get_header_value("Content-Type");
  request.accept = http.get_header_value("Accept");
  request.user_agent = http.get_header_value("User-Agent");
  request.body = http.body;
  return request;
}

// Header values hold no line ends and no other control characters.
std::string HeaderText(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

// The library compresses what is of exactly this type. That is slow (Brotli at its best), it holds back the
// events of a watch until the buffer of the compressor is full, and on the loopback interface it saves
// nothing.
std::string Uncompressed(const std::string& content_type) {
  return content_type == "application/json" ? content_type + "; charset=utf-8" : content_type;
}

void Send(const Response& response, httplib::Response& http) {
  http.status = response.status;
  for (const std::string& warning : response.warnings) {
    http.headers.emplace("Warning", fmt::format("299 - \"{}\"", HeaderText(warning)));
  }
  http.set_content(response.body, Uncompressed(response.content_type).c_str());
}

void Send(const std::shared_ptr<Watch>& watch, httplib::Response& http) {
  http.status = 200;
  http.set_chunked_content_provider(Uncompressed("application/json"),
                                    [watch](std::size_t, httplib::DataSink& sink) {
                                      const std::optional<std::string> events = watch->Next(kWatchWait);
                                      if (!events) {
                                        sink.done();
                                        return true;
                                      }
                                      if (!sink.is_writable()) return false;
                                      return events->empty() || sink.write(events->data(), events->size());
                                    });
}

}  // namespace

struct Server::Parts {
  Parts(Api& served, Identity made)
      : api(served), identity(std::move(made)), http(identity.certificate.get(), identity.key.get()) {}

  Api& api;
  Identity identity;
  httplib::SSLServer http;
  Access access;
  std::thread listener;
};

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Result<std::unique_ptr<Server>> Server::Start(Api& api, int port) {
  auto identity = MakeIdentity();
  if (!identity) return std::unexpected(identity.error());
  auto token = RandomToken();
  if (!token) return std::unexpected(token.error());
  auto parts = std::make_unique<Parts>(api, std::move(*identity));
  httplib::SSLServer& http = parts->http;
  if (!http.is_valid()) return std::unexpected(InternalError("the TLS server refuses its own certificate"));

  http.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  http.set_payload_max_length(kLargestBody);
  http.set_keep_alive_max_count(kRequestsPerConnection);
  http.set_keep_alive_timeout(kIdleSeconds);
  http.set_tcp_nodelay(true);
  int listening = -1;
  http.set_socket_options([&listening](int socket) {
    ReuseAddress(socket);
    listening = socket;
  });
  const std::string authorization = "Bearer " + *token;
  auto handle = [&api, authorization](const httplib::Request& request, httplib::Response& response) {
    if (!SameSecret(request.get_header_value("Authorization"), authorization)) {
      Send(Api::Refuse(Unauthorized()), response);
      return;
    }
    Reply reply = api.Handle(ToRequest(request));
    if (auto* watch = std::get_if<std::unique_ptr<Watch>>(&reply)) {
      Send(std::shared_ptr<Watch>(std::move(*watch)), response);
    } else {
      Send(std::get<Response>(reply), response);
    }
  };
  constexpr const char* kEveryPath = "[\\s\\S]*";
  http.Get(kEveryPath, handle).Post(kEveryPath, handle).Put(kEveryPath, handle);
  http.Patch(kEveryPath, handle).Delete(kEveryPath, handle);

  const int bound = port == 0 ? http.bind_to_any_port(kHost) : http.bind_to_port(kHost, port) ? port : -1;
  if (bound < 0) {
    return std::unexpected(
        ClusterError(fmt::format("cannot listen on {}:{}", kHost, port))
            .Hint("another program may hold the port; without `--port` a free one is taken"));
  }
  // The library lets 5 connections wait; whoever lists many kinds at once opens more, and lost ones come
  // again after a second.
  listen(listening, kMostWaiting);
  parts->access = {fmt::format("https://{}:{}", kHost, bound), parts->identity.authority_pem,
                   std::move(*token)};
  parts->listener = std::thread([&http] { http.listen_after_bind(); });
  while (!http.is_running()) std::this_thread::yield();
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

Server::~Server() { Stop(); }

const Access& Server::access() const { return parts_->access; }

void Server::Stop() {
  if (!parts_->listener.joinable()) return;
  parts_->api.Stop();
  parts_->http.stop();
  parts_->listener.join();
}

}  // namespace meshctl::sandbox
