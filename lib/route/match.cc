// SPDX-License-Identifier: Apache-2.0
// Envoy's view of a route's conditions, in the order they are tested: path, pseudo headers, headers, query,
// claims. Matching allocates nothing; words about a mismatch are made only on request.
#include "route/match.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace meshctl::route {
namespace {

std::shared_ptr<const re2::RE2> CompileRegex(const std::string& pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  return std::make_shared<const re2::RE2>(pattern, options);
}

bool FullMatch(std::string_view value, const re2::RE2& regex) {
  return regex.ok() && re2::RE2::FullMatch(re2::StringPiece(value.data(), value.size()), regex);
}

bool BeginsWith(std::string_view value, std::string_view prefix, bool ignore_case) {
  if (!ignore_case) return value.starts_with(prefix);
  return value.size() >= prefix.size() && EqualIgnoringCase(value.substr(0, prefix.size()), prefix);
}

std::optional<std::string_view> ValueOf(const HeaderMatch& match, const http::Request& request) {
  switch (match.of) {
    case HeaderMatch::Of::kMethod:
      return request.method;
    case HeaderMatch::Of::kAuthority:
      return request.authority;
    case HeaderMatch::Of::kScheme:
      return request.scheme;
    case HeaderMatch::Of::kHeader:
      break;
  }
  return request.header(match.name);
}

std::string NameOf(const HeaderMatch& match) {
  switch (match.of) {
    case HeaderMatch::Of::kMethod:
      return "method";
    case HeaderMatch::Of::kAuthority:
      return "authority";
    case HeaderMatch::Of::kScheme:
      return "scheme";
    case HeaderMatch::Of::kHeader:
      break;
  }
  return fmt::format("header `{}`", match.name);
}

std::string DescribeValue(const StringMatch& match) {
  switch (match.kind()) {
    case StringMatch::Kind::kPresent:
      return "present";
    case StringMatch::Kind::kExact:
      return fmt::format("`{}`", match.text());
    case StringMatch::Kind::kPrefix:
      return fmt::format("prefix `{}`", match.text());
    case StringMatch::Kind::kRegex:
      break;
  }
  return fmt::format("regex `{}`", match.text());
}

/// Why `value` fails `match`: "is `a`, not `b`".
std::string DescribeFault(const StringMatch& match, std::optional<std::string_view> value) {
  if (!value) return "is missing";
  switch (match.kind()) {
    case StringMatch::Kind::kPresent:
      return "is missing";
    case StringMatch::Kind::kExact:
      return fmt::format("is `{}`, not `{}`", *value, match.text());
    case StringMatch::Kind::kPrefix:
      return fmt::format("is `{}`, which does not begin with `{}`", *value, match.text());
    case StringMatch::Kind::kRegex:
      break;
  }
  return fmt::format("is `{}`, which regex `{}` does not match", *value, match.text());
}

std::string DescribeFault(const HeaderMatch& match, const http::Request& request) {
  const std::optional<std::string_view> value = ValueOf(match, request);
  if (!match.inverted) return NameOf(match) + " " + DescribeFault(match.value, value);
  if (match.value.kind() == StringMatch::Kind::kPresent) return NameOf(match) + " is present and must not be";
  return fmt::format("{} is `{}`, which is excluded", NameOf(match), value.value_or(""));
}

std::string DescribeFault(const ClaimMatch& match, const http::Request& request) {
  if (!request.claims)
    return fmt::format("claim `{}` is asked for and no token was checked here", match.name);
  const http::Claim* const claim = request.claims->Find(match.path);
  if (!claim || claim->texts.empty()) return fmt::format("claim `{}` is missing", match.name);
  const std::string texts = fmt::format("{}", fmt::join(claim->texts, "`, `"));
  if (match.inverted) return fmt::format("claim `{}` is `{}`, which is excluded", match.name, texts);
  return fmt::format("claim `{}` {}", match.name, DescribeFault(match.value, texts));
}

std::string DescribePath(const PathMatch& path) {
  static constexpr std::array<std::string_view, 4> kNames = {"prefix", "segment prefix", "exact", "regex"};
  return fmt::format("path {} `{}`{}", kNames[static_cast<std::size_t>(path.kind())], path.text(),
                     path.ignore_case() ? " in any case" : "");
}

std::string DescribeFault(const PathMatch& path, std::string_view value) {
  switch (path.kind()) {
    case PathMatch::Kind::kPrefix:
      return fmt::format("path `{}` does not begin with `{}`", value, path.text());
    case PathMatch::Kind::kSegmentPrefix:
      return fmt::format("path `{}` is not `{}` or below it", value, path.text());
    case PathMatch::Kind::kExact:
      return fmt::format("path `{}` is not exactly `{}`", value, path.text());
    case PathMatch::Kind::kRegex:
      break;
  }
  return fmt::format("regex `{}` does not match the whole path `{}`", path.text(), value);
}

}  // namespace

StringMatch StringMatch::Regex(std::string pattern) {
  StringMatch match(Kind::kRegex, std::move(pattern));
  match.regex_ = CompileRegex(match.text_);
  return match;
}

