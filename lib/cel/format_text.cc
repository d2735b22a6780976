// SPDX-License-Identifier: Apache-2.0
// `"...".format([...])` of cel-go's strings extension: %s %d %f %e %b %o %x %X and %%, with a precision for
// %f and %e.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "cel/calls.h"
#include "cel/read.h"

namespace meshctl::cel {
namespace {

/// Thrown inside this file only: what a clause cannot print.
struct Unprintable {
  std::string message;
};

std::string Nested(Context& context, const Value& value);

std::string PrintedMap(Context& context, const Value& map) {
  std::vector<std::string> parts;
  ForEachEntry(context, map, [&](const Value& key, const Value& value) {
    parts.push_back(Nested(context, key) + ":" + Nested(context, value));
    return !context.exhausted();
  });
  std::ranges::sort(parts);
  return fmt::format("{{{}}}", fmt::join(parts, ", "));
}

std::string PrintedList(Context& context, const Value& list) {
  std::string out = "[";
  for (std::size_t i = 0; i < list.count() && context.arena().Admits(out.size()); ++i) {
    if (i > 0) out += ", ";
    out += Nested(context, Item(context, list, i));
  }
  return out + "]";
}

/// %s.
std::string Printed(Context& context, const Value& value) {
  switch (value.kind) {
    case Kind::kNull:
      return "null";
    case Kind::kList:
      return PrintedList(context, value);
    case Kind::kMap:
      return PrintedMap(context, value);
    case Kind::kType:
    case Kind::kBytes:
      return std::string(value.text());
    default:
      break;
  }
  const Value text = value.kind <= Kind::kTimestamp ? ToString(context, value) : Value::Error({});
  if (text.is_error()) throw Unprintable{fmt::format("%s cannot print a {}", TypeName(value))};
  return std::string(text.text());
}

/// An item or entry inside of a list or map, which tells its type.
std::string Nested(Context& context, const Value& value) {
  context.CountComparison();
  switch (value.kind) {
    case Kind::kString:
      return fmt::format("\"{}\"", value.text());
    case Kind::kBytes:
      return fmt::format("b\"{}\"", value.text());
    case Kind::kDouble:
      return std::isfinite(value.real) ? fmt::format("{:f}", value.real) : PrintDouble(value.real);
    case Kind::kDuration:
      return fmt::format("duration(\"{}\")", PrintDuration(value.integer));
    case Kind::kTimestamp:
      return fmt::format("timestamp(\"{}\")", PrintTimestamp(value.time()));
    default:
      return Printed(context, value);
  }
}

std::string PrintedBase(const Value& value, char clause) {
  if (value.is(Kind::kBool) && clause == 'b') return value.boolean ? "1" : "0";
  if (value.is(Kind::kInt) || value.is(Kind::kUint)) {
    const bool negative = value.is(Kind::kInt) && value.integer < 0;
    const std::uint64_t size = negative ? -value.natural : value.natural;
    const std::string sign = negative ? "-" : "";
    if (clause == 'b') return sign + fmt::format("{:b}", size);
    if (clause == 'o') return sign + fmt::format("{:o}", size);
    return sign + (clause == 'x' ? fmt::format("{:x}", size) : fmt::format("{:X}", size));
  }
  if ((clause == 'x' || clause == 'X') && (value.is(Kind::kString) || value.is(Kind::kBytes))) {
    std::string out;
    for (const char c : value.text()) {
      const auto byte = static_cast<unsigned char>(c);
      out += clause == 'x' ? fmt::format("{:02x}", byte) : fmt::format("{:02X}", byte);
    }
    return out;
  }
  throw Unprintable{fmt::format("%{} cannot print a {}", clause, TypeName(value))};
}

std::string PrintedDecimal(Context& context, const Value& value) {
  if (value.is(Kind::kInt) || value.is(Kind::kUint)) return std::string(ToString(context, value).text());
  throw Unprintable{fmt::format("%d cannot print a {}", TypeName(value))};
}

/// Puts a comma between thousands.
std::string Grouped(std::string digits) {
  const std::size_t first = digits[0] == '-' ? 1 : 0;
  for (std::size_t at = std::min(digits.find('.'), digits.size()); at > first + 3;)
    digits.insert(at -= 3, ",");
  return digits;
}

/// `1.5e+03` as `1.5×10⁰³`.
std::string Raised(const std::string& text) {
  constexpr std::array<std::string_view, 10> kDigits = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  const std::size_t at = text.find('e');
  std::string out = text.substr(0, at) + "×10";
  for (const char c : text.substr(at + 1)) {
    if (c == '-') out += "⁻";
    if (c >= '0' && c <= '9') out += kDigits[static_cast<std::size_t>(c - '0')];
  }
  return out;
}

/// %f and %e, in the spelling of en_US that cel-go uses; %e always has six digits.
std::string PrintedFloat(const Value& value, char clause, int precision) {
  if (value.is(Kind::kString)) {
    const std::string_view text = value.text();
    if (text == "NaN" || text == "Infinity" || text == "-Infinity") return std::string(text);
  }
  if (!value.is(Kind::kDouble))
    throw Unprintable{fmt::format("%{} cannot print a {}", clause, TypeName(value))};
  if (std::isnan(value.real)) return "NaN";
  if (std::isinf(value.real)) return value.real < 0 ? "-∞" : "∞";
  return clause == 'f' ? Grouped(fmt::format("{:.{}f}", value.real, precision))
                       : Raised(fmt::format("{:e}", value.real));
}

/// The number behind a point; 6 without one.
int TakePrecision(std::string_view text, std::size_t& at) {
  constexpr int kMost = 1000;
  if (at >= text.size() || text[at] != '.') return 6;
  int precision = 0;
  for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    precision = std::min(precision * 10 + (text[at] - '0'), kMost);
  }
  return precision;
}

std::string Clause(Context& context, const Value& value, char clause, int precision) {
  switch (clause) {
    case 's':
      return Printed(context, value);
    case 'd':
      return PrintedDecimal(context, value);
    case 'f':
    case 'e':
      return PrintedFloat(value, clause, precision);
    case 'b':
    case 'o':
    case 'x':
    case 'X':
      return PrintedBase(value, clause);
    default:
      throw Unprintable{fmt::format("unrecognized formatting clause \"{}\"", clause)};
  }
}

}  // namespace

Value FormatText(Context& context, std::string_view text, const Value& arguments) try {
  std::string out;
  std::size_t next = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!context.arena().Admits(out.size()) || context.exhausted()) return Value::Error("out of memory");
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    ++at;
    if (at < text.size() && text[at] == '%') {
      out += '%';
      continue;
    }
    const int precision = TakePrecision(text, at);
    if (at >= text.size()) return Value::Error("unexpected end of string");
    if (next >= arguments.count()) return context.Fail("index {} out of range", next);
    const Value argument = Item(context, arguments, next++);
    if (argument.is_error()) return argument;
    out += Clause(context, argument, text[at], precision);
  }
  if (next < arguments.count()) return context.Fail("{} arguments for {} clauses", arguments.count(), next);
  return context.String(out);
} catch (const Unprintable& unprintable) {
  return context.Fail("error during formatting: {}", unprintable.message);
}

}  // namespace meshctl::cel
