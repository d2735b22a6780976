// SPDX-License-Identifier: Apache-2.0
// The seam between meshctl and an API server: bytes go out, bytes come back. Everything above it (discovery,
// typed verbs, apply, diff) runs on a fake in tests.
#pragma once

#include <chrono>
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

/// One HTTP request, relative to the server of the connection.
struct Request {
  Method method = Method::kGet;
  std::string path;                                             ///< "/apis/apps/v1", already escaped
  std::vector<std::pair<std::string, std::string>> query = {};  ///< not yet escaped
  std::string content_type = {};                                ///< of `body`; empty: there is no body
  std::string body = {};
  std::string accept = "application/json";
};

/// What the server said, whatever its status.
struct Response {
  int status = 0;
  std::string content_type = {};
  std::string body = {};
  std::vector<std::string> warnings = {};  ///< texts of the `Warning: 299` headers
  std::optional<std::chrono::seconds> retry_after = {};
};

class Cluster {
 public:
  virtual ~Cluster() = default;

  /// Sends requests that do not depend on each other, several at a time, and answers in their order. An Error
  /// (kind cluster) means that no complete answer arrived: nothing listens, TLS failed, a deadline passed,
  /// the body was cut off or larger than allowed. An answer of status 4xx or 5xx is not an Error here.
  virtual std::vector<Result<Response>> SendAll(std::span<const Request> requests) = 0;

  /// Sends one request.
  Result<Response> Send(const Request& request);
};

/// `text` with everything but unreserved characters percent-encoded: one segment of a path.
std::string EscapeSegment(std::string_view text);

}  // namespace meshctl::kube
