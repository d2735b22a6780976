// SPDX-License-Identifier: Apache-2.0
// Operators dispatch on what values are when they meet: the types that a compiler would have known. Lists of
// the types `set` and `map` compare and merge as Kubernetes declares it for x-kubernetes-list-type.
#include "cel/operators.h"

#include <cstring>

#include "cel/address.h"
#include "cel/named_format.h"
#include "cel/quantity.h"
#include "cel/read.h"
#include "cel/semver.h"
#include "cel/url.h"

namespace meshctl::cel {
namespace {

std::partial_ordering CompareToUint(std::int64_t left, std::uint64_t right) {
  return left < 0 ? std::partial_ordering::less : static_cast<std::uint64_t>(left) <=> right;
}

std::partial_ordering Reverse(std::partial_ordering order) { return 0 <=> order; }

/// Beside a double, integers are rounded to one, as cel-go does it.
std::partial_ordering CompareNumbers(const Value& left, const Value& right) {
  if (left.is(Kind::kInt)) {
    if (right.is(Kind::kInt)) return left.integer <=> right.integer;
    return right.is(Kind::kUint) ? CompareToUint(left.integer, right.natural)
                                 : static_cast<double>(left.integer) <=> right.real;
  }
  if (left.is(Kind::kUint)) {
    if (right.is(Kind::kUint)) return left.natural <=> right.natural;
    return right.is(Kind::kInt) ? Reverse(CompareToUint(right.integer, left.natural))
                                : static_cast<double>(left.natural) <=> right.real;
  }
  if (right.is(Kind::kDouble)) return left.real <=> right.real;
  return left.real <=>
         (right.is(Kind::kInt) ? static_cast<double>(right.integer) : static_cast<double>(right.natural));
}

/// Whether both items have the same values at the keys of a list of type map.
bool SameKeys(Context& context, const Shape& list, const Value& left, const Value& right) {
  if (!left.is(Kind::kMap) || !right.is(Kind::kMap)) return false;
  for (std::size_t i = 0;; ++i) {
    const std::string_view key = list.ListKey(i);
    if (key.empty()) return true;
    Value one, other;
    const bool has_one = FindField(context, left, key, key, one);
    const bool has_other = FindField(context, right, key, key, other);
    if (has_one != has_other || (has_one && !Equal(context, one, other))) return false;
  }
}

/// Where the list has the element that takes the place of `wanted`; its size when nowhere.
std::size_t PlaceOf(Context& context, const Shape& shape, const Value& list, const Value& wanted) {
  const std::size_t size = list.count();
  for (std::size_t i = 0; i < size && !context.exhausted(); ++i) {
    const Value item = Item(context, list, i);
    const bool same = shape.list_type() == Shape::ListType::kSet ? Equal(context, item, wanted)
                                                                 : SameKeys(context, shape, item, wanted);
    if (same) return i;
  }
  return size;
}

bool Unordered(const Value& list) {
  return list.shape != nullptr && list.shape->list_type() != Shape::ListType::kAtomic;
}

bool EqualLists(Context& context, const Value& left, const Value& right) {
  const std::size_t size = left.count();
  if (size != right.count()) return false;
  for (std::size_t i = 0; i < size; ++i) {
    if (context.exhausted()) return false;
    const Value wanted = Item(context, right, i);
    const std::size_t place = Unordered(left) ? PlaceOf(context, *left.shape, left, wanted) : i;
    if (place == size || !Equal(context, Item(context, left, place), wanted)) return false;
  }
  return true;
}

bool EqualMaps(Context& context, const Value& left, const Value& right) {
  if (left.count() != right.count()) return false;
  bool equal = true;
  ForEachEntry(context, left, [&](const Value& key, const Value& value) {
    Value other;
    equal = !context.exhausted() && Find(context, right, key, other) && Equal(context, value, other);
    return equal;
  });
  return equal;
}

Value AddLists(Context& context, const Value& left, const Value& right) {
  const std::size_t first = left.count();
  const std::size_t second = right.count();
  const std::span<Value> items = context.arena().Make<Value>(first + second);
  if (items.size() < first + second) return Value::Error("out of memory");
  for (std::size_t i = 0; i < first; ++i) items[i] = Item(context, left, i);
  std::size_t size = first;
  const bool unordered = Unordered(left);
  for (std::size_t i = 0; i < second; ++i) {
    const Value item = Item(context, right, i);
    const std::size_t place =
        unordered ? PlaceOf(context, *left.shape, Value::List(items.first(size)), item) : size;
    items[place] = item;
    if (place == size) ++size;
  }
  return Value::List(items.first(size), left.shape);
}

Value AddTexts(Context& context, const Value& left, const Value& right) {
  const std::span<char> room = context.arena().Make<char>(left.size + right.size);
  if (room.size() < std::size_t{left.size} + right.size) return Value::Error("out of memory");
  if (left.size > 0) std::memcpy(room.data(), left.chars, left.size);
  if (right.size > 0) std::memcpy(room.data() + left.size, right.chars, right.size);
  return Value::Text({room.data(), room.size()}, left.kind);
}

Value CalculateInts(Op op, std::int64_t left, std::int64_t right) {
  std::int64_t result = 0;
  bool overflow = false;
  if (op == Op::kAdd) overflow = __builtin_add_overflow(left, right, &result);
  if (op == Op::kSubtract) overflow = __builtin_sub_overflow(left, right, &result);
  if (op == Op::kMultiply) overflow = __builtin_mul_overflow(left, right, &result);
  if (op == Op::kDivide || op == Op::kModulo) {
    if (right == 0) return Value::Error(op == Op::kDivide ? "division by zero" : "modulus by zero");
    overflow = left == INT64_MIN && right == -1;
    if (!overflow) result = op == Op::kDivide ? left / right : left % right;
  }
  return overflow ? Value::Error("integer overflow") : Value::Int(result);
}

Value CalculateUints(Op op, std::uint64_t left, std::uint64_t right) {
  std::uint64_t result = 0;
  bool overflow = false;
  if (op == Op::kAdd) overflow = __builtin_add_overflow(left, right, &result);
  if (op == Op::kSubtract) overflow = __builtin_sub_overflow(left, right, &result);
  if (op == Op::kMultiply) overflow = __builtin_mul_overflow(left, right, &result);
  if (op == Op::kDivide || op == Op::kModulo) {
    if (right == 0) return Value::Error(op == Op::kDivide ? "division by zero" : "modulus by zero");
    result = op == Op::kDivide ? left / right : left % right;
  }
  return overflow ? Value::Error("unsigned integer overflow") : Value::Uint(result);
}

Value CalculateDoubles(Op op, double left, double right) {
  if (op == Op::kAdd) return Value::Double(left + right);
  if (op == Op::kSubtract) return Value::Double(left - right);
  if (op == Op::kMultiply) return Value::Double(left * right);
  return op == Op::kDivide ? Value::Double(left / right) : Context::NoOverload();
}

Value Move(const Timestamp& time, std::int64_t nanos) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  std::int64_t rest = time.nanos + nanos % kSecond;
  const std::int64_t carry = rest < 0 ? -1 : rest >= kSecond ? 1 : 0;
  rest -= carry * kSecond;
  const Timestamp moved{time.seconds + nanos / kSecond + carry, rest};
  return InRange(moved) ? Value::Time(moved) : Value::Error("timestamp overflow");
}

Value Between(const Timestamp& left, const Timestamp& right) {
  std::int64_t nanos = 0;
  if (__builtin_mul_overflow(left.seconds - right.seconds, std::int64_t{1'000'000'000}, &nanos) ||
      __builtin_add_overflow(nanos, left.nanos - right.nanos, &nanos)) {
    return Value::Error("duration overflow");
  }
  return Value::Duration(nanos);
}

Value CalculateTimes(Op op, const Value& left, const Value& right) {
  if (op != Op::kAdd && op != Op::kSubtract) return Context::NoOverload();
  const bool add = op == Op::kAdd;
  if (left.is(Kind::kDuration) && right.is(Kind::kDuration)) {
    const Value sum = CalculateInts(op, left.integer, right.integer);
    return sum.is_error() ? Value::Error("duration overflow") : Value::Duration(sum.integer);
  }
  if (left.is(Kind::kTimestamp) && right.is(Kind::kDuration)) {
    if (!add && right.integer == INT64_MIN) return Value::Error("timestamp overflow");
    return Move(left.time(), add ? right.integer : -right.integer);
  }
  if (add && left.is(Kind::kDuration) && right.is(Kind::kTimestamp)) return Move(right.time(), left.integer);
  if (!add && left.is(Kind::kTimestamp) && right.is(Kind::kTimestamp))
    return Between(left.time(), right.time());
  return Context::NoOverload();
}

bool IsTime(const Value& value) { return value.is(Kind::kDuration) || value.is(Kind::kTimestamp); }

}  // namespace

bool Equal(Context& context, const Value& left, const Value& right) {
  context.CountComparison();
  if (left.is_number() && right.is_number()) return CompareNumbers(left, right) == 0;
  if (left.kind != right.kind) return false;
  switch (left.kind) {
    case Kind::kNull:
      return true;
    case Kind::kBool:
      return left.boolean == right.boolean;
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kType:
      return left.text() == right.text();
    case Kind::kDuration:
      return left.integer == right.integer;
    case Kind::kTimestamp:
      return left.time() == right.time();
    case Kind::kList:
      return EqualLists(context, left, right);
    case Kind::kMap:
      return EqualMaps(context, left, right);
    case Kind::kOptional:
      if (left.items == nullptr || right.items == nullptr) return left.items == right.items;
      return Equal(context, *left.items, *right.items);
    case Kind::kUrl:
      return left.url->text == right.url->text;
    case Kind::kIp:
    case Kind::kCidr:
      return *left.address == *right.address;
    case Kind::kQuantity:
      return left.quantity->nanos == right.quantity->nanos;
    case Kind::kSemver:
      return Compare(*left.version, *right.version) == 0;
    case Kind::kFormat:
      return left.format == right.format;
    default:
      return false;
  }
}

std::optional<std::partial_ordering> Compare(const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) return CompareNumbers(left, right);
  if (left.kind != right.kind) return std::nullopt;
  switch (left.kind) {
    case Kind::kBool:
      return left.boolean <=> right.boolean;
    case Kind::kString:
    case Kind::kBytes:
      return left.text() <=> right.text();
    case Kind::kDuration:
      return left.integer <=> right.integer;
    case Kind::kTimestamp:
      return left.time() <=> right.time();
    default:
      return std::nullopt;
  }
}

Value Calculate(Context& context, Op op, const Value& left, const Value& right) {
  if (IsTime(left) || IsTime(right)) return CalculateTimes(op, left, right);
  if (left.kind != right.kind) return Context::NoOverload();
  switch (left.kind) {
    case Kind::kInt:
      return CalculateInts(op, left.integer, right.integer);
    case Kind::kUint:
      return CalculateUints(op, left.natural, right.natural);
    case Kind::kDouble:
      return CalculateDoubles(op, left.real, right.real);
    case Kind::kString:
    case Kind::kBytes:
      return op == Op::kAdd ? AddTexts(context, left, right) : Context::NoOverload();
    case Kind::kList:
      return op == Op::kAdd ? AddLists(context, left, right) : Context::NoOverload();
    default:
      return Context::NoOverload();
  }
}

Value Order(Op op, const Value& left, const Value& right) {
  const auto order = Compare(left, right);
  if (!order) return Context::NoOverload();
  if (*order == std::partial_ordering::unordered) return Value::Error("NaN values cannot be ordered");
  if (op == Op::kLess) return Value::Bool(*order < 0);
  if (op == Op::kLessOrEqual) return Value::Bool(*order <= 0);
  if (op == Op::kGreater) return Value::Bool(*order > 0);
  return Value::Bool(*order >= 0);
}

Value Negate(const Value& value) {
  if (value.is(Kind::kInt)) return CalculateInts(Op::kSubtract, 0, value.integer);
  if (value.is(Kind::kDouble)) return Value::Double(-value.real);
  return Context::NoOverload();
}

Value Contains(Context& context, const Value& element, const Value& container) {
  if (container.is(Kind::kMap)) {
    Value ignored;
    return Value::Bool(Find(context, container, element, ignored));
  }
  if (!container.is(Kind::kList)) return Context::NoOverload();
  const std::size_t size = container.count();
  for (std::size_t i = 0; i < size && !context.exhausted(); ++i) {
    if (Equal(context, Item(context, container, i), element)) return Value::Bool(true);
  }
  return Value::Bool(false);
}

}  // namespace meshctl::cel
