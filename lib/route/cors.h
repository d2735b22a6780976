// SPDX-License-Identifier: Apache-2.0
// Who in a browser may use a route, and which requests Envoy's CORS filter answers itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "route/match.h"
#include "source/source_file.h"

namespace meshctl::route {

/// `corsPolicy`, with lists joined as they go into the headers of answers.
struct Cors {
  std::vector<StringMatch> origins;
  std::string methods;
  std::string headers;
  std::string exposed;
  std::string max_age;  ///< whole seconds; empty: not said
  std::optional<bool> credentials;
  /// `unmatchedPreflights`: whether a preflight of a foreign origin goes to the destination, as is the
  /// default.
  bool forwards_unmatched = true;
  source::Span span;

  /// An origin is also allowed by a condition that `*` meets.
  bool Allows(std::string_view origin) const;
};

/// What the CORS filter makes of a request.
enum class CorsVerdict : std::uint8_t {
  kNone,       ///< no `Origin`: not its business
  kAllowed,    ///< goes on; the answer gets the headers
  kForeign,    ///< goes on; the answer does not get the headers, so that the browser hides it
  kPreflight,  ///< answered here with 200 and the headers
  kRefused,    ///< a preflight of a foreign origin, answered here with 200 and no headers
};

/// `allowed`, `preflight`…: stable, for programs.
std::string_view Name(CorsVerdict verdict);

CorsVerdict Judge(const Cors& policy, const http::Request& request);

/// Whether the proxy answers in place of the destination.
inline bool IsAnswered(CorsVerdict verdict) {
  return verdict == CorsVerdict::kPreflight || verdict == CorsVerdict::kRefused;
}

/// The headers that the filter adds to the answer to `request`, in lower case.
std::vector<http::Header> CorsHeaders(const Cors& policy, const http::Request& request);

}  // namespace meshctl::route
