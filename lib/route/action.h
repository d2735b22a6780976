// SPDX-License-Identifier: Apache-2.0
// What happens to a request that a route has matched.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "route/cors.h"
#include "source/source_file.h"

namespace re2 {
class RE2;
}

namespace meshctl::route {

struct Cluster;
struct HashKey;

struct HeaderChanges {
  std::vector<std::pair<std::string, std::string>> set;
  std::vector<std::pair<std::string, std::string>> add;
  std::vector<std::string> remove;

  bool empty() const { return set.empty() && add.empty() && remove.empty(); }
};

/// One place a request may go to, with its part of `Action::total_weight`.
struct Destination {
  const Cluster* cluster = nullptr;
  std::uint32_t weight = 1;
  HeaderChanges request_headers;
  HeaderChanges response_headers;
  /// Replaces the Host header for this destination only; empty: it stays.
  std::string authority;
  source::Span span;
  /// What of the request chooses the endpoint where the cluster's algorithm hashes; null: chance does.
  std::shared_ptr<const HashKey> hash;
};

struct Rewrite {
  std::optional<std::string> uri;  ///< replaces what the path condition matched
  std::string authority;           ///< empty: it stays
  std::string pattern;             ///< `uriRegexRewrite.match`; wins over `uri`
  std::string substitution;
  std::shared_ptr<const re2::RE2> regex;
};

struct Redirect {
  std::uint32_t code = 301;
  std::string scheme;              ///< empty: of the request
  std::string authority;           ///< empty: of the request
  std::optional<std::string> uri;  ///< the whole new path
  std::optional<std::string> prefix_rewrite;
  std::uint32_t port = 0;  ///< 0: none is written
};

struct DirectResponse {
  std::uint32_t status = 200;
  std::string body;
};

struct Retries {
  std::uint32_t attempts = 2;  ///< besides the first one; 0: there are no retries
  std::string on = "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";
  std::vector<std::uint32_t> codes;  ///< what `retriable-status-codes` in `on` stands for
  std::string per_try_timeout;
  std::string backoff;            ///< empty: Envoy's 25ms
  bool other_hosts = true;        ///< whether endpoints that have failed already are avoided
  bool other_localities = false;  ///< whether localities that have failed already are avoided
  bool written = false;           ///< false: the mesh's default policy
};

/// Percentages as Envoy draws them, from 0 to 100 in steps of 1/10000. A request may be both delayed and
/// aborted; Envoy draws twice.
struct Fault {
  std::string delay;  ///< empty: none
  double delay_percent = 0;
  std::uint32_t abort_status = 0;
  std::string abort_grpc_status;                 ///< `UNAVAILABLE`; takes the place of the status
  std::optional<std::uint32_t> abort_grpc_code;  ///< its number; nothing for a name that is none
  double abort_percent = 0;
};

struct Mirror {
  const Cluster* cluster = nullptr;
  double percent = 100;
  source::Span span;
};

/// Shared by all routes that one rule of a VirtualService makes.
struct Action {
  enum class Kind : std::uint8_t {
    kForward,
    kRedirect,
    kRespond,
    kNothing,  ///< the rule is invalid: Envoy answers 404
  };

  Kind kind = Kind::kForward;
  std::vector<Destination> destinations;
  std::uint32_t total_weight = 0;
  /// What Envoy answers when the cluster of a destination does not exist: 500 for routes of Gateway API.
  std::uint32_t missing_cluster_status = 503;
  Redirect redirect;
  DirectResponse response;
  std::optional<Rewrite> rewrite;
  std::string timeout;  ///< empty: none
  std::optional<Retries> retries;
  std::optional<Fault> fault;
  std::vector<Mirror> mirrors;
  HeaderChanges request_headers;
  HeaderChanges response_headers;
  std::optional<Cors> cors;
};

}  // namespace meshctl::route
