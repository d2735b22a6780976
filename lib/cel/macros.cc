// SPDX-License-Identifier: Apache-2.0
// The macros, run as loops. cel-go expands them to folds over an accumulator, whose steps it counts: the
// constants here are what one round of each fold costs beside the expressions in it.
#include <algorithm>
#include <vector>

#include "cel/calls.h"
#include "cel/evaluator.h"
#include "cel/read.h"

namespace meshctl::cel {
namespace {

constexpr std::uint64_t kResult = 1;       // reading the accumulator at the end
constexpr std::uint64_t kAllCheck = 2;     // all: may the loop go on?
constexpr std::uint64_t kExistsCheck = 3;  // exists asks for the negation
constexpr std::uint64_t kAccumulator = 1;  // reading it in a round
constexpr std::uint64_t kCount = 2;        // adding one to it
constexpr std::uint64_t kAppend = 12;      // adding a list of one to it
constexpr std::uint64_t kInsert = 2;       // putting an entry into it

}  // namespace

template <typename Visit>
Value Evaluator::ForEach(const Step& step, const Value& range, Visit visit) {
  const bool two = (step.flags & kTwoVariables) != 0;
  Value* variables = variables_ + step.a;
  if (range.is(Kind::kList)) {
    const std::size_t size = range.count();
    for (std::size_t i = 0; i < size && !context_.exhausted(); ++i) {
      variables[two ? 1 : 0] = Item(context_, range, i);
      if (two) variables[0] = Value::Int(static_cast<std::int64_t>(i));
      if (!visit(i + 1 == size)) break;
    }
    return Value::Null();
  }
  if (!range.is(Kind::kMap)) return range.is_error() ? range : Context::NoOverload();
  std::size_t left = range.count();
  ForEachEntry(context_, range, [&](const Value& key, const Value& value) {
    variables[0] = key;
    if (two) variables[1] = value;
    return visit(--left == 0) && !context_.exhausted();
  });
  return Value::Null();
}

Value Evaluator::Macro(At at) {
  const Step& step = steps_[at];
  if (variables_ == nullptr) {
    const std::span<Value> variables = context_.arena().Make<Value>(kMaxVariables);
    if (variables.empty()) return Value::Error("out of memory");
    variables_ = variables.data();
  }
  const std::uint64_t before = context_.spent();
  const Value range = Eval(at + 1);
  const std::uint64_t cost = context_.spent() - before;
  const At first = Next(at + 1);
  const At condition = (step.flags & kFiltered) != 0 ? first : 0;
  const At body = condition != 0 ? Next(first) : first;
  switch (static_cast<Op>(step.op)) {
    case Op::kAll:
      return All(step, range, body, false);
    case Op::kExists:
      return All(step, range, body, true);
    case Op::kExistsOne:
      return ExistsOne(step, range, body);
    case Op::kMapMacro:
      return MapMacro(step, range, condition, body);
    case Op::kFilter:
      return Filter(step, range, body);
    case Op::kTransformMap:
    case Op::kTransformMapEntry:
      return TransformMap(step, range, condition, body);
    case Op::kSortBy:
      return SortByMacro(step, range, body);
    default:
      return OptMap(step, range, body, cost);
  }
}

/// all (stop: false) and exists: the first element that decides wins over the errors of others.
Value Evaluator::All(const Step& step, const Value& range, At body, bool stop) {
  const std::uint64_t check = stop ? kExistsCheck : kAllCheck;
  Value result = Value::Bool(!stop);
  const Value fault = ForEach(step, range, [&](bool last) {
    context_.Charge(check + kAccumulator);
    const Value holds = Eval(body);
    if (holds.is(Kind::kBool)) {
      if (holds.boolean != stop) return true;
      result = holds;
      if (!last) context_.Charge(check);
      return false;
    }
    if (!result.is_error()) result = holds.is_error() ? holds : Context::NoOverload();
    return true;
  });
  context_.Charge(kResult);
  return fault.is_error() ? fault : result;
}

Value Evaluator::Wanted(At condition) {
  const Value wanted = Eval(condition);
  return wanted.is(Kind::kBool) || wanted.is_error() ? wanted : Context::NoOverload();
}

Value Evaluator::ExistsOne(const Step& step, const Value& range, At body) {
  std::size_t count = 0;
  Value error;
  const Value fault = ForEach(step, range, [&](bool) {
    const Value wanted = Wanted(body);
    if (wanted.is_true()) {
      context_.Charge(kCount);
      ++count;
    }
    if (wanted.is_error()) error = wanted;
    return !wanted.is_error();
  });
  context_.Charge(kResult + 1);
  if (fault.is_error()) return fault;
  return error.is_error() ? error : Value::Bool(count == 1);
}

Value Evaluator::MapMacro(const Step& step, const Value& range, At condition, At body) {
  const bool iterable = range.is(Kind::kList) || range.is(Kind::kMap);
  const std::span<Value> items = context_.arena().Make<Value>(iterable ? range.count() : 0);
  std::size_t size = 0;
  Value error;
  const Value fault = ForEach(step, range, [&](bool) {
    if (condition != 0) {
      const Value wanted = Wanted(condition);
      if (wanted.is_error()) error = wanted;
      if (!wanted.is_true()) return !wanted.is_error();
    }
    context_.Charge(kAppend);
    const Value item = Eval(body);
    if (item.is_error()) error = item;
    if (size < items.size()) items[size++] = item;
    return !item.is_error();
  });
  context_.Charge(kResult);
  if (fault.is_error()) return fault;
  return error.is_error() ? error : Value::List(items.first(size));
}

Value Evaluator::Filter(const Step& step, const Value& range, At body) {
  const bool iterable = range.is(Kind::kList) || range.is(Kind::kMap);
  const std::span<Value> items = context_.arena().Make<Value>(iterable ? range.count() : 0);
  std::size_t size = 0;
  Value error;
  const Value fault = ForEach(step, range, [&](bool) {
    const Value wanted = Wanted(body);
    if (wanted.is_error()) error = wanted;
    if (!wanted.is_true()) return !wanted.is_error();
    context_.Charge(kAppend + kAccumulator);
    if (size < items.size()) items[size++] = variables_[step.a];
    return true;
  });
  context_.Charge(kResult);
  if (fault.is_error()) return fault;
  return error.is_error() ? error : Value::List(items.first(size));
}

Value Evaluator::TransformMap(const Step& step, const Value& range, At condition, At body) {
  const bool entries = static_cast<Op>(step.op) == Op::kTransformMapEntry;
  std::vector<Pair> pairs;
  Value error;
  const auto insert = [&](const Value& key, const Value& value) {
    Value repeated;
    if (entries && Find(context_, Value::Map(pairs), key, repeated))
      error = Value::Error("repeated key in a map");
    pairs.push_back({key, value});
    return !error.is_error() && context_.arena().Admits(pairs.size() * sizeof(Pair));
  };
  const Value fault = ForEach(step, range, [&](bool) {
    if (condition != 0) {
      const Value wanted = Wanted(condition);
      if (wanted.is_error()) error = wanted;
      if (!wanted.is_true()) return !wanted.is_error();
    }
    const Value key = variables_[step.a];
    const Value made = Eval(body);
    context_.Charge(entries ? kInsert : kInsert + kAccumulator);  // the key is a variable too
    if (made.is_error()) error = made;
    if (entries && !made.is_error() && !made.is(Kind::kMap)) error = Context::NoOverload();
    if (error.is_error()) return false;
    if (!entries) return insert(key, made);
    ForEachEntry(context_, made, insert);
    return !error.is_error();
  });
  context_.Charge(kResult);
  if (fault.is_error() || error.is_error()) return fault.is_error() ? fault : error;
  const std::span<Pair> kept = context_.arena().Make<Pair>(pairs.size());
  std::copy_n(pairs.begin(), kept.size(), kept.begin());
  return Value::Map(kept);
}

Value Evaluator::SortByMacro(const Step& step, const Value& range, At body) {
  if (!range.is(Kind::kList)) return range.is_error() ? range : Context::NoOverload();
  context_.Charge(2 * kAccumulator);  // the list is read for its keys and for itself
  const Value keys = MapMacro(step, range, 0, body);
  if (keys.is_error()) return keys;
  const std::span<const Value> one(&keys, 1);
  context_.Charge(CallCost(context_, Function::kSort, one, keys));
  return SortBy(context_, range, keys);
}

bool Evaluator::Uses(At body, std::uint32_t slot) const {
  for (At at = body; at < Next(body); ++at) {
    if (static_cast<Op>(steps_[at].op) == Op::kVariable && steps_[at].a == slot) return true;
  }
  return false;
}

/// optMap and optFlatMap: to get at the value cel-go evaluates the optional a second time, if the value is
/// wanted.
Value Evaluator::OptMap(const Step& step, const Value& optional, At body, std::uint64_t cost) {
  if (!optional.is(Kind::kOptional)) return optional.is_error() ? optional : Context::NoOverload();
  context_.Charge(1);
  if (optional.items == nullptr) {
    context_.Charge(1);
    return optional;
  }
  variables_[step.a] = *optional.items;
  if (Uses(body, step.a)) context_.Charge(cost + 1);
  const Value made = Eval(body);
  if (made.is_error()) return made;
  if (static_cast<Op>(step.op) == Op::kOptFlatMap)
    return made.is(Kind::kOptional) ? made : Context::NoOverload();
  context_.Charge(1);
  return context_.Some(made);
}

}  // namespace meshctl::cel
