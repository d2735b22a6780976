// SPDX-License-Identifier: Apache-2.0
// What a condition on a text lets through, in the simplest form that says the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "route/match.h"

namespace meshctl::route {

/// A set of texts. Regular expressions that only spell out a text or its beginning have lost their disguise:
/// `^/api/.*$` is the prefix `/api/`.
struct Pattern {
  enum class Kind : std::uint8_t {
    kExact,
    kPrefix,         ///< of characters; the empty one is every text
    kSegmentPrefix,  ///< the text itself and what is below it: `/api(/.*)?`
    kRegex,          ///< RE2, of the whole text
  };
  Kind kind = Kind::kPrefix;
  std::string text;
  bool ignore_case = false;
};

Pattern PatternOf(const PathMatch& path);
/// A condition that asks for presence only lets every text through.
Pattern PatternOf(const StringMatch& match);

/// The pattern that a regular expression is when it is none; nothing for all others, also for those with
/// RE2's `(?i)` or a dot that was probably meant as one.
std::optional<Pattern> PlainForm(std::string_view regex);

/// Bounds of the texts that a regular expression matches in full, compared byte by byte.
struct TextRange {
  std::string min;  ///< often a text that matches
  std::string max;  ///< no text that matches is above it
};
/// Nothing when RE2 refuses the expression or knows no bounds. Bounds are exact for the first `length` bytes.
std::optional<TextRange> RangeOf(const std::string& regex, std::size_t length);

/// Whether every text that a regular expression matches begins with `prefix`. False when it cannot be shown.
bool MatchesOnlyBelow(const std::string& regex, std::string_view prefix);

/// Whether every text of `narrow` is one of `wide`. True is always right; false may mean that two regular
/// expressions were too hard to compare.
bool Contains(const Pattern& wide, const Pattern& narrow);

}  // namespace meshctl::route
