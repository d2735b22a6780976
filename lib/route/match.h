// SPDX-License-Identifier: Apache-2.0
// The conditions of one route, compiled: regular expressions are built once, names are lower-cased once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "source/source_file.h"

namespace re2 {
class RE2;
}

namespace meshctl::route {

/// A condition on one text. Values compare case-sensitively; a regular expression (RE2) must match the whole
/// text. An expression that RE2 refuses matches nothing.
class StringMatch {
 public:
  enum class Kind : std::uint8_t { kPresent, kExact, kPrefix, kRegex };

  static StringMatch Present() { return StringMatch(Kind::kPresent, {}); }
  static StringMatch Exact(std::string text) { return StringMatch(Kind::kExact, std::move(text)); }
  static StringMatch Prefix(std::string text) { return StringMatch(Kind::kPrefix, std::move(text)); }
  static StringMatch Regex(std::string pattern);

  Kind kind() const { return kind_; }
  const std::string& text() const { return text_; }
  bool Matches(std::string_view value) const;

 private:
  StringMatch(Kind kind, std::string text) : kind_(kind), text_(std::move(text)) {}

  Kind kind_;
  std::string text_;
  std::shared_ptr<const re2::RE2> regex_;
};

/// A condition on the path without its query.
class PathMatch {
 public:
  enum class Kind : std::uint8_t {
    kPrefix,         ///< of characters: `/foo` matches `/foobar`
    kSegmentPrefix,  ///< of whole segments: `/foo` matches `/foo` and `/foo/x` (Gateway API)
    kExact,
    kRegex,
  };

  PathMatch() = default;
  /// `ignore_case` concerns all kinds but kRegex.
  PathMatch(Kind kind, std::string text, bool ignore_case);

  Kind kind() const { return kind_; }
  const std::string& text() const { return text_; }
  bool ignore_case() const { return ignore_case_; }
  bool Matches(std::string_view path) const;
  /// Whether every path matches in the eyes of istiod: prefix `/` or regex `.*`, but not an empty prefix.
  bool catches_all() const;

 private:
  Kind kind_ = Kind::kPrefix;
  bool ignore_case_ = false;
  std::string text_ = "/";
  std::shared_ptr<const re2::RE2> regex_;
};

/// A condition on a header or on a part of the request that Envoy treats as one.
struct HeaderMatch {
  enum class Of : std::uint8_t { kMethod, kAuthority, kScheme, kHeader };

  Of of = Of::kHeader;
  std::string name;  ///< lower case; only for kHeader
  StringMatch value = StringMatch::Present();
  /// From `withoutHeaders`: a missing header counts as empty, and presence forms ask for absence.
  bool inverted = false;
  source::Span span;

  bool Matches(const http::Request& request) const;
};

struct ParameterMatch {
  std::string name;
  StringMatch value = StringMatch::Present();
  source::Span span;

  bool Matches(const http::Request& request) const;
};

/// A condition on a claim of a token that this proxy has checked (`@request.auth.claims…`): one of the texts
/// there must satisfy the value. Only gateways check tokens before they choose a route.
struct ClaimMatch {
  std::string name;               ///< as written
  std::vector<std::string> path;  ///< `http::ParseClaimName` of it
  StringMatch value = StringMatch::Present();
  bool inverted = false;
  source::Span span;

  bool Matches(const http::Request& request) const;
};

/// All conditions of one route; every one must hold.
struct RouteMatch {
  PathMatch path;
  source::Span path_span;
  std::vector<HeaderMatch> headers;
  std::vector<ParameterMatch> parameters;
  std::vector<ClaimMatch> claims;

  /// Whether routes behind this one can never be reached: the path catches all and nothing else is asked.
  bool catches_all() const {
    return headers.empty() && parameters.empty() && claims.empty() && path.catches_all();
  }
};

/// The first condition of a route that a request fails.
struct Mismatch {
  enum class Condition : std::uint8_t { kPath, kHeader, kParameter, kClaim };

  Condition condition = Condition::kPath;
  std::uint32_t index = 0;  ///< into the list of that condition
};

/// Nothing when all conditions hold.
std::optional<Mismatch> FindMismatch(const RouteMatch& match, const http::Request& request);

/// Why, for people: "path `/x` does not begin with `/api`".
std::string Describe(const Mismatch& mismatch, const RouteMatch& match, const http::Request& request);

/// Where the failed condition is written.
source::Span PlaceOf(const Mismatch& mismatch, const RouteMatch& match);

/// The conditions in short: "path prefix `/api`, header `x-user` exact `jason`".
std::string Describe(const RouteMatch& match);

}  // namespace meshctl::route
