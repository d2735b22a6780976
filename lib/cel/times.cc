// SPDX-License-Identifier: Apache-2.0
// Reading and printing of Go's durations and of RFC 3339, with the limits that CEL puts on both. Named time
// zones are unknown here: the answer would depend on the machine.
#include "cel/times.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/duration.h"

namespace meshctl::cel {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kFirst = -62'135'596'800;  // 0001-01-01
constexpr std::int64_t kLast = 253'402'300'799;   // 9999-12-31

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// A number of exactly `digits` digits in front of `text`, or -1.
int TakeNumber(std::string_view& text, std::size_t digits) {
  if (text.size() < digits || !std::ranges::all_of(text.substr(0, digits), IsDigit)) return -1;
  int value = 0;
  for (const char c : text.substr(0, digits)) value = value * 10 + (c - '0');
  text.remove_prefix(digits);
  return value;
}

bool Take(std::string_view& text, std::string_view sign) {
  if (!text.starts_with(sign)) return false;
  text.remove_prefix(sign.size());
  return true;
}

std::optional<std::int64_t> TakeDate(std::string_view& text) {
  const int year = TakeNumber(text, 4);
  if (year < 0 || !Take(text, "-")) return std::nullopt;
  const int month = TakeNumber(text, 2);
  if (month < 0 || !Take(text, "-")) return std::nullopt;
  const int day = TakeNumber(text, 2);
  if (day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kDay;
}

/// `Z` or `+01:00`, to the end; Go takes up to 24 hours and 60 minutes.
std::optional<std::int64_t> TakeZone(std::string_view text) {
  if (text == "Z") return 0;
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const std::int64_t sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  const int hours = TakeNumber(text, 2);
  if (hours < 0 || hours > 24 || !Take(text, ":")) return std::nullopt;
  const int minutes = TakeNumber(text, 2);
  if (minutes < 0 || minutes > 60 || !text.empty()) return std::nullopt;
  return sign * (hours * 3600 + minutes * 60);
}

std::string Fraction(std::int64_t nanos) {
  if (nanos == 0) return {};
  std::string digits = fmt::format(".{:09}", nanos);
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits;
}

}  // namespace

bool InRange(const Timestamp& time) { return time.seconds >= kFirst && time.seconds <= kLast; }

std::optional<std::int64_t> ParseDuration(std::string_view text) {
  const auto duration = meshctl::ParseDuration(text);
  return duration ? std::optional(duration->count()) : std::nullopt;
}

std::string PrintDuration(std::int64_t nanos) {
  const bool negative = nanos < 0;
  const std::uint64_t size =
      negative ? -static_cast<std::uint64_t>(nanos) : static_cast<std::uint64_t>(nanos);
  return fmt::format("{}{}{}s", negative ? "-" : "", size / kSecond,
                     Fraction(static_cast<std::int64_t>(size % kSecond)));
}

std::optional<Timestamp> ParseTimestamp(std::string_view text) {
  const auto date = TakeDate(text);
  if (!date || !Take(text, "T")) return std::nullopt;
  const int hour = TakeNumber(text, 2);
  if (hour < 0 || hour > 23 || !Take(text, ":")) return std::nullopt;
  const int minute = TakeNumber(text, 2);
  if (minute < 0 || minute > 59 || !Take(text, ":")) return std::nullopt;
  const int second = TakeNumber(text, 2);
  if (second < 0 || second > 59) return std::nullopt;
  Timestamp time{*date + std::int64_t{hour} * 3600 + std::int64_t{minute} * 60 + second, 0};
  if (Take(text, ".") || Take(text, ",")) {
    if (text.empty() || !IsDigit(text[0])) return std::nullopt;
    for (std::int64_t scale = kSecond / 10; !text.empty() && IsDigit(text[0]); scale /= 10) {
      time.nanos += scale * (text[0] - '0');
      text.remove_prefix(1);
    }
  }
  const auto zone = TakeZone(text);
  if (!zone) return std::nullopt;
  time.seconds -= *zone;
  return InRange(time) ? std::optional(time) : std::nullopt;
}

std::optional<Timestamp> ParseDate(std::string_view text) {
  const auto date = TakeDate(text);
  if (!date || !text.empty()) return std::nullopt;
  return Timestamp{*date, 0};
}

Calendar TakeApart(const Timestamp& time) {
  using std::chrono::days;
  const auto since = std::chrono::seconds(time.seconds);
  const auto day = std::chrono::floor<days>(since);
  const std::chrono::sys_days date{day};
  const std::chrono::year_month_day parts(date);
  const std::chrono::sys_days new_year(parts.year() / 1 / 1);
  const std::int64_t rest = (since - std::chrono::duration_cast<std::chrono::seconds>(day)).count();
  return {.year = static_cast<int>(parts.year()),
          .month = static_cast<unsigned>(parts.month()),
          .day = static_cast<unsigned>(parts.day()),
          .day_of_year = (date - new_year).count(),
          .day_of_week = std::chrono::weekday(date).c_encoding(),
          .hour = rest / 3600,
          .minute = rest / 60 % 60,
          .second = rest % 60};
}

std::string PrintTimestamp(const Timestamp& time) {
  const Calendar parts = TakeApart(time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", parts.year, parts.month, parts.day, parts.hour,
                     parts.minute, parts.second, Fraction(time.nanos));
}

std::optional<std::int64_t> ZoneOffset(std::string_view zone) {
  if (zone.empty() || zone == "UTC") return 0;
  if (IsDigit(zone[0])) return TakeZone("+" + std::string(zone));
  return TakeZone(zone == "Z" ? "" : zone);
}

}  // namespace meshctl::cel
