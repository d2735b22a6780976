// SPDX-License-Identifier: Apache-2.0
// Durations and timestamps as Go and RFC 3339 write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meshctl::cel {

/// A moment between the years 1 and 9999, in UTC.
struct Timestamp {
  std::int64_t seconds = 0;  ///< since 1970
  std::int64_t nanos = 0;    ///< 0 to 999,999,999

  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

/// Whether the moment is one that CEL can hold.
bool InRange(const Timestamp& time);

/// Go's time.ParseDuration in nanoseconds: `1h2m3.5s`; nothing when malformed or beyond 292 years.
std::optional<std::int64_t> ParseDuration(std::string_view text);
/// `90s`, `1.5s`: the way CEL converts a duration to a string.
std::string PrintDuration(std::int64_t nanos);

/// RFC 3339 with a zone.
std::optional<Timestamp> ParseTimestamp(std::string_view text);
/// `2006-01-02`, midnight UTC.
std::optional<Timestamp> ParseDate(std::string_view text);
std::string PrintTimestamp(const Timestamp& time);

/// A moment taken apart.
struct Calendar {
  std::int64_t year = 0, month = 0, day = 0, day_of_year = 0, day_of_week = 0, hour = 0, minute = 0,
               second = 0;
};
Calendar TakeApart(const Timestamp& time);

/// The seconds east of UTC of `+02:30`, `-11:00`, `UTC` or nothing at all; nothing for named zones.
std::optional<std::int64_t> ZoneOffset(std::string_view zone);

}  // namespace meshctl::cel
