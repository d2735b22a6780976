// SPDX-License-Identifier: Apache-2.0
// One thread for each connection of a client, one connection to the server for each request. Answers pass as
// they are, byte by byte, so that what a client sees is what the server sent, up to the point of the fault.
#include "testing/fault_proxy.h"

#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "testing/wire.h"

namespace meshctl::testing {
namespace {

constexpr std::size_t kNoLimit = static_cast<std::size_t>(-1);

/// A request as it came.
struct Incoming {
  HttpRequest request;
  std::string head;  ///< without the blank line at its end
};

/// The request whose bytes begin in `buffer`; what follows it stays there. Nothing when the client goes away.
std::optional<Incoming> ReadRequest(Wire& client, std::string& buffer) {
  std::size_t end;
  while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
    const std::string more = client.Read();
    if (more.empty()) return std::nullopt;
    buffer += more;
  }
  Incoming incoming{.request = {}, .head = buffer.substr(0, end)};
  buffer.erase(0, end + 4);
  HttpRequest& request = incoming.request;
  const std::string& head = incoming.head;
  const std::size_t blank = head.find(' ');
  request.method = head.substr(0, blank);
  request.target = head.substr(blank + 1, head.find(' ', blank + 1) - blank - 1);
  for (std::size_t at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at + 2)) {
    const std::string line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    const std::size_t colon = line.find(':');
    const std::size_t value = line.find_first_not_of(' ', colon + 1);
    request.headers.emplace_back(line.substr(0, colon), value == std::string::npos ? "" : line.substr(value));
  }
  const std::string length = request.Header("Content-Length");
  const std::size_t size = length.empty() ? 0 : std::stoul(length);
  while (buffer.size() < size) {
    const std::string more = client.Read();
    if (more.empty()) return std::nullopt;
    buffer += more;
  }
  request.body = buffer.substr(0, size);
  buffer.erase(0, size);
  return incoming;
}

/// The lines of a head without those of one header.
std::string Without(const std::string& head, const char* header) {
  std::string rest;
  for (std::size_t at = 0; at < head.size();) {
    const std::size_t end = std::min(head.find("\r\n", at), head.size());
    const std::string line = head.substr(at, end - at);
    const std::size_t size = std::string(header).size();
    if (strncasecmp(line.c_str(), header, size) != 0 || line[size] != ':') {
      rest += (rest.empty() ? "" : "\r\n") + line;
    }
    at = end + 2;
  }
  return rest;
}

std::string Written(const HttpAnswer& answer) {
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " X\r\n";
  if (!answer.content_type.empty()) text += "Content-Type: " + answer.content_type + "\r\n";
  for (const auto& [name, value] : answer.headers) text += name + ": " + value + "\r\n";
  switch (answer.ending) {
    case HttpAnswer::Ending::kComplete:
      text += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
      break;
    case HttpAnswer::Ending::kTruncated:
    case HttpAnswer::Ending::kStalled:
      text += "Content-Length: " + std::to_string(answer.body.size() + 1000) + "\r\n";
      break;
    case HttpAnswer::Ending::kEndless:
      text += "Connection: close\r\n";
      break;
  }
  return text + "\r\n" + answer.body;
}

}  // namespace

FaultRule AtRequest(std::size_t number, Fault fault) {
  return [number, fault](const HttpRequest&, std::size_t at) { return at == number ? fault : Fault(); };
}

FaultRule FromRequest(std::size_t number, Fault fault) {
  return [number, fault](const HttpRequest&, std::size_t at) { return at >= number ? fault : Fault(); };
}

struct FaultProxy::State {
  std::string host;
  int port = 0;
  TlsContext upstream_tls;
  TlsContext tls;
  FaultRule rule;
  Listener listener = ListenOnLoopback();
  std::thread acceptor;

  mutable std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  std::vector<HttpRequest> requests;
  std::vector<std::weak_ptr<Wire>> wires;
  std::vector<std::thread> threads;

  void Start(const std::string& upstream) {
    const std::size_t colon = upstream.rfind(':');
    const std::size_t host_at = upstream.find("://") + 3;
    host = upstream.substr(host_at, colon - host_at);
    port = std::stoi(upstream.substr(colon + 1));
    if (upstream.starts_with("https:")) upstream_tls = ClientTls();
    acceptor = std::thread([this] { AcceptAll(); });
  }

