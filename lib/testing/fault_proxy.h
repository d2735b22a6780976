// SPDX-License-Identifier: Apache-2.0
// A proxy before a real server that breaks what passes through it, request by request, as a test says.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "testing/certificates.h"
#include "testing/http_server.h"

namespace meshctl::testing {

/// What happens to one request and its answer.
struct Fault {
  enum class Kind {
    kNone,           ///< it passes
    kDropRequest,    ///< the connection closes, and the server never hears of it
    kDropAnswer,     ///< the server acts on it, then the connection closes without an answer
    kTruncate,       ///< the answer ends after `bytes`, head included
    kStall,          ///< nothing more of the answer comes after `bytes`, and the connection stays open
    kDelay,          ///< the answer comes after `delay`
    kRepeatRequest,  ///< the server gets it twice; the second answer counts
    kRepeatAnswer,   ///< the answer comes twice, on one connection
    kAnswer,         ///< `answer` comes instead, and the server never hears of it
    kAnswerLate,     ///< the server acts on it, but `answer` comes instead
  };

  Kind kind = Kind::kNone;
  std::size_t bytes = 0;
  std::chrono::milliseconds delay{0};
  HttpAnswer answer = {};
};

/// Decides about each request, numbered from 0 in the order in which they arrive. Called on other threads,
/// one at a time.
using FaultRule = std::function<Fault(const HttpRequest& request, std::size_t number)>;

/// Nothing but the request with this number is broken.
FaultRule AtRequest(std::size_t number, Fault fault);
/// This request and all after it are: a client that is killed, a server that goes away.
FaultRule FromRequest(std::size_t number, Fault fault);

/// Speaks HTTP/1.1 on loopback, until it is destroyed. The server behind it is not verified.
class FaultProxy {
 public:
  /// `upstream` is `http://HOST:PORT` or `https:`.
  FaultProxy(const std::string& upstream, FaultRule rule);
  /// Over TLS.
  FaultProxy(const std::string& upstream, FaultRule rule, const Identity& identity);
  ~FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  /// `http://127.0.0.1:PORT`, or `https:`.
  std::string url() const;
  /// What arrived so far, in order.
  std::vector<HttpRequest> requests() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace meshctl::testing
