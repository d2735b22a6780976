// SPDX-License-Identifier: Apache-2.0
// getHours() and its kin, of timestamps in a time zone and of durations as a whole.
#include "cel/calls.h"

namespace meshctl::cel {
namespace {

Value OfDuration(Function function, std::int64_t nanos) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  switch (function) {
    case Function::kGetHours:
      return Value::Int(nanos / (3600 * kSecond));
    case Function::kGetMinutes:
      return Value::Int(nanos / (60 * kSecond));
    case Function::kGetSeconds:
      return Value::Int(nanos / kSecond);
    case Function::kGetMilliseconds:
      return Value::Int(nanos / 1'000'000);
    default:
      return Context::NoOverload();
  }
}

}  // namespace

Value CallTime(Function function, std::span<const Value> arguments) {
  const Value& first = arguments[0];
  if (first.is(Kind::kDuration) && arguments.size() == 1) return OfDuration(function, first.integer);
  if (!first.is(Kind::kTimestamp)) return Context::NoOverload();
  Timestamp time = first.time();
  if (arguments.size() > 1) {
    if (!arguments[1].is(Kind::kString)) return Context::NoOverload();
    const auto offset = ZoneOffset(arguments[1].text());
    if (!offset) return Value::Error("unknown time zone: only UTC and offsets like +02:00 are known here");
    time.seconds += *offset;
  }
  const Calendar parts = TakeApart(time);
  switch (function) {
    case Function::kGetFullYear:
      return Value::Int(parts.year);
    case Function::kGetMonth:
      return Value::Int(parts.month - 1);
    case Function::kGetDayOfYear:
      return Value::Int(parts.day_of_year);
    case Function::kGetDayOfMonth:
      return Value::Int(parts.day - 1);
    case Function::kGetDate:
      return Value::Int(parts.day);
    case Function::kGetDayOfWeek:
      return Value::Int(parts.day_of_week);
    case Function::kGetHours:
      return Value::Int(parts.hour);
    case Function::kGetMinutes:
      return Value::Int(parts.minute);
    case Function::kGetSeconds:
      return Value::Int(parts.second);
    default:
      return Value::Int(time.nanos / 1'000'000);
  }
}

}  // namespace meshctl::cel
