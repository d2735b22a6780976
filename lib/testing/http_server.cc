// SPDX-License-Identifier: Apache-2.0
// cpp-httplib with one handler for everything. Faults are made where the body is written: the announced
// length is not kept, or nothing is written until the server stops.
#include "testing/http_server.h"

#include <httplib.h>
#include <openssl/pem.h>
#include <strings.h>
#include <sys/socket.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace meshctl::testing {
namespace {

/// Set once, when the server goes down; what hangs waits for it.
class Stop {
 public:
  void Set() {
    const std::lock_guard lock(mutex_);
    set_ = true;
    changed_.notify_all();
  }
  void Wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return set_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
};

bool UseIdentity(SSL_CTX& context, const Identity& identity, const std::string& client_authority) {
  const auto open = [](const std::string& pem) {
    return BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  };
  BIO* certificate_text = open(identity.certificate);
  BIO* key_text = open(identity.key);
  X509* certificate = PEM_read_bio_X509(certificate_text, nullptr, nullptr, nullptr);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(key_text, nullptr, nullptr, nullptr);
  bool fine =
      SSL_CTX_use_certificate(&context, certificate) == 1 && SSL_CTX_use_PrivateKey(&context, key) == 1;
  if (!client_authority.empty()) {
    BIO* authority_text = open(client_authority);
    X509* authority = PEM_read_bio_X509(authority_text, nullptr, nullptr, nullptr);
    fine = fine && X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), authority) == 1;
    SSL_CTX_set_verify(&context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    X509_free(authority);
    BIO_free(authority_text);
  }
  X509_free(certificate);
  EVP_PKEY_free(key);
  BIO_free(certificate_text);
  BIO_free(key_text);
  return fine;
}

}  // namespace

std::string HttpRequest::Header(const std::string& name) const {
  for (const auto& [key, value] : headers) {
    if (strcasecmp(key.c_str(), name.c_str()) == 0) return value;
  }
  return "";
}

struct HttpServer::State {
  Handler handler;
  std::unique_ptr<httplib::Server> server;
  std::string scheme;
  int port = 0;
  Stop stop;
  std::thread thread;

  void Start() {
    const auto answer = [this](const httplib::Request& request, httplib::Response& response) {
      Answer(request, response);
    };
    server->Get(".*", answer).Post(".*", answer).Put(".*", answer).Patch(".*", answer).Delete(".*", answer);
    server->set_keep_alive_timeout(1);
    // A thread serves one connection until that is idle, and clients open up to 16.
    server->new_task_queue = [] { return new httplib::ThreadPool(32); };
    int listening = -1;
    server->set_socket_options([&listening](int socket) { listening = socket; });
    port = server->bind_to_any_port("127.0.0.1");
    listen(listening, 64);  // the library lets 5 connections wait, and lost ones come again after a second
    thread = std::thread([this] { server->listen_after_bind(); });
    while (!server->is_running()) std::this_thread::yield();
  }

  void Answer(const httplib::Request& request, httplib::Response& response) {
    const HttpAnswer answer = handler({.method = request.method,
                                       .target = request.target,
                                       .body = request.body,
                                       .headers = {request.headers.begin(), request.headers.end()}});
    if (answer.silent) return stop.Wait();
    response.status = answer.status;
    for (const auto& [name, value] : answer.headers) response.headers.emplace(name, value);
    const std::string body = answer.body;
    switch (answer.ending) {
      case HttpAnswer::Ending::kComplete:
        response.set_content(body, answer.content_type);
        break;
      case HttpAnswer::Ending::kTruncated:
      case HttpAnswer::Ending::kStalled: {
        const bool stalled = answer.ending == HttpAnswer::Ending::kStalled;
        response.set_content_provider(
            body.size() + 1000, answer.content_type,
            [this, body, stalled](std::size_t, std::size_t, httplib::DataSink& sink) {
              sink.write(body.data(), body.size());
              if (stalled) stop.Wait();
              return false;
            });
        break;
      }
      case HttpAnswer::Ending::kEndless:
        response.set_chunked_content_provider(
            answer.content_type,
            [body](std::size_t, httplib::DataSink& sink) { return sink.write(body.data(), body.size()); });
        break;
    }
  }
};

HttpServer::HttpServer(Handler handler) : state_(std::make_unique<State>()) {
  state_->handler = std::move(handler);
  state_->scheme = "http";
  state_->server = std::make_unique<httplib::Server>();
  state_->Start();
}

HttpServer::HttpServer(Handler handler, const Identity& identity, const std::string& client_authority)
    : state_(std::make_unique<State>()) {
  state_->handler = std::move(handler);
  state_->scheme = "https";
  state_->server = std::make_unique<httplib::SSLServer>(
      [&](SSL_CTX& context) { return UseIdentity(context, identity, client_authority); });
  state_->Start();
}

HttpServer::~HttpServer() {
  state_->stop.Set();
  state_->server->stop();
  state_->thread.join();
}

std::string HttpServer::url() const {
  return state_->scheme + "://127.0.0.1:" + std::to_string(state_->port);
}
int HttpServer::port() const { return state_->port; }

}  // namespace meshctl::testing
