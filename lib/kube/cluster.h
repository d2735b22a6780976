// SPDX-License-Identifier: Apache-2.0
// The seam between meshctl and an API server: bytes go out, bytes come back. Everything above it (discovery,
// typed verbs, apply, diff) runs on a fake in tests.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace meshctl::kube {

enum class Method : std::uint8_t { kGet, kPost, kPut, kPatch, kDelete };

/// `GET`, `POST`, ...
std::string_view Name(Method method);

/// Whether a request whose fate is not known may be sent once more. What a busy server has turned away with a
/// Retry-After has not been acted upon, and is sent again whatever it is.
enum class Repeat : std::uint8_t {
  kWhenRead,  ///< a GET may; nothing else
  kSafe,      ///< once more changes nothing: server-side apply, or a deletion bound to a uid
};

/// One HTTP request, relative to the server of the connection.
struct Request {
  Method method = Method::kGet;
  std::string path;                                             ///< "/apis/apps/v1", already escaped
  std::vector<std::pair<std::string, std::string>> query = {};  ///< not yet escaped
  std::string content_type = {};                                ///< of `body`; empty: there is no body
  std::string body = {};
  std::string accept = "application/json";
  Repeat repeat = Repeat::kWhenRead;
  /// The body of a successful answer is handed out as it arrives (Exchange::Piece), and only the connection's
  /// keep-alive bounds how long that goes on: for watches and logs.
  bool streams = false;
  /// A request that streams ends with an Error when nothing has come for this long; 0: only the connection's
  /// keep-alive notices a server that is gone.
  std::chrono::milliseconds idle{0};
  std::chrono::milliseconds delay{0};  ///< how long to hold it back before it is sent
};

/// What the server said, whatever its status.
struct Response {
  int status = 0;
  std::string content_type = {};
  std::string body = {};
  std::vector<std::string> warnings = {};  ///< texts of the `Warning: 299` headers
  std::optional<std::chrono::seconds> retry_after = {};
  std::string location = {};  ///< where a redirect leads; it is not followed
};

/// A conversation with a server. It is asked for requests whenever there is room for one, and gets the
/// answers as they come; what it asks next may depend on them. All calls come from the thread that called
/// Run.
class Exchange {
 public:
  enum class Flow : std::uint8_t { kGoOn, kStop };

  virtual ~Exchange() = default;
  /// The next request, or nothing for now. Requests are numbered from 0 in the order of these calls. It is
  /// asked again after each Done, Piece and Tick; the conversation is over when it has nothing and nothing is
  /// under way.
  virtual std::optional<Request> Next() = 0;
  /// How a request ended: an Error as that of Cluster::SendAll. Called once for every request.
  virtual void Done(std::size_t number, Result<Response> response) = 0;
  /// More of the body of a request that streams. kStop ends that request, as if the body ended there.
  virtual Flow Piece(std::size_t number, std::string_view bytes);
  /// Called a few times a second. kStop abandons all that is under way: each ends with an Error, and whether
  /// the server has acted on it is not known.
  virtual Flow Tick();
};

class Cluster {
 public:
  virtual ~Cluster() = default;

  /// Holds a conversation to its end.
  virtual void Run(Exchange& exchange) = 0;

  /// Sends requests that do not depend on each other, several at a time, and answers in their order. An Error
  /// (kind cluster) means that no complete answer arrived: nothing listens, TLS failed, a deadline passed,
  /// the body was cut off or larger than allowed. An answer of status 4xx or 5xx is not an Error here.
  std::vector<Result<Response>> SendAll(std::span<const Request> requests);

  /// Sends one request.
  Result<Response> Send(const Request& request);
};

/// `text` with everything but unreserved characters percent-encoded: one segment of a path.
std::string EscapeSegment(std::string_view text);

}  // namespace meshctl::kube