bool StringMatch::Matches(std::string_view value) const {
  switch (kind_) {
    case Kind::kPresent:
      return true;
    case Kind::kExact:
      return value == text_;
    case Kind::kPrefix:
      return value.starts_with(text_);
    case Kind::kRegex:
      break;
  }
  return FullMatch(value, *regex_);
}

PathMatch::PathMatch(Kind kind, std::string text, bool ignore_case)
    : kind_(kind), ignore_case_(ignore_case && kind != Kind::kRegex), text_(std::move(text)) {
  if (kind_ == Kind::kRegex) regex_ = CompileRegex(text_);
}

bool PathMatch::Matches(std::string_view path) const {
  switch (kind_) {
    case Kind::kPrefix:
      return BeginsWith(path, text_, ignore_case_);
    case Kind::kSegmentPrefix:
      return BeginsWith(path, text_, ignore_case_) &&
             (path.size() == text_.size() || path[text_.size()] == '/' || text_ == "/");
    case Kind::kExact:
      return path.size() == text_.size() && BeginsWith(path, text_, ignore_case_);
    case Kind::kRegex:
      break;
  }
  return FullMatch(path, *regex_);
}

bool PathMatch::catches_all() const {
  switch (kind_) {
    case Kind::kPrefix:
    case Kind::kSegmentPrefix:
      return text_ == "/";
    case Kind::kRegex:
      return text_ == ".*";
    case Kind::kExact:
      break;
  }
  return false;
}

bool HeaderMatch::Matches(const http::Request& request) const {
  const std::optional<std::string_view> found = ValueOf(*this, request);
  if (!inverted) return found && value.Matches(*found);
  if (value.kind() == StringMatch::Kind::kPresent) return !found;
  return !value.Matches(found.value_or(""));
}

bool ParameterMatch::Matches(const http::Request& request) const {
  const std::optional<std::string_view> found = request.parameter(name);
  return found && value.Matches(*found);
}

bool ClaimMatch::Matches(const http::Request& request) const {
  const http::Claim* const claim = request.claims ? request.claims->Find(path) : nullptr;
  const bool found =
      claim && std::ranges::any_of(claim->texts, [this](const auto& text) { return value.Matches(text); });
  return found != inverted;
}

std::optional<Mismatch> FindMismatch(const RouteMatch& match, const http::Request& request) {
  using enum Mismatch::Condition;
  if (!match.path.Matches(request.path)) return Mismatch{kPath, 0};
  for (std::uint32_t i = 0; i < match.headers.size(); ++i) {
    if (!match.headers[i].Matches(request)) return Mismatch{kHeader, i};
  }
  for (std::uint32_t i = 0; i < match.parameters.size(); ++i) {
    if (!match.parameters[i].Matches(request)) return Mismatch{kParameter, i};
  }
  for (std::uint32_t i = 0; i < match.claims.size(); ++i) {
    if (!match.claims[i].Matches(request)) return Mismatch{kClaim, i};
  }
  return std::nullopt;
}

std::string Describe(const Mismatch& mismatch, const RouteMatch& match, const http::Request& request) {
  switch (mismatch.condition) {
    case Mismatch::Condition::kPath:
      return DescribeFault(match.path, request.path);
    case Mismatch::Condition::kHeader:
      return DescribeFault(match.headers[mismatch.index], request);
    case Mismatch::Condition::kParameter: {
      const ParameterMatch& parameter = match.parameters[mismatch.index];
      return fmt::format("query parameter `{}` {}", parameter.name,
                         DescribeFault(parameter.value, request.parameter(parameter.name)));
    }
    case Mismatch::Condition::kClaim:
      break;
  }
  return DescribeFault(match.claims[mismatch.index], request);
}

source::Span PlaceOf(const Mismatch& mismatch, const RouteMatch& match) {
  switch (mismatch.condition) {
    case Mismatch::Condition::kPath:
      return match.path_span;
    case Mismatch::Condition::kHeader:
      return match.headers[mismatch.index].span;
    case Mismatch::Condition::kParameter:
      return match.parameters[mismatch.index].span;
    case Mismatch::Condition::kClaim:
      break;
  }
  return match.claims[mismatch.index].span;
}

std::string Describe(const RouteMatch& match) {
  if (match.catches_all()) return "everything";
  std::string text = DescribePath(match.path);
  for (const HeaderMatch& header : match.headers) {
    text +=
        fmt::format(", {}{} {}", header.inverted ? "not " : "", NameOf(header), DescribeValue(header.value));
  }
  for (const ParameterMatch& parameter : match.parameters) {
    text += fmt::format(", query parameter `{}` {}", parameter.name, DescribeValue(parameter.value));
  }
  for (const ClaimMatch& claim : match.claims) {
    text += fmt::format(", {}claim `{}` {}", claim.inverted ? "not " : "", claim.name,
                        DescribeValue(claim.value));
  }
  return text;
}

}  // namespace meshctl::route
