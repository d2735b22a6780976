// SPDX-License-Identifier: Apache-2.0
// The resolver of sigs.k8s.io/yaml (go-yaml v2) in our words; scalar_test.cc holds the table of its answers.
// It runs for every plain scalar of every file, so the first character decides the common cases.
#include "yaml/scalar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace meshctl::yaml {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

template <std::size_t N>
bool OneOf(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 11> kTrue = {"y",  "Y",  "yes", "Yes",  "YES", "true",
                                                    "on", "On", "ON",  "True", "TRUE"};
constexpr std::array<std::string_view, 11> kFalse = {"n",   "N",   "no",  "No",    "NO",   "false",
                                                     "off", "Off", "OFF", "False", "FALSE"};
constexpr std::array<std::string_view, 5> kNull = {"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 3> kNotANumber = {".nan", ".NaN", ".NAN"};
constexpr std::array<std::string_view, 9> kInfinite = {".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf",
                                                       "+.INF", "-.inf", "-.Inf", "-.INF"};

// The longest plain text that can still be a number; longer ones are strings anyway after overflow.
constexpr std::size_t kLongestNumber = 400;

std::string WithoutUnderscores(std::string_view text) {
  std::string out(text);
  std::erase(out, '_');
  return out;
}

struct Magnitude {
  bool negative = false;
  int base = 10;
  std::string_view digits;
};

// Splits sign and base prefix; a leading 0 means octal, as in Go's base 0.
Magnitude Split(std::string_view text) {
  Magnitude out;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    out.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.size() > 1 && text[0] == '0') {
    char mark = text[1];
    std::size_t prefix = 2;
    if (mark == 'x' || mark == 'X') {
      out.base = 16;
    } else if (mark == 'b' || mark == 'B') {
      out.base = 2;
    } else if (mark == 'o' || mark == 'O') {
      out.base = 8;
    } else {
      out.base = 8, prefix = 1;
    }
    text.remove_prefix(prefix);
  }
  out.digits = text;
  return out;
}

std::optional<std::uint64_t> MagnitudeOf(const Magnitude& m) {
  std::uint64_t value = 0;
  auto [end, failure] = std::from_chars(m.digits.begin(), m.digits.end(), value, m.base);
  if (m.digits.empty() || failure != std::errc() || end != m.digits.end()) return std::nullopt;
  return value;
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool LooksLikeFloat(std::string_view text) {
  std::size_t at = 0;
  auto digits = [&] {
    std::size_t begin = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    return at - begin;
  };
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  std::size_t whole = digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0 && whole == 0) return false;
  } else if (whole == 0) {
    return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

std::optional<double> FloatOf(std::string_view plain) {
  if (!LooksLikeFloat(plain)) return std::nullopt;
  if (plain[0] == '+') plain.remove_prefix(1);
  double value = 0;
  auto [end, failure] = std::from_chars(plain.begin(), plain.end(), value);
  bool tiny = plain.find("e-") != std::string_view::npos || plain.find("E-") != std::string_view::npos;
  if (failure == std::errc::result_out_of_range && tiny) return 0.0;
  if (failure != std::errc() || end != plain.end()) return std::nullopt;
  return value;
}

bool IsWhole(double value) { return std::abs(value) < 9.2e18 && value == std::floor(value); }

Type ResolveNumber(std::string_view text) {
  if (text.size() > kLongestNumber) return Type::kString;
  // Most numbers are short and decimal: no copy for them.
  if (text.size() < 18 && text[0] != '0' && std::all_of(text.begin(), text.end(), IsDigit)) return Type::kInt;
  if (ParseInteger(text) || ParseLargeInteger(text)) return Type::kInt;
  auto number = ParseNumber(text);
  if (!number) return Type::kString;
  return IsWhole(*number) ? Type::kInt : Type::kFloat;
}

}  // namespace

Type ResolvePlain(std::string_view text) {
  if (text.empty()) return Type::kNull;
  char c = text[0];
  if (IsDigit(c) || c == '-' || c == '+') {
    return OneOf(text, kInfinite) ? Type::kFloat : ResolveNumber(text);
  }
  switch (c) {
    case 'y':
    case 'Y':
    case 't':
    case 'T':
    case 'n':
    case 'N':
    case 'f':
    case 'F':
    case 'o':
    case 'O':
    case '~':
      if (text.size() > 5) return Type::kString;
      if (OneOf(text, kTrue) || OneOf(text, kFalse)) return Type::kBool;
      return OneOf(text, kNull) ? Type::kNull : Type::kString;
    case '.':
      if (OneOf(text, kNotANumber) || OneOf(text, kInfinite)) return Type::kFloat;
      return ResolveNumber(text);
    default:
      return Type::kString;
  }
}

std::optional<bool> ParseBoolean(std::string_view text) {
  if (OneOf(text, kTrue)) return true;
  if (OneOf(text, kFalse)) return false;
  return std::nullopt;
}

std::optional<std::int64_t> ParseInteger(std::string_view text) {
  std::string plain = WithoutUnderscores(text);
  Magnitude m = Split(plain);
  auto value = MagnitudeOf(m);
  constexpr std::uint64_t kMax = INT64_MAX;
  if (value && m.negative && *value <= kMax + 1) return static_cast<std::int64_t>(~*value + 1);
  if (value && !m.negative && *value <= kMax) return static_cast<std::int64_t>(*value);
  auto number = value ? std::nullopt : FloatOf(plain);
  if (number && IsWhole(*number)) return static_cast<std::int64_t>(*number);
  return std::nullopt;
}

std::optional<std::uint64_t> ParseLargeInteger(std::string_view text) {
  std::string plain = WithoutUnderscores(text);
  Magnitude m = Split(plain);
  auto value = MagnitudeOf(m);
  if (!value || m.negative || *value <= static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  return value;
}

std::optional<double> ParseNumber(std::string_view text) {
  std::string plain = WithoutUnderscores(text);
  Magnitude m = Split(plain);
  if (auto value = MagnitudeOf(m)) {
    auto magnitude = static_cast<double>(*value);
    return m.negative ? -magnitude : magnitude;
  }
  return FloatOf(plain);
}

std::string KeyText(Type type, std::string_view text) {
  if (type == Type::kBool) return *ParseBoolean(text) ? "true" : "false";
  if (type == Type::kInt || type == Type::kFloat) {
    if (auto value = ParseInteger(text)) return fmt::format("{}", *value);
    if (auto value = ParseLargeInteger(text)) return fmt::format("{}", *value);
    if (auto value = ParseNumber(text)) return fmt::format("{}", *value);
  }
  return std::string(text);
}

}  // namespace meshctl::yaml