  void Stop() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
      for (const auto& weak : wires) {
        if (const auto wire = weak.lock()) wire->Cut();
      }
    }
    changed.notify_all();
    shutdown(listener.socket, SHUT_RDWR);
    acceptor.join();
    for (std::thread& thread : threads) thread.join();
    close(listener.socket);
  }

  void AcceptAll() {
    while (true) {
      const int socket = accept4(listener.socket, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      threads.emplace_back([this, socket] { Serve(socket); });
    }
  }

  /// Remembers a connection so that Stop can end it; none once that has begun.
  std::shared_ptr<Wire> Known(std::shared_ptr<Wire> wire) {
    const std::lock_guard lock(mutex);
    if (!wire || stopping) return nullptr;
    wires.push_back(wire);
    return wire;
  }

  void WaitForStop() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return stopping; });
  }

  void Serve(int socket) {
    const auto client = Known(std::make_shared<Wire>(socket));
    if (!client || (tls && !client->StartTls(tls))) return;
    std::string buffer;
    while (const auto incoming = ReadRequest(*client, buffer)) {
      if (!Handle(*client, *incoming, Decide(incoming->request))) break;
    }
    client->Cut();
  }

  Fault Decide(const HttpRequest& request) {
    const std::lock_guard lock(mutex);
    requests.push_back(request);
    return rule(request, requests.size() - 1);
  }

  /// Whether the connection can take another request.
  bool Handle(Wire& client, const Incoming& incoming, const Fault& fault) {
    switch (fault.kind) {
      case Fault::Kind::kDropRequest:
        return false;
      case Fault::Kind::kDropAnswer:
        Relay(nullptr, incoming, kNoLimit);
        return false;
      case Fault::Kind::kTruncate:
        Relay(&client, incoming, fault.bytes);
        return false;
      case Fault::Kind::kStall:
        Relay(&client, incoming, fault.bytes);
        WaitForStop();
        return false;
      case Fault::Kind::kDelay: {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, fault.delay, [this] { return stopping; });
        break;
      }
      case Fault::Kind::kRepeatRequest:
        Relay(nullptr, incoming, kNoLimit);
        break;
      case Fault::Kind::kRepeatAnswer: {
        const std::string answer = Fetch(incoming);
        return client.Write(answer + answer);
      }
      case Fault::Kind::kAnswerLate:
        Relay(nullptr, incoming, kNoLimit);
        return Answer(client, fault.answer);
      case Fault::Kind::kAnswer:
        return Answer(client, fault.answer);
      case Fault::Kind::kNone:
        break;
    }
    return Relay(&client, incoming, kNoLimit);
  }

  bool Answer(Wire& client, const HttpAnswer& answer) {
    if (answer.silent) {
      WaitForStop();
      return false;
    }
    if (!client.Write(Written(answer))) return false;
    switch (answer.ending) {
      case HttpAnswer::Ending::kComplete:
        return true;
      case HttpAnswer::Ending::kTruncated:
        return false;
      case HttpAnswer::Ending::kStalled:
        WaitForStop();
        return false;
      case HttpAnswer::Ending::kEndless:
        while (client.Write(answer.body)) {
        }
        return false;
    }
    return false;
  }

  std::shared_ptr<Wire> Ask(const Incoming& incoming) {
    auto server = Known(Wire::Connect(host, port));
    if (!server || (upstream_tls && !server->StartTls(upstream_tls))) return nullptr;
    const std::string head = Without(incoming.head, "Connection") + "\r\nConnection: close\r\n\r\n";
    return server->Write(head + incoming.request.body) ? server : nullptr;
  }

  std::string Fetch(const Incoming& incoming) {
    std::string answer;
    const auto server = Ask(incoming);
    if (!server) return answer;
    for (std::string bytes; !(bytes = server->Read()).empty();) answer += bytes;
    const std::size_t end = std::min(answer.find("\r\n\r\n"), answer.size());
    return Without(answer.substr(0, end), "Connection") + answer.substr(end);
  }

  /// Passes a request to the server and up to `limit` bytes of its answer to the client, if there is one.
  /// Whether the client can tell where the answer ends.
  bool Relay(Wire* client, const Incoming& incoming, std::size_t limit) {
    const auto server = Ask(incoming);
    if (!server) return false;
    std::string answer;
    std::size_t end;
    while ((end = answer.find("\r\n\r\n")) == std::string::npos) {
      const std::string bytes = server->Read();
      if (bytes.empty()) return false;
      answer += bytes;
    }
    std::string out = Without(answer.substr(0, end), "Connection");
    const bool framed = out.size() != Without(Without(out, "Content-Length"), "Transfer-Encoding").size() ||
                        out.find(" 204 ") != std::string::npos;
    out += answer.substr(end);
    while (!out.empty()) {
      if (out.size() > limit) out.resize(limit);
      if (client && !client->Write(out)) return false;
      limit -= out.size();
      if (limit == 0) return false;
      out = server->Read();
    }
    return framed;
  }
};

FaultProxy::FaultProxy(const std::string& upstream, FaultRule rule) : state_(std::make_unique<State>()) {
  state_->rule = std::move(rule);
  state_->Start(upstream);
}

FaultProxy::FaultProxy(const std::string& upstream, FaultRule rule, const Identity& identity)
    : state_(std::make_unique<State>()) {
  state_->rule = std::move(rule);
  state_->tls = ServerTls(identity);
  state_->Start(upstream);
}

FaultProxy::~FaultProxy() { state_->Stop(); }

std::string FaultProxy::url() const {
  return (state_->tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(state_->listener.port);
}

std::vector<HttpRequest> FaultProxy::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

}  // namespace meshctl::testing
