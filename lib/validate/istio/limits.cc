// SPDX-License-Identifier: Apache-2.0
// istiod hands durations to Envoy in whole milliseconds, which is why it takes no finer ones.
#include "validate/istio/limits.h"

#include <fmt/core.h>

#include <array>
#include <limits>
#include <utility>

#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kImpreciseDuration = {
    .code = "ISTIO0110",
    .name = "imprecise-duration",
    .summary =
        "a duration is below 1ms or not a whole number of milliseconds, which is as fine as Istio counts"};
constinit const Rule kPercentOutOfRange = {.code = "ISTIO0111",
                                           .name = "percent-out-of-range",
                                           .summary = "a percentage is not in the range from 0 to 100"};
constinit const Rule kNegativeLimit = {
    .code = "ISTIO0124", .name = "negative-limit", .summary = "a limit or count is below 0"};

namespace {

__extension__ typedef __int128 Wide;

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
// Longer names first: `ms` before `m`. Both micro signs of Unicode are Go's.
constexpr std::array<Unit, 8> kUnits = {{{"ns", 1},
                                         {"us", 1'000},
                                         {"\u00b5s", 1'000},
                                         {"\u03bcs", 1'000},
                                         {"ms", kMillisecond},
                                         {"s", kSecond},
                                         {"m", 60 * kSecond},
                                         {"h", 3'600 * kSecond}}};
constexpr Wide kMaxNanoseconds = std::numeric_limits<std::int64_t>::max();

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Takes digits off the front of `text`; `scale` becomes 10 to the power of their number. What is beyond the
/// range of durations stays there.
Wide TakeDigits(std::string_view& text, Wide& scale) {
  Wide number = 0;
  scale = 1;
  std::size_t digits = 0;
  for (; digits < text.size() && IsDigit(text[digits]); ++digits) {
    if (number > kMaxNanoseconds || scale > kMaxNanoseconds) continue;
    number = number * 10 + (text[digits] - '0');
    scale *= 10;
  }
  text.remove_prefix(digits);
  return number;
}

}  // namespace

std::optional<std::int64_t> ParseDuration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  Wide total = 0;
  while (!text.empty()) {
    const std::size_t before = text.size();
    Wide scale = 1;
    const Wide whole = TakeDigits(text, scale);
    std::size_t digits = before - text.size();
    Wide fraction = 0;
    Wide fraction_scale = 1;
    if (text.starts_with('.')) {
      text.remove_prefix(1);
      const std::size_t behind_point = text.size();
      fraction = TakeDigits(text, fraction_scale);
      digits += behind_point - text.size();
    }
    if (digits == 0 || whole > kMaxNanoseconds) return std::nullopt;
    const Unit* found = nullptr;
    for (const Unit& unit : kUnits) {
      if (found == nullptr && text.starts_with(unit.name)) found = &unit;
    }
    if (found == nullptr) return std::nullopt;
    text.remove_prefix(found->name.size());
    total += whole * found->nanoseconds + fraction * found->nanoseconds / fraction_scale;
    if (total > kMaxNanoseconds) return std::nullopt;
  }
  return static_cast<std::int64_t>(negative ? -total : total);
}

void CheckDuration(const yaml::Node& value, Verdict& verdict) {
  const std::optional<std::int64_t> duration = ParseDuration(value.string());
  if (!duration) return;
  if (*duration < kMillisecond) {
    At(verdict, kImpreciseDuration, value, "must be at least 1ms", Label("too short"));
  } else if (*duration % kMillisecond != 0) {
    At(verdict, kImpreciseDuration, value, "must be a whole number of milliseconds", Label("too fine"));
  }
}

void CheckPercent(const yaml::Node& value, Verdict& verdict) {
  const std::int64_t percent = value.integer().value_or(0);
  if (percent >= 0 && percent <= 100) return;
  At(verdict, kPercentOutOfRange, value, "must be a percentage from 0 to 100", Label("out of range"));
}

void CheckFraction(const yaml::Node& value, double smallest, Verdict& verdict) {
  const double percent = value.number().value_or(0);
  if (percent == 0 || (percent >= smallest && percent <= 100)) return;
  At(verdict, kPercentOutOfRange, value,
     smallest > 0 ? fmt::format("must be 0 or a percentage from {:.4f} to 100", smallest)
                  : "must be a percentage from 0 to 100",
     Label("out of range"));
}

void CheckNotNegative(const yaml::Node& value, Verdict& verdict) {
  if (value.number().value_or(0) >= 0) return;
  At(verdict, kNegativeLimit, value, "must not be negative", Label("below 0"));
}

}  // namespace meshctl::validate::istio
