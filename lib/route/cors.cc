// SPDX-License-Identifier: Apache-2.0
// Envoy's CORS filter, which stands before the router: a preflight is answered whatever the route would do.
#include "route/cors.h"

#include <algorithm>
#include <array>

namespace meshctl::route {

bool Cors::Allows(std::string_view origin) const {
  return std::ranges::any_of(
      origins, [&](const StringMatch& match) { return match.Matches("*") || match.Matches(origin); });
}

std::string_view Name(CorsVerdict verdict) {
  static constexpr std::array<std::string_view, 5> kNames = {"none", "allowed", "foreign", "preflight",
                                                             "refused"};
  return kNames[static_cast<std::size_t>(verdict)];
}

CorsVerdict Judge(const Cors& policy, const http::Request& request) {
  const std::string_view origin = request.header("origin").value_or("");
  if (origin.empty()) return CorsVerdict::kNone;
  const bool preflight =
      request.method == "OPTIONS" && !request.header("access-control-request-method").value_or("").empty();
  if (policy.Allows(origin)) return preflight ? CorsVerdict::kPreflight : CorsVerdict::kAllowed;
  return preflight && !policy.forwards_unmatched ? CorsVerdict::kRefused : CorsVerdict::kForeign;
}

std::vector<http::Header> CorsHeaders(const Cors& policy, const http::Request& request) {
  std::vector<http::Header> headers;
  const CorsVerdict verdict = Judge(policy, request);
  if (verdict != CorsVerdict::kAllowed && verdict != CorsVerdict::kPreflight) return headers;
  const auto add = [&](const char* name, std::string_view value) {
    if (!value.empty()) headers.push_back({name, std::string(value)});
  };
  add("access-control-allow-origin", *request.header("origin"));
  if (policy.credentials.value_or(false)) add("access-control-allow-credentials", "true");
  if (verdict == CorsVerdict::kPreflight) {
    add("access-control-allow-methods", policy.methods);
    add("access-control-allow-headers", policy.headers);
    add("access-control-max-age", policy.max_age);
  } else {
    add("access-control-expose-headers", policy.exposed);
  }
  return headers;
}

}  // namespace meshctl::route
