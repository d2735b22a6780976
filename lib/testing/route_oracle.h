// SPDX-License-Identifier: Apache-2.0
// A second, slow and obvious way to find the route of a request. It reads the same compiled conditions as the
// engine and shares no code with it: no indexes, one `if` for each sentence of the specification. Never
// ships.
#pragma once

#include <algorithm>
#include <cctype>
#include <optional>
#include <regex>
#include <string>
#include <string_view>

#include "route/table.h"

namespace meshctl::testing {

inline std::string OracleLower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

/// An expression that is none matches nothing.
inline bool OracleRegex(const std::string& pattern, const std::string& value) {
  try {
    return std::regex_match(value, std::regex(pattern, std::regex::ECMAScript));
  } catch (const std::regex_error&) {
    return false;
  }
}

/// Whether a present value meets a condition.
inline bool OracleValue(const route::StringMatch& match, const std::string& value) {
  if (match.kind() == route::StringMatch::Kind::kPresent) return true;
  if (match.kind() == route::StringMatch::Kind::kExact) return value == match.text();
  if (match.kind() == route::StringMatch::Kind::kPrefix) return value.rfind(match.text(), 0) == 0;
  return OracleRegex(match.text(), value);
}

inline bool OraclePath(const route::PathMatch& match, const std::string& path) {
  using Kind = route::PathMatch::Kind;
  if (match.kind() == Kind::kRegex) return OracleRegex(match.text(), path);
  const std::string want = match.ignore_case() ? OracleLower(match.text()) : match.text();
  const std::string have = match.ignore_case() ? OracleLower(path) : path;
  if (match.kind() == Kind::kExact) return have == want;
  if (match.kind() == Kind::kPrefix) return have.rfind(want, 0) == 0;
  return have == want || want == "/" || have.rfind(want + "/", 0) == 0;
}

inline std::optional<std::string> OracleHeaderValue(const route::HeaderMatch& match,
                                                    const http::Request& request) {
  using Of = route::HeaderMatch::Of;
  if (match.of == Of::kMethod) return request.method;
  if (match.of == Of::kAuthority) return request.authority;
  if (match.of == Of::kScheme) return request.scheme;
  for (const http::Header& header : request.headers) {
    if (OracleLower(header.name) == match.name) return header.value;
  }
  return std::nullopt;
}

inline bool OracleHeader(const route::HeaderMatch& match, const http::Request& request) {
  const std::optional<std::string> value = OracleHeaderValue(match, request);
  const bool asks_for_presence = match.value.kind() == route::StringMatch::Kind::kPresent;
  if (match.inverted && asks_for_presence) return !value.has_value();
  if (match.inverted) return !OracleValue(match.value, value ? *value : "");
  return value.has_value() && OracleValue(match.value, *value);
}

inline bool OracleParameter(const route::ParameterMatch& match, const std::string& query) {
  std::string rest = query + "&";
  while (!rest.empty()) {
    const std::string pair = rest.substr(0, rest.find('&'));
    rest = rest.substr(rest.find('&') + 1);
    const std::string name = pair.substr(0, pair.find('='));
    if (name != match.name || pair.empty()) continue;
    return OracleValue(match.value, name.size() == pair.size() ? "" : pair.substr(name.size() + 1));
  }
  return false;
}

inline bool OracleClaim(const route::ClaimMatch& match, const http::Request& request) {
  if (!request.claims) return false;
  const http::Claim* const claim = request.claims->Find(match.path);
  if (!claim) return false;
  for (const std::string& text : claim->texts) {
    if (OracleValue(match.value, text)) return true;
  }
  return false;
}

inline bool OracleMatches(const route::RouteMatch& match, const http::Request& request) {
  if (!OraclePath(match.path, request.path)) return false;
  for (const route::HeaderMatch& header : match.headers) {
    if (!OracleHeader(header, request)) return false;
  }
  for (const route::ParameterMatch& parameter : match.parameters) {
    if (!OracleParameter(parameter, request.query)) return false;
  }
  for (const route::ClaimMatch& claim : match.claims) {
    if (OracleClaim(claim, request) == claim.inverted) return false;
  }
  return true;
}

/// The first route of the host that matches, or null.
inline const route::Route* OracleRoute(const route::VirtualHost& host, const http::Request& request) {
  for (const route::Route* route : host.routes) {
    if (OracleMatches(route->match, request)) return route;
  }
  return nullptr;
}

/// The virtual host with the best domain, or null: exact, longest suffix, longest prefix, `*`. Of equal
/// domains the first counts.
inline const route::VirtualHost* OracleHost(const route::RouteConfig& config, std::string_view host) {
  const std::string name = OracleLower(host);
  const route::VirtualHost* best = nullptr;
  std::size_t best_rank = 0;
  for (const route::VirtualHost& candidate : config.hosts) {
    for (const std::string& written : candidate.domains) {
      const std::string domain = OracleLower(written);
      std::size_t rank = 0;
      if (domain == name && domain != "*") {
        rank = 3'000'000;
      } else if (domain == "*") {
        rank = 1;
      } else if (domain.front() == '*' && name.size() > domain.size() - 1 &&
                 name.ends_with(domain.substr(1))) {
        rank = 2'000'000 + domain.size();
      } else if (domain.back() == '*' && name.size() > domain.size() - 1 &&
                 name.starts_with(domain.substr(0, domain.size() - 1))) {
        rank = 1'000'000 + domain.size();
      }
      if (rank > best_rank) {
        best = &candidate;
        best_rank = rank;
      }
    }
  }
  return best;
}

}  // namespace meshctl::testing
