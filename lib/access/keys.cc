// SPDX-License-Identifier: Apache-2.0
// The keys of `when` (pilot/pkg/security/authz/model/model.go). Those with brackets are known by how they
// begin, so that `request.headersX[a]` is a header without a name, not an unknown key.
#include <algorithm>
#include <array>

#include "access/condition.h"
#include "base/ascii.h"

namespace meshctl::access {
namespace {

using Path = std::vector<std::string>;

constexpr std::array<std::pair<std::string_view, Attribute>, 9> kPlainKeys = {{
    {"destination.ip", Attribute::kDestinationIp},
    {"destination.port", Attribute::kDestinationPort},
    {"connection.sni", Attribute::kServerName},
    {"source.ip", Attribute::kSourceIp},
    {"remote.ip", Attribute::kRemoteIp},
    {"source.namespace", Attribute::kNamespace},
    {"source.serviceAccount", Attribute::kServiceAccount},
    {"source.trustDomain", Attribute::kTrustDomain},
    {"source.principal", Attribute::kPrincipal},
}};

/// `[a]` → `a`.
Path InBrackets(std::string_view text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return {};
  return {std::string(text.substr(1, text.size() - 2))};
}

/// `[a][b]` → `a`, `b`. Whatever is no row of brackets is one name between the outer ones.
Path InNestedBrackets(std::string_view text) {
  Path path;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = rest.find_first_of("[]", 1);
    if (rest.front() != '[' || end == std::string_view::npos || rest[end] == '[') return InBrackets(text);
    path.emplace_back(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
  }
  return path;
}

Subject HeaderIn(std::string_view brackets) {
  Subject subject{.attribute = Attribute::kHeader, .path = InBrackets(brackets)};
  for (std::string& name : subject.path) name = LowerAscii(name);
  return subject;
}

/// `envoy.filters.a.b[c]` → the filter and the key of its metadata.
Subject MetadataIn(std::string_view key) {
  const std::size_t bracket = key.find('[');
  Subject subject{.attribute = Attribute::kFilterMetadata, .path = {}};
  if (bracket == std::string_view::npos) return subject;
  subject.path = {std::string(key.substr(0, bracket)), std::string(key.substr(bracket + 1))};
  if (subject.path.back().ends_with(']')) subject.path.back().pop_back();
  return subject;
}

}  // namespace

std::optional<Subject> ParseKey(std::string_view key) {
  constexpr std::string_view kExperimental = "experimental.";
  constexpr std::string_view kHeaders = "request.headers";
  constexpr std::string_view kClaims = "request.auth.claims";
  const auto plain = std::ranges::find(kPlainKeys, key, &std::pair<std::string_view, Attribute>::first);
  if (plain != kPlainKeys.end()) return Subject{.attribute = plain->second, .path = {}};
  if (key == "request.auth.principal") return Subject{.attribute = Attribute::kRequestPrincipal, .path = {}};
  if (key == "request.auth.audiences") return Subject{.attribute = Attribute::kClaim, .path = {"aud"}};
  if (key == "request.auth.presenter") return Subject{.attribute = Attribute::kClaim, .path = {"azp"}};
  if (key.starts_with(kHeaders)) return HeaderIn(key.substr(kHeaders.size()));
  if (key.starts_with(kClaims))
    return Subject{.attribute = Attribute::kClaim, .path = InNestedBrackets(key.substr(kClaims.size()))};
  if (key.starts_with("experimental.envoy.filters.")) return MetadataIn(key.substr(kExperimental.size()));
  return std::nullopt;
}

}  // namespace meshctl::access
