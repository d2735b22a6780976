// SPDX-License-Identifier: Apache-2.0
// The list functions of Kubernetes and cel-go, sets, and the optional values that some of them give.
#include <algorithm>
#include <numeric>
#include <vector>

#include "cel/calls.h"
#include "cel/operators.h"
#include "cel/read.h"

namespace meshctl::cel {
namespace {

/// A copy of the items of a list.
std::span<Value> Items(Context& context, const Value& list) {
  const std::span<Value> items = context.arena().Make<Value>(list.count());
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = Item(context, list, i);
  return items;
}

Value IsSorted(Context& context, const Value& list) {
  Value previous;
  for (std::size_t i = 0; i < list.count(); ++i) {
    const Value item = Item(context, list, i);
    const auto order = i == 0 ? Compare(item, item) : Compare(previous, item);
    if (!order) return Context::NoOverload();
    if (*order > 0) return Value::Bool(false);
    previous = item;
  }
  return Value::Bool(true);
}

/// The sum of a list; of an empty one the integer 0, since nobody knows what it would have held.
Value Sum(Context& context, const Value& list) {
  Value sum = Value::Int(0);
  for (std::size_t i = 0; i < list.count(); ++i) {
    const Value item = Item(context, list, i);
    if (!item.is_number() && !item.is(Kind::kDuration)) return Context::NoOverload();
    sum = i == 0 ? item : Calculate(context, Op::kAdd, sum, item);
    if (sum.is_error()) return sum;
  }
  return sum;
}

Value Extreme(Context& context, const Value& list, bool greatest) {
  if (list.count() == 0) return context.Fail("{} called on empty list", greatest ? "max" : "min");
  Value best = Item(context, list, 0);
  for (std::size_t i = 0; i < list.count(); ++i) {
    const Value item = Item(context, list, i);
    const auto order = Compare(best, item);
    if (!order) return Context::NoOverload();
    if (greatest ? *order < 0 : *order > 0) best = item;
  }
  return best;
}

Value IndexOf(Context& context, const Value& list, const Value& wanted, bool last) {
  const std::size_t size = list.count();
  for (std::size_t i = 0; i < size && !context.exhausted(); ++i) {
    const std::size_t at = last ? size - 1 - i : i;
    if (Equal(context, Item(context, list, at), wanted)) return Value::Int(static_cast<std::int64_t>(at));
  }
  return Value::Int(-1);
}

Value Slice(Context& context, const Value& list, const Value& first, const Value& last) {
  if (!first.is(Kind::kInt) || !last.is(Kind::kInt)) return Context::NoOverload();
  const std::int64_t begin = first.integer;
  const std::int64_t end = last.integer;
  if (begin < 0 || end < 0)
    return context.Fail("cannot slice({}, {}), negative indexes not supported", begin, end);
  if (begin > end) {
    return context.Fail("cannot slice({}, {}), start index must be less than or equal to end index", begin,
                        end);
  }
  if (end > static_cast<std::int64_t>(list.count())) {
    return context.Fail("cannot slice({}, {}), list is length {}", begin, end, list.count());
  }
  const std::span<Value> items = Items(context, list);
  if (items.empty()) return Value::List({});
  return Value::List(items.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
}

void Flatten(Context& context, const Value& list, std::int64_t depth, std::vector<Value>& out) {
  for (std::size_t i = 0; i < list.count() && !context.exhausted(); ++i) {
    const Value item = Item(context, list, i);
    if (item.is(Kind::kList) && depth > 0) {
      Flatten(context, item, depth - 1, out);
    } else if (context.arena().Admits(out.size() * sizeof(Value))) {
      out.push_back(item);
    }
  }
}

Value Flattened(Context& context, std::span<const Value> arguments) {
  std::int64_t depth = 1;
  if (arguments.size() > 1) {
    if (!arguments[1].is(Kind::kInt)) return Context::NoOverload();
    depth = arguments[1].integer;
    if (depth < 0) return Value::Error("level must be non-negative");
  }
  std::vector<Value> out;
  Flatten(context, arguments[0], depth, out);
  const std::span<Value> items = context.arena().Make<Value>(out.size());
  std::copy_n(out.begin(), items.size(), items.begin());
  return Value::List(items);
}

Value Distinct(Context& context, const Value& list) {
  const std::span<Value> items = Items(context, list);
  std::size_t kept = 0;
  for (const Value& item : items) {
    const auto same = [&](const Value& other) { return Equal(context, other, item); };
    if (context.exhausted()) break;
    if (std::ranges::none_of(items.first(kept), same)) items[kept++] = item;
  }
  return Value::List(items.first(kept));
}

Value Range(Context& context, const Value& count) {
  if (!count.is(Kind::kInt)) return Context::NoOverload();
  if (count.integer <= 0) return Value::List({});
  const std::span<Value> items = context.arena().Make<Value>(count.natural);
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = Value::Int(static_cast<std::int64_t>(i));
  return Value::List(items);
}

bool HasAll(Context& context, const Value& list, const Value& wanted) {
  for (std::size_t i = 0; i < wanted.count() && !context.exhausted(); ++i) {
    if (!Contains(context, Item(context, wanted, i), list).is_true()) return false;
  }
  return true;
}

bool HasAny(Context& context, const Value& list, const Value& wanted) {
  for (std::size_t i = 0; i < wanted.count() && !context.exhausted(); ++i) {
    if (Contains(context, Item(context, wanted, i), list).is_true()) return true;
  }
  return false;
}

Value CallSets(Context& context, Function function, const Value& left, const Value& right) {
  if (!left.is(Kind::kList) || !right.is(Kind::kList)) return Context::NoOverload();
  if (function == Function::kSetsContains) return Value::Bool(HasAll(context, left, right));
  if (function == Function::kSetsIntersects) return Value::Bool(HasAny(context, left, right));
  return Value::Bool(HasAll(context, left, right) && HasAll(context, right, left));
}

/// What optional.ofNonZeroValue() takes for nothing.
bool IsZero(const Value& value) {
  switch (value.kind) {
    case Kind::kNull:
      return true;
    case Kind::kBool:
      return !value.boolean;
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDuration:
      return value.natural == 0;
    case Kind::kDouble:
      return value.real == 0;
    case Kind::kString:
    case Kind::kBytes:
      return value.size == 0;
    case Kind::kList:
    case Kind::kMap:
      return value.count() == 0;
    case Kind::kOptional:
      return value.items == nullptr;
    default:
      return false;
  }
}

Value Unwrap(Context& context, const Value& list) {
  if (!list.is(Kind::kList)) return Context::NoOverload();
  const std::span<Value> items = Items(context, list);
  std::size_t kept = 0;
  for (const Value& item : items) {
    if (!item.is(Kind::kOptional)) return Context::NoOverload();
    if (item.items != nullptr) items[kept++] = *item.items;
  }
  return Value::List(items.first(kept));
}

}  // namespace

Value SortBy(Context& context, const Value& list, const Value& keys) {
  const std::span<Value> values = Items(context, keys);
  const std::span<Value> items = Items(context, list);
  const std::span<Value> sorted = context.arena().Make<Value>(items.size());
  if (context.exhausted() || values.size() != items.size()) return Value::Error("out of memory");
  for (const Value& value : values) {
    if (value.is_error()) return value;
    if (value.kind != values[0].kind) return Value::Error("list elements must have the same type");
    if (!Compare(value, value)) return Value::Error("list elements must be comparable");
  }
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t left, std::size_t right) {
    return Compare(values[left], values[right]).value() < 0;
  });
  for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = items[order[i]];
  return Value::List(sorted);
}

