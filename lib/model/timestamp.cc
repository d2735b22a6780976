// SPDX-License-Identifier: Apache-2.0
// RFC 3339 has one fixed shape, so it is read by position.
#include "model/timestamp.h"

#include <chrono>
#include <cstddef>

namespace meshctl::model {
namespace {

/// Reads exactly `size` digits at `at`.
std::optional<int> Digits(std::string_view text, std::size_t at, std::size_t size) {
  if (text.size() < at + size) return std::nullopt;
  int value = 0;
  for (char c : text.substr(at, size)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Minutes east of Greenwich: `Z`, `+02:00`.
std::optional<int> Offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  auto hours = Digits(text, 1, 2);
  auto minutes = Digits(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  int offset = *hours * 60 + *minutes;
  return text[0] == '-' ? -offset : offset;
}

}  // namespace

std::optional<std::int64_t> ParseTimestamp(std::string_view text) {
  using namespace std::chrono;
  auto year_number = Digits(text, 0, 4);
  auto month_number = Digits(text, 5, 2);
  auto day_number = Digits(text, 8, 2);
  auto hour = Digits(text, 11, 2);
  auto minute = Digits(text, 14, 2);
  auto second = Digits(text, 17, 2);
  if (!year_number || !month_number || !day_number || !hour || !minute || !second) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't') || text[13] != ':' ||
      text[16] != ':' || *hour > 23 || *minute > 59 || *second > 60) {
    return std::nullopt;
  }
  std::string_view rest = text.substr(19);
  if (rest.starts_with('.')) {
    std::size_t end = rest.find_first_not_of("0123456789", 1);
    if (end == 1 || end == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(end);
  }
  auto offset = Offset(rest);
  year_month_day date{year{*year_number}, month{static_cast<unsigned>(*month_number)},
                      day{static_cast<unsigned>(*day_number)}};
  if (!offset || !date.ok()) return std::nullopt;
  std::int64_t days = sys_days(date).time_since_epoch().count();
  int minutes_of_day = *hour * 60 + *minute - *offset;
  return (days * 1440 + minutes_of_day) * 60 + *second;
}

}  // namespace meshctl::model
