// SPDX-License-Identifier: Apache-2.0
// Follows the standard parser of the cron library in Kubernetes' controller, oddities included: empty items
// of a list are passed over, `?` is `*` everywhere, and Sunday is 0 but not 7.
#include "schema/cron.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <span>

#include "base/ascii.h"
#include "schema/formats.h"
#include "schema/time_zones.h"

namespace meshctl::schema {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kDays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Bounds {
  int low;
  int high;
  std::span<const std::string_view> names;  ///< of `low` and up
};

constexpr std::array<Bounds, 5> kFields = {
    {{0, 59, {}}, {0, 23, {}}, {1, 31, {}}, {1, 12, kMonths}, {0, 6, kDays}}};

std::optional<int> ReadNumber(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0)
    return std::nullopt;
  return value;
}

std::optional<int> ReadValue(std::string_view text, const Bounds& bounds) {
  for (std::size_t i = 0; i < bounds.names.size(); ++i) {
    if (EqualIgnoringCase(text, bounds.names[i])) return bounds.low + static_cast<int>(i);
  }
  return ReadNumber(text);
}

bool IsRange(std::string_view text, const Bounds& bounds) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos && ReadNumber(text.substr(slash + 1)).value_or(0) == 0) return false;
  const std::string_view range = text.substr(0, slash);
  if (range == "*" || range == "?") return true;
  const std::size_t dash = range.find('-');
  const auto first = ReadValue(range.substr(0, dash), bounds);
  if (!first || *first < bounds.low || *first > bounds.high) return false;
  if (dash == std::string_view::npos) return true;
  const auto last = ReadValue(range.substr(dash + 1), bounds);
  return last && *last >= *first && *last <= bounds.high;
}

bool IsField(std::string_view text, const Bounds& bounds) {
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    if (!item.empty() && !IsRange(item, bounds)) return false;
    if (comma == std::string_view::npos) return true;
    text.remove_prefix(comma + 1);
  }
}

bool IsMacro(std::string_view text) {
  constexpr std::string_view kEvery = "@every ";
  if (text.starts_with(kEvery)) return IsDuration(text.substr(kEvery.size()));
  constexpr std::array<std::string_view, 7> kMacros = {"@yearly", "@annually", "@monthly", "@weekly",
                                                       "@daily",  "@midnight", "@hourly"};
  return std::ranges::find(kMacros, text) != kMacros.end();
}

}  // namespace

bool IsCron(std::string_view text) {
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  if (text.starts_with("TZ=") || text.starts_with("CRON_TZ=")) {
    const std::size_t space = text.find(' ');
    const std::size_t zone = text.find('=') + 1;
    if (space == std::string_view::npos || !IsTimeZone(text.substr(zone, space - zone))) return false;
    text.remove_prefix(std::min(text.find_first_not_of(kSpace, space), text.size()));
  }
  if (text.starts_with('@')) return IsMacro(text);
  std::size_t fields = 0;
  for (std::size_t at = text.find_first_not_of(kSpace); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kSpace, at), text.size());
    if (fields == kFields.size() || !IsField(text.substr(at, end - at), kFields[fields])) return false;
    ++fields;
    at = text.find_first_not_of(kSpace, end);
  }
  return fields == kFields.size();
}

}  // namespace meshctl::schema