Value CallList(Context& context, Function function, std::span<const Value> arguments) {
  const Value& first = arguments[0];
  if (function == Function::kRange) return Range(context, first);
  if (function >= Function::kSetsContains && function <= Function::kSetsIntersects) {
    return CallSets(context, function, first, arguments[1]);
  }
  if (!first.is(Kind::kList)) return Context::NoOverload();
  switch (function) {
    case Function::kIsSorted:
      return IsSorted(context, first);
    case Function::kSum:
      return Sum(context, first);
    case Function::kMin:
    case Function::kMax:
      return Extreme(context, first, function == Function::kMax);
    case Function::kIndexOf:
    case Function::kLastIndexOf:
      if (arguments.size() != 2) return Context::NoOverload();
      return IndexOf(context, first, arguments[1], function == Function::kLastIndexOf);
    case Function::kSlice:
      return Slice(context, first, arguments[1], arguments[2]);
    case Function::kFlatten:
      return Flattened(context, arguments);
    case Function::kSort:
      return SortBy(context, first, first);
    case Function::kDistinct:
      return Distinct(context, first);
    case Function::kReverse: {
      const std::span<Value> items = Items(context, first);
      std::ranges::reverse(items);
      return Value::List(items);
    }
    default: {
      if (first.count() == 0) return Context::None();
      return context.Some(Item(context, first, function == Function::kFirst ? 0 : first.count() - 1));
    }
  }
}

Value CallOptional(Context& context, Function function, std::span<const Value> arguments) {
  switch (function) {
    case Function::kOptionalNone:
      return Context::None();
    case Function::kOptionalOf:
      return context.Some(arguments[0]);
    case Function::kOptionalOfNonZero:
      return IsZero(arguments[0]) ? Context::None() : context.Some(arguments[0]);
    case Function::kUnwrap:
      return Unwrap(context, arguments[0]);
    default:
      break;
  }
  const Value& optional = arguments[0];
  if (!optional.is(Kind::kOptional)) return Context::NoOverload();
  if (function == Function::kHasValue) return Value::Bool(optional.items != nullptr);
  if (optional.items != nullptr) return function == Function::kOr ? optional : *optional.items;
  if (function == Function::kValue) return Value::Error("optional.none() dereference");
  if (function == Function::kOr && !arguments[1].is(Kind::kOptional)) return Context::NoOverload();
  return arguments[1];
}

}  // namespace meshctl::cel
