// SPDX-License-Identifier: Apache-2.0
// The forms in which policies write texts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace meshctl::access {

/// A condition on one text.
class TextMatch {
 public:
  enum class Kind : std::uint8_t {
    kPresent,   ///< also an empty text, as long as it is there
    kNonEmpty,  ///< at least one character
    kExact,
    kPrefix,
    kSuffix,
    kRegex,  ///< RE2, the whole text; an expression that RE2 refuses matches nothing
  };

  /// The generic forms in the order in which Istio tries them: `*` is any text that is not empty, `*x` a
  /// suffix (a further `*` at its end is a character like others), `x*` a prefix, everything else exact.
  static TextMatch OfValue(std::string_view value);
  /// The same for headers, where `*` asks for presence only.
  static TextMatch OfHeaderValue(std::string_view value, bool ignore_case = false);
  /// A path with `{*}` for one segment and `{**}` for any number of characters, as Envoy's URI templates.
  /// Letters, digits and ``-._~%!$&'()+,;:@=`` are what both stand for.
  static TextMatch OfPathTemplate(std::string_view path);

  static TextMatch Exact(std::string text) { return TextMatch(Kind::kExact, std::move(text)); }
  static TextMatch Prefix(std::string text) { return TextMatch(Kind::kPrefix, std::move(text)); }
  static TextMatch Suffix(std::string text) { return TextMatch(Kind::kSuffix, std::move(text)); }
  static TextMatch NonEmpty() { return TextMatch(Kind::kNonEmpty, {}); }
  static TextMatch Regex(std::string pattern);

  Kind kind() const { return kind_; }
  const std::string& text() const { return text_; }
  bool Matches(std::string_view value) const;

 private:
  TextMatch(Kind kind, std::string text) : kind_(kind), text_(std::move(text)) {}

  Kind kind_;
  bool ignore_case_ = false;
  std::string text_;
  std::shared_ptr<const re2::RE2> regex_;
};

}  // namespace meshctl::access
