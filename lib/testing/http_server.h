// SPDX-License-Identifier: Apache-2.0
// A small HTTP server on loopback that can misbehave.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "testing/certificates.h"

namespace meshctl::testing {

struct HttpRequest {
  std::string method;
  std::string target;  ///< path and query as they came
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;

  /// The value of a header, or an empty text; case does not matter.
  std::string Header(const std::string& name) const;
};

struct HttpAnswer {
  /// How the answer goes on after `body`.
  enum class Ending {
    kComplete,
    kTruncated,  ///< the connection is closed although more was announced
    kStalled,    ///< nothing more comes, and the connection stays open
    kEndless,    ///< `body` is sent over and over
  };

  int status = 200;
  std::string body = "{}";
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers = {};
  Ending ending = Ending::kComplete;
  bool silent = false;  ///< not even a status line is sent
};

/// Serves until it is destroyed, on a port of its own. The handler is called on other threads.
class HttpServer {
 public:
  using Handler = std::function<HttpAnswer(const HttpRequest&)>;

  explicit HttpServer(Handler handler);
  /// Over TLS. With a `client_authority` (PEM) only clients that it has signed are let in.
  HttpServer(Handler handler, const Identity& identity, const std::string& client_authority = "");
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// `http://127.0.0.1:PORT`, or `https:`.
  std::string url() const;
  int port() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace meshctl::testing
