// SPDX-License-Identifier: Apache-2.0
// Exact arithmetic on billionths, which is as fine as Kubernetes keeps them; finer values are rounded up.
#include "cel/quantity.h"

#include <algorithm>
#include <charconv>

namespace meshctl::cel {
namespace {

constexpr Int128 kBillion = 1'000'000'000;
constexpr Int128 kLimit = Int128{1} << 126;
constexpr int kDigits = 18;  // of a value that Kubernetes keeps as an int64

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// What a suffix multiplies with: base ^ exponent; nothing for an unknown one.
struct Unit {
  int base = 10;
  int exponent = 0;
};

std::optional<Unit> UnitOf(std::string_view suffix) {
  constexpr std::string_view kBinary = "KMGTPE";
  if (suffix.empty()) return Unit{};
  if (suffix.size() == 2 && suffix[1] == 'i') {
    const std::size_t at = kBinary.find(suffix[0]);
    if (at == std::string_view::npos) return std::nullopt;
    return Unit{2, static_cast<int>(at + 1) * 10};
  }
  if (suffix.size() == 1) {
    constexpr std::string_view kDecimal = "num.kMGTPE";
    const std::size_t at = kDecimal.find(suffix[0]);
    if (at == std::string_view::npos || suffix == ".") return std::nullopt;
    return Unit{10, static_cast<int>(at) * 3 - 9};
  }
  if (suffix[0] != 'e' && suffix[0] != 'E') return std::nullopt;
  suffix.remove_prefix(suffix[1] == '+' ? 2 : 1);
  Unit unit;
  const auto [end, error] = std::from_chars(suffix.data(), suffix.data() + suffix.size(), unit.exponent);
  if (error != std::errc() || end != suffix.data() + suffix.size()) return std::nullopt;
  unit.exponent = std::clamp(unit.exponent, -1000, 1000);
  return unit;
}

Int128 Saturated(Int128 value, int factor) { return value > kLimit / factor ? kLimit : value * factor; }

/// digits * 10^power, rounded up.
Int128 Scale(std::string_view digits, int power) {
  Int128 value = 0;
  for (const char c : digits) value = std::min(Saturated(value, 10) + (c - '0'), kLimit);
  for (; power > 0 && value != 0 && value < kLimit; --power) value = Saturated(value, 10);
  bool rest = false;
  for (; power < 0 && value != 0; ++power) {
    rest |= value % 10 != 0;
    value /= 10;
    if (value == 0) rest = true;
  }
  return rest ? value + 1 : value;
}

Int128 Clamped(Int128 value) { return std::clamp(value, -kLimit, kLimit); }

Value Wrap(Context& context, const Quantity& quantity) {
  Value made{.kind = Kind::kQuantity};
  made.quantity = context.arena().Keep(quantity);
  return made.quantity == nullptr ? Value::Error("out of memory") : made;
}

std::optional<std::int64_t> AsInteger(const Quantity& quantity) {
  const Int128 whole = quantity.nanos / kBillion;
  if (!quantity.integer || whole > INT64_MAX || whole < INT64_MIN) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

Value Combine(Context& context, Function function, const Quantity& left, const Value& other) {
  Quantity right;
  if (other.is(Kind::kInt)) {
    right = {other.integer * kBillion, true};
  } else if (other.is(Kind::kQuantity)) {
    right = *other.quantity;
  } else {
    return Context::NoOverload();
  }
  const Int128 sum = function == Function::kAdd ? left.nanos + right.nanos : left.nanos - right.nanos;
  return Wrap(context, {Clamped(sum), left.integer && right.integer});
}

}  // namespace

std::optional<Quantity> ParseQuantity(std::string_view text) {
  if (text.empty()) return std::nullopt;  // but no digits at all are a zero: `Gi`
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::size_t at = 0;
  std::string digits;
  int fraction = 0;
  bool point = false;
  for (; at < text.size() && (IsDigit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    if (digits != "0" || point) digits += text[at];
    if (digits == "0" && !point) digits.clear();
    if (point) ++fraction;
  }
  const auto unit = UnitOf(text.substr(at));
  if (!unit) return std::nullopt;

  Quantity quantity;
  const int size = static_cast<int>(digits.size());
  if (unit->base == 10) {
    quantity.nanos = Scale(digits, unit->exponent - fraction + 9);
    quantity.integer = unit->exponent >= fraction && size <= kDigits;
  } else {
    // With a fraction or more digits than these Kubernetes gives up its integers, and isInteger() says no.
    quantity.integer = fraction == 0 && 15 - size - unit->exponent * 3 / 10 - 1 >= 0;
    Int128 value = Scale(digits, 9 - fraction);
    for (int i = 0; i < unit->exponent; ++i) value = Saturated(value, 2);
    quantity.nanos = value;
  }
  if (negative) quantity.nanos = -quantity.nanos;
  return quantity;
}

Value CallQuantity(Context& context, Function function, std::span<const Value> arguments) {
  const Value& first = arguments[0];
  if (function == Function::kQuantity || function == Function::kIsQuantity) {
    if (!first.is(Kind::kString)) return Context::NoOverload();
    const auto quantity = ParseQuantity(first.text());
    if (function == Function::kIsQuantity) return Value::Bool(quantity.has_value());
    return quantity ? Wrap(context, *quantity) : context.Fail("invalid quantity {}", first.text());
  }
  if (!first.is(Kind::kQuantity)) return Context::NoOverload();
  const Quantity& left = *first.quantity;
  switch (function) {
    case Function::kSign:
      return Value::Int(left.nanos < 0 ? -1 : left.nanos > 0 ? 1 : 0);
    case Function::kIsInteger:
      return Value::Bool(AsInteger(left).has_value());
    case Function::kAsInteger:
      if (const auto integer = AsInteger(left)) return Value::Int(*integer);
      return Value::Error("cannot convert value to integer");
    case Function::kAsApproximateFloat:
      return Value::Double(static_cast<double>(left.nanos) / static_cast<double>(kBillion));
    case Function::kAdd:
    case Function::kSub:
      return Combine(context, function, left, arguments[1]);
    default:
      break;
  }
  if (!arguments[1].is(Kind::kQuantity)) return Context::NoOverload();
  const Int128 right = arguments[1].quantity->nanos;
  const int order = left.nanos < right ? -1 : left.nanos > right ? 1 : 0;
  if (function == Function::kCompareTo) return Value::Int(order);
  return Value::Bool(order == (function == Function::kIsGreaterThan ? 1 : -1));
}

}  // namespace meshctl::cel
