// SPDX-License-Identifier: Apache-2.0
// Texts, prefixes and segment prefixes are compared exactly. A regular expression is compared with the others
// through RE2 itself: it is asked whether it matches a text, and between which bounds all its matches lie.
// Two expressions that are truly expressions are compared as texts.
#include "route/pattern.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/ascii.h"

namespace meshctl::route {
namespace {

constexpr std::string_view kMeta = ".[](){}*+?|^$\\";
constexpr std::string_view kBelow = "(/.*)?";

bool IsLetter(char c) { return LowerAscii(c) >= 'a' && LowerAscii(c) <= 'z'; }

re2::RE2::Options QuietOptions() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  return options;
}

bool FullMatch(std::string_view text, const std::string& regex) {
  const re2::RE2 compiled(regex, QuietOptions());
  return compiled.ok() && re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), compiled);
}

// The text that an expression without operators spells.
std::optional<std::string> Spelled(std::string_view regex) {
  std::string text;
  for (std::size_t i = 0; i < regex.size(); ++i) {
    if (regex[i] == '\\' && i + 1 < regex.size() && std::ispunct(static_cast<unsigned char>(regex[i + 1]))) {
      text += regex[++i];
    } else if (kMeta.find(regex[i]) != kMeta.npos) {
      return std::nullopt;
    } else {
      text += regex[i];
    }
  }
  return text;
}

// The least text above all texts with this prefix; empty when there is none.
std::string Successor(std::string_view prefix) {
  std::string next(prefix);
  while (!next.empty() && next.back() == '\xff') next.pop_back();
  if (!next.empty()) next.back() = static_cast<char>(static_cast<unsigned char>(next.back()) + 1);
  return next;
}

// Whether `wide` begins `narrow` when both say how they treat case.
bool Begins(const Pattern& wide, std::string_view beginning, const Pattern& narrow) {
  if (narrow.text.size() < beginning.size()) return false;
  std::string_view begun = std::string_view(narrow.text).substr(0, beginning.size());
  if (wide.ignore_case) return EqualIgnoringCase(begun, beginning);
  return begun == beginning && !(narrow.ignore_case && std::ranges::any_of(begun, IsLetter));
}

bool ContainsRegex(const Pattern& wide, const Pattern& narrow) {
  switch (wide.kind) {
    case Pattern::Kind::kPrefix:
      return MatchesOnlyBelow(narrow.text, wide.text);
    case Pattern::Kind::kSegmentPrefix:
      return MatchesOnlyBelow(narrow.text, wide.text + "/");
    case Pattern::Kind::kRegex:
      return wide.text == narrow.text;
    case Pattern::Kind::kExact:
      break;
  }
  return false;
}

}  // namespace

std::optional<Pattern> PlainForm(std::string_view regex) {
  if (regex.starts_with('^')) regex.remove_prefix(1);
  if (regex.ends_with('$') && !regex.ends_with("\\$")) regex.remove_suffix(1);
  const auto form = [&](Pattern::Kind kind, std::string_view ending) -> std::optional<Pattern> {
    if (!regex.ends_with(ending)) return std::nullopt;
    std::optional<std::string> text = Spelled(regex.substr(0, regex.size() - ending.size()));
    if (!text) return std::nullopt;
    return Pattern{kind, *std::move(text)};
  };
  if (auto below = form(Pattern::Kind::kSegmentPrefix, kBelow); below && !below->text.empty()) return below;
  if (auto prefix = form(Pattern::Kind::kPrefix, ".*")) return prefix;
  return form(Pattern::Kind::kExact, "");
}

Pattern PatternOf(const PathMatch& path) {
  switch (path.kind()) {
    case PathMatch::Kind::kExact:
      return {Pattern::Kind::kExact, path.text(), path.ignore_case()};
    case PathMatch::Kind::kPrefix:
      // Every path begins with a slash.
      return {Pattern::Kind::kPrefix, path.text() == "/" ? "" : path.text(), path.ignore_case()};
    case PathMatch::Kind::kSegmentPrefix:
      if (path.text() == "/") return {};
      return {Pattern::Kind::kSegmentPrefix, path.text(), path.ignore_case()};
    case PathMatch::Kind::kRegex:
      break;
  }
  Pattern pattern = PlainForm(path.text()).value_or(Pattern{Pattern::Kind::kRegex, path.text()});
  if (pattern.kind == Pattern::Kind::kPrefix && pattern.text == "/") pattern.text.clear();
  return pattern;
}

Pattern PatternOf(const StringMatch& match) {
  switch (match.kind()) {
    case StringMatch::Kind::kExact:
      return {Pattern::Kind::kExact, match.text()};
    case StringMatch::Kind::kPrefix:
      return {Pattern::Kind::kPrefix, match.text()};
    case StringMatch::Kind::kRegex:
      return PlainForm(match.text()).value_or(Pattern{Pattern::Kind::kRegex, match.text()});
    case StringMatch::Kind::kPresent:
      break;
  }
  return {};
}

std::optional<TextRange> RangeOf(const std::string& regex, std::size_t length) {
  // In parentheses, `a)|(b` would be an expression too.
  if (!re2::RE2(regex, QuietOptions()).ok()) return std::nullopt;
  // RE2 gives bounds of what a match begins with; only an anchored match is all of the text.
  const re2::RE2 compiled("^(?:" + regex + ")$", QuietOptions());
  TextRange range;
  if (!compiled.ok() || !compiled.PossibleMatchRange(&range.min, &range.max, static_cast<int>(length))) {
    return std::nullopt;
  }
  return range;
}

bool MatchesOnlyBelow(const std::string& regex, std::string_view prefix) {
  if (prefix.empty()) return true;
  std::optional<TextRange> range = RangeOf(regex, prefix.size() + 1);
  if (!range || !range->min.starts_with(prefix)) return false;
  if (range->max.starts_with(prefix)) return true;
  return range->max == Successor(prefix) && !FullMatch(range->max, regex);
}

bool Contains(const Pattern& wide, const Pattern& narrow) {
  if (wide.kind == Pattern::Kind::kPrefix && wide.text.empty()) return true;
  if (narrow.kind == Pattern::Kind::kRegex) return ContainsRegex(wide, narrow);
  switch (wide.kind) {
    case Pattern::Kind::kExact:
      return narrow.kind == Pattern::Kind::kExact && narrow.text.size() == wide.text.size() &&
             Begins(wide, wide.text, narrow);
    case Pattern::Kind::kPrefix:
      return Begins(wide, wide.text, narrow);
    case Pattern::Kind::kSegmentPrefix:
      if (Begins(wide, wide.text + "/", narrow)) return true;
      return narrow.kind != Pattern::Kind::kPrefix && narrow.text.size() == wide.text.size() &&
             Begins(wide, wide.text, narrow);
    case Pattern::Kind::kRegex:
      break;
  }
  return narrow.kind == Pattern::Kind::kExact &&
         !(narrow.ignore_case && std::ranges::any_of(narrow.text, IsLetter)) &&
         FullMatch(narrow.text, wide.text);
}

}  // namespace meshctl::route
