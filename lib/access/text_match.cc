// SPDX-License-Identifier: Apache-2.0
// Istio turns every value of a policy into one of Envoy's string matchers (pilot/pkg/security/authz/matcher).
// What it makes of a value depends on the order in which it looks for asterisks, which is kept here.
#include "access/text_match.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/ascii.h"

namespace meshctl::access {
namespace {

constexpr std::string_view kOneSegment = "{*}";
constexpr std::string_view kManySegments = "{**}";
constexpr std::string_view kSegmentRegex = "[a-zA-Z0-9-._~%!$&'()+,;:@=]+";
constexpr std::string_view kSegmentsRegex = "[a-zA-Z0-9-._~%!$&'()+,;:@=/]*";

bool Equal(std::string_view a, std::string_view b, bool ignore_case) {
  return ignore_case ? EqualIgnoringCase(a, b) : a == b;
}

}  // namespace

TextMatch TextMatch::OfValue(std::string_view value) {
  if (value == "*") return NonEmpty();
  if (value.starts_with('*')) return Suffix(std::string(value.substr(1)));
  if (value.ends_with('*')) return Prefix(std::string(value.substr(0, value.size() - 1)));
  return Exact(std::string(value));
}

TextMatch TextMatch::OfHeaderValue(std::string_view value, bool ignore_case) {
  TextMatch match = value == "*" ? TextMatch(Kind::kPresent, {}) : OfValue(value);
  match.ignore_case_ = ignore_case;
  return match;
}

TextMatch TextMatch::OfPathTemplate(std::string_view path) {
  std::string pattern;
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, std::min(path.find('/'), path.size()));
    path.remove_prefix(segment.size());
    // Istio passes asterisks without braces on, and Envoy takes them for the same.
    if (segment == kOneSegment || segment == "*") {
      pattern += kSegmentRegex;
    } else if (segment == kManySegments || segment == "**") {
      pattern += kSegmentsRegex;
    } else {
      pattern += re2::RE2::QuoteMeta(re2::StringPiece(segment.data(), segment.size()));
    }
    if (path.empty()) break;
    pattern += '/';
    path.remove_prefix(1);
  }
  return Regex(std::move(pattern));
}

TextMatch TextMatch::Regex(std::string pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  TextMatch match(Kind::kRegex, std::move(pattern));
  match.regex_ = std::make_shared<const re2::RE2>(match.text_, options);
  return match;
}

bool TextMatch::Matches(std::string_view value) const {
  switch (kind_) {
    case Kind::kPresent:
      return true;
    case Kind::kNonEmpty:
      return !value.empty();
    case Kind::kExact:
      return Equal(value, text_, ignore_case_);
    case Kind::kPrefix:
      return value.size() >= text_.size() && Equal(value.substr(0, text_.size()), text_, ignore_case_);
    case Kind::kSuffix:
      return value.size() >= text_.size() &&
             Equal(value.substr(value.size() - text_.size()), text_, ignore_case_);
    case Kind::kRegex:
      break;
  }
  return regex_->ok() && re2::RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *regex_);
}

}  // namespace meshctl::access
