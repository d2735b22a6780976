// SPDX-License-Identifier: Apache-2.0
// Go's duration grammar: a sign, then numbers with units, largest or not first. Follows time.ParseDuration
// where it is strict (a unit is required) and where it is not (`.5s`, `1.s`).
#include "base/duration.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace meshctl {
namespace {

constexpr std::uint64_t kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + 1;

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kMinute = 60 * kSecond;
constexpr std::uint64_t kHour = 60 * kMinute;

constexpr std::array<std::pair<std::string_view, std::uint64_t>, 8> kUnits = {{
    {"ns", 1},
    {"us", 1'000},
    {"\u00b5s", 1'000},  // micro sign
    {"\u03bcs", 1'000},  // Greek mu
    {"ms", 1'000'000},
    {"s", kSecond},
    {"m", kMinute},
    {"h", kHour},
}};

std::optional<std::uint64_t> UnitOf(std::string_view name) {
  for (auto [unit, nanoseconds] : kUnits) {
    if (unit == name) return nanoseconds;
  }
  return std::nullopt;
}

/// `value / unit` as a decimal without trailing zeros; `unit` is a power of ten.
std::string InUnits(std::uint64_t value, std::uint64_t unit) {
  std::string text = fmt::format("{}", value / unit);
  std::string digits = fmt::format("{}", unit + value % unit);
  std::size_t end = digits.find_last_not_of('0');
  return end == 0 ? text : text + "." + digits.substr(1, end);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// One `1.5h` at the front of `text`, which it consumes.
std::optional<std::uint64_t> ParsePart(std::string_view& text) {
  std::size_t at = 0;
  std::uint64_t whole = 0;
  for (; at < text.size() && IsDigit(text[at]); ++at) {
    if (whole > kLargest / 10) return std::nullopt;
    whole = whole * 10 + static_cast<std::uint64_t>(text[at] - '0');
    if (whole > kLargest) return std::nullopt;
  }
  std::size_t digits = at;
  std::uint64_t fraction = 0;
  double scale = 1;
  if (at < text.size() && text[at] == '.') {
    bool full = false;  // digits that no longer fit make no difference
    for (++at; at < text.size() && IsDigit(text[at]); ++at, ++digits) {
      full = full || fraction > (kLargest - 1) / 10;
      if (full) continue;
      fraction = fraction * 10 + static_cast<std::uint64_t>(text[at] - '0');
      scale *= 10;
    }
  }
  if (digits == 0) return std::nullopt;
  std::size_t end = at;
  while (end < text.size() && text[end] != '.' && !IsDigit(text[end])) ++end;
  auto unit = UnitOf(text.substr(at, end - at));
  if (!unit || whole > kLargest / *unit) return std::nullopt;
  text.remove_prefix(end);
  // Go's own arithmetic: what is finer than a nanosecond is cut off.
  const double part = static_cast<double>(fraction) * (static_cast<double>(*unit) / scale);
  return whole * *unit + static_cast<std::uint64_t>(part);
}

}  // namespace

std::optional<Nanoseconds> ParseDuration(std::string_view text) {
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return Nanoseconds(0);
  if (text.empty()) return std::nullopt;
  std::uint64_t total = 0;
  while (!text.empty()) {
    auto part = ParsePart(text);
    if (!part || *part > kLargest - total) return std::nullopt;
    total += *part;
  }
  if (negative) return Nanoseconds(static_cast<std::int64_t>(0 - total));
  if (total == kLargest) return std::nullopt;
  return Nanoseconds(static_cast<std::int64_t>(total));
}

std::string ToString(Nanoseconds duration) {
  if (duration.count() == 0) return "0s";
  std::string text = duration.count() < 0 ? "-" : "";
  // Negating as unsigned keeps the smallest value right.
  std::uint64_t rest = static_cast<std::uint64_t>(duration.count());
  if (duration.count() < 0) rest = 0 - rest;
  if (rest < 1'000) return text + fmt::format("{}ns", rest);
  if (rest < 1'000'000) return text + InUnits(rest, 1'000) + "us";
  if (rest < kSecond) return text + InUnits(rest, 1'000'000) + "ms";
  if (rest >= kHour) text += fmt::format("{}h", rest / kHour);
  rest %= kHour;
  if (rest >= kMinute) text += fmt::format("{}m", rest / kMinute);
  rest %= kMinute;
  return rest == 0 ? text : text + InUnits(rest, kSecond) + "s";
}

}  // namespace meshctl
