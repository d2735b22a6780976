// SPDX-License-Identifier: Apache-2.0
// Conversions between types, with Go's spelling of numbers and booleans and cel-go's errors.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>

#include "base/utf8.h"
#include "cel/address.h"
#include "cel/calls.h"

namespace meshctl::cel {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kTwoTo64 = 18446744073709551616.0;

Value CannotConvert(Context& context, const Value& value, std::string_view type) {
  return context.Fail("type conversion error from '{}' to '{}'", TypeName(value), type);
}

template <typename T>
std::optional<T> ReadNumber(std::string_view text) {
  const bool plus = text.starts_with('+') && text.size() > 1 && text[1] != '-';
  if (plus && std::is_signed_v<T>) text.remove_prefix(1);
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

Value ToInt(Context& context, const Value& value) {
  switch (value.kind) {
    case Kind::kInt:
      return value;
    case Kind::kUint:
      if (value.natural > static_cast<std::uint64_t>(INT64_MAX)) return Value::Error("integer overflow");
      return Value::Int(static_cast<std::int64_t>(value.natural));
    case Kind::kDouble:
      // cel-go refuses the limits themselves, because a double cannot tell them from their neighbours.
      if (!(value.real > -kTwoTo63 && value.real < kTwoTo63)) return Value::Error("integer overflow");
      return Value::Int(static_cast<std::int64_t>(value.real));
    case Kind::kDuration:
    case Kind::kTimestamp:
      return Value::Int(value.integer);
    case Kind::kString:
      if (const auto number = ReadNumber<std::int64_t>(value.text())) return Value::Int(*number);
      break;
    default:
      break;
  }
  return CannotConvert(context, value, "int");
}

Value ToUint(Context& context, const Value& value) {
  switch (value.kind) {
    case Kind::kUint:
      return value;
    case Kind::kInt:
      if (value.integer < 0) return Value::Error("unsigned integer overflow");
      return Value::Uint(static_cast<std::uint64_t>(value.integer));
    case Kind::kDouble:
      if (!(value.real >= 0 && value.real < kTwoTo64)) return Value::Error("unsigned integer overflow");
      return Value::Uint(static_cast<std::uint64_t>(value.real));
    case Kind::kString:
      if (const auto number = ReadNumber<std::uint64_t>(value.text())) return Value::Uint(*number);
      break;
    default:
      break;
  }
  return CannotConvert(context, value, "uint");
}

Value ToDouble(Context& context, const Value& value) {
  if (value.is(Kind::kDouble)) return value;
  if (value.is(Kind::kInt)) return Value::Double(static_cast<double>(value.integer));
  if (value.is(Kind::kUint)) return Value::Double(static_cast<double>(value.natural));
  if (value.is(Kind::kString)) {
    if (const auto number = ReadNumber<double>(value.text())) return Value::Double(*number);
  }
  return CannotConvert(context, value, "double");
}

Value ToBool(Context& context, const Value& value) {
  if (value.is(Kind::kBool)) return value;
  if (value.is(Kind::kString)) {
    for (const std::string_view word : {"1", "t", "T", "TRUE", "true", "True"}) {
      if (value.text() == word) return Value::Bool(true);
    }
    for (const std::string_view word : {"0", "f", "F", "FALSE", "false", "False"}) {
      if (value.text() == word) return Value::Bool(false);
    }
  }
  return CannotConvert(context, value, "bool");
}

Value ToDuration(Context& context, const Value& value) {
  if (value.is(Kind::kDuration)) return value;
  if (value.is(Kind::kInt)) return Value::Duration(value.integer);
  if (value.is(Kind::kString)) {
    if (const auto duration = ParseDuration(value.text())) return Value::Duration(*duration);
  }
  return CannotConvert(context, value, "google.protobuf.Duration");
}

Value ToTimestamp(Context& context, const Value& value) {
  if (value.is(Kind::kTimestamp)) return value;
  if (value.is(Kind::kInt) && InRange({value.integer, 0})) return Value::Time({value.integer, 0});
  if (value.is(Kind::kString)) {
    if (const auto time = ParseTimestamp(value.text())) return Value::Time(*time);
  }
  return CannotConvert(context, value, "google.protobuf.Timestamp");
}

}  // namespace

std::string PrintDouble(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Inf" : "+Inf";
  if (value == 0) return std::signbit(value) ? "-0" : "0";
  // The shortest digits that read back as the same number, with an exponent where Go's %g has one.
  std::array<char, 64> buffer{};
  char* const begin = buffer.data();
  const char* end = std::to_chars(begin, begin + buffer.size(), value, std::chars_format::scientific).ptr;
  const int power = std::atoi(std::find(begin, begin + buffer.size(), 'e') + 1);
  if (power >= -4 && power < 6)
    end = std::to_chars(begin, begin + buffer.size(), value, std::chars_format::fixed).ptr;
  return std::string(begin, static_cast<std::size_t>(end - begin));
}

Value ToString(Context& context, const Value& value) {
  switch (value.kind) {
    case Kind::kString:
      return value;
    case Kind::kInt:
      return context.String(fmt::format_int(value.integer).c_str());
    case Kind::kUint:
      return context.String(fmt::format_int(value.natural).c_str());
    case Kind::kDouble:
      return context.String(PrintDouble(value.real));
    case Kind::kBool:
      return Value::Text(value.boolean ? "true" : "false");
    case Kind::kBytes:
      if (utf8::ScanText(value.text()).first_invalid != std::string::npos) {
        return Value::Error("invalid UTF-8 in bytes, cannot convert to string");
      }
      return Value::Text(value.text());
    case Kind::kDuration:
      return context.String(PrintDuration(value.integer));
    case Kind::kTimestamp:
      return context.String(PrintTimestamp(value.time()));
    case Kind::kIp:
    case Kind::kCidr:
      return context.String(Print(*value.address));
    default:
      return CannotConvert(context, value, "string");
  }
}

Value CallConversion(Context& context, Function function, const Value& argument) {
  switch (function) {
    case Function::kType:
      return Value::Text(TypeName(argument), Kind::kType);
    case Function::kBool:
      return ToBool(context, argument);
    case Function::kBytes:
      if (argument.is(Kind::kBytes)) return argument;
      return argument.is(Kind::kString) ? Value::Text(argument.text(), Kind::kBytes)
                                        : CannotConvert(context, argument, "bytes");
    case Function::kDouble:
      return ToDouble(context, argument);
    case Function::kDuration:
      return ToDuration(context, argument);
    case Function::kInt:
      return ToInt(context, argument);
    case Function::kString:
      return ToString(context, argument);
    case Function::kTimestamp:
      return ToTimestamp(context, argument);
    case Function::kUint:
      return ToUint(context, argument);
    default:
      return argument;  // dyn()
  }
}

}  // namespace meshctl::cel
