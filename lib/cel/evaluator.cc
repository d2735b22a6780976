// SPDX-License-Identifier: Apache-2.0
// Walks the steps of a program. Values travel by value on the machine's stack, whose depth the compiler
// bounds; what each step costs is counted exactly as cel-go's cost tracker with Kubernetes' settings does.
#include "cel/evaluator.h"

#include <algorithm>
#include <array>

#include "cel/calls.h"
#include "cel/functions.h"
#include "cel/operators.h"
#include "cel/read.h"

namespace meshctl::cel {
namespace {

constexpr std::uint64_t kListCost = 10;
constexpr std::uint64_t kMapCost = 30;
constexpr std::size_t kMaxArguments = 4;

std::uint64_t ChargeOf(const Step& step) { return step.flags & kChargeMask; }

/// Kubernetes' own types compare at the price of one.
bool IsExtension(const Value& value) { return value.kind >= Kind::kUrl; }

std::uint64_t BinaryCost(Op op, const Value& left, const Value& right) {
  const bool texts = left.is(Kind::kString) || left.is(Kind::kBytes);
  switch (op) {
    case Op::kEqual:
    case Op::kNotEqual:
      if (IsExtension(left)) return 1;
      if (left.is_number() || left.is(Kind::kBool))
        return TraversalCost(std::min<std::uint64_t>(SizeOf(right), 1));
      return TraversalCost(std::min(SizeOf(left), SizeOf(right)));
    case Op::kLess:
    case Op::kLessOrEqual:
    case Op::kGreater:
    case Op::kGreaterOrEqual:
      return texts ? TraversalCost(std::min(SizeOf(left), SizeOf(right))) : 1;
    case Op::kAdd:
      return texts ? TraversalCost(SizeOf(left) + SizeOf(right)) : 1;
    default:
      return 1;
  }
}

}  // namespace

Value Evaluator::Eval(At at) {
  if (context_.exhausted()) return Value::Error("cost limit exceeded");
  const Step& step = steps_[at];
  switch (static_cast<Op>(step.op)) {
    case Op::kNull:
    case Op::kBool:
    case Op::kInt:
    case Op::kUint:
    case Op::kDouble:
    case Op::kString:
    case Op::kBytes:
    case Op::kDuration:
    case Op::kTypeName:
      return Constant(step);
    case Op::kSelf:
      context_.Charge(ChargeOf(step));
      return Read(context_, *self_.node, self_.shape);
    case Op::kOldSelf:
      context_.Charge(ChargeOf(step));
      return OldSelf();
    case Op::kVariable:
      context_.Charge(ChargeOf(step));
      return variables_[step.a];
    case Op::kSelect:
      return Select(at);
    case Op::kHas:
      return Has(at);
    case Op::kIndex:
      return Index(at);
    case Op::kNot:
      return Not(at);
    case Op::kNegate:
      return Negation(at);
    case Op::kAdd:
    case Op::kSubtract:
    case Op::kMultiply:
    case Op::kDivide:
    case Op::kModulo:
    case Op::kEqual:
    case Op::kNotEqual:
    case Op::kLess:
    case Op::kLessOrEqual:
    case Op::kGreater:
    case Op::kGreaterOrEqual:
      return Binary(at);
    case Op::kIn:
      return In(at);
    case Op::kAnd:
      return Logic(at, false);
    case Op::kOr:
      return Logic(at, true);
    case Op::kCondition:
      return Condition(at);
    case Op::kList:
      return List(at);
    case Op::kMap:
      return Map(at);
    case Op::kOptional:
      return Eval(at + 1);
    case Op::kCall:
      return CallFunction(at);
    default:
      return Macro(at);
  }
}

Value Evaluator::Constant(const Step& step) const {
  switch (static_cast<Op>(step.op)) {
    case Op::kBool:
      return Value::Bool(step.a != 0);
    case Op::kInt:
      return Value::Int(PoolNumber<std::int64_t>(pool_, step.a));
    case Op::kUint:
      return Value::Uint(PoolNumber<std::uint64_t>(pool_, step.a));
    case Op::kDouble:
      return Value::Double(PoolNumber<double>(pool_, step.a));
    case Op::kString:
      return Value::Text(PoolText(pool_, step.a));
    case Op::kBytes:
      return Value::Text(PoolText(pool_, step.a), Kind::kBytes);
    case Op::kDuration:
      return Value::Duration(PoolNumber<std::int64_t>(pool_, step.a));
    case Op::kTypeName:
      return Value::Text(PoolText(pool_, step.a), Kind::kType);
    default:
      return Value::Null();
  }
}

Value Evaluator::OldSelf() {
  return old_self_ == nullptr ? Context::None() : Read(context_, *old_self_->node, old_self_->shape);
}

bool Evaluator::Field(const Step& step, const Value& base, Value& found) {
  if (!base.is(Kind::kMap)) {
    found = base.is_error() ? base : Context::NoOverload();
    return true;
  }
  if ((step.flags & kUnreachable) != 0 && base.from_node && base.shape != nullptr &&
      base.shape->as() == As::kObject) {
    return false;
  }
  const std::string_view name = PoolText(pool_, step.a);
  std::string_view property = name;
  if ((step.flags & kEscaped) != 0) {
    property = PoolText(pool_, step.a + static_cast<std::uint32_t>(sizeof(std::uint32_t) + name.size()));
  }
  return FindField(context_, base, name, property, found);
}

/// `.?`, `[?` and every access behind them: an optional that holds what was found.
Value Evaluator::OptionalAccess(const Step& step, const Value& base, bool found, const Value& value) {
  if (base.is(Kind::kOptional) && base.items == nullptr) return base;
  if (value.is_error()) return value;
  const std::uint64_t charge = ChargeOf(step);
  context_.Charge(found || charge == 0 ? charge : charge - 1);
  if (!found) return Context::None();
  return context_.Some(value);
}

Value Evaluator::Select(At at) {
  const Step& step = steps_[at];
  const Value base = Eval(at + 1);
  Value found;
  if (base.is(Kind::kOptional) || (step.flags & kOptionalAccess) != 0) {
    const bool inside = base.is(Kind::kOptional) && base.items != nullptr;
    const bool empty = base.is(Kind::kOptional) && !inside;
    const bool has = !empty && Field(step, inside ? *base.items : base, found);
    return OptionalAccess(step, base, has, found);
  }
  context_.Charge(ChargeOf(step));
  if (Field(step, base, found)) return found;
  return context_.Fail("no such key: {}", PoolText(pool_, step.a));
}

Value Evaluator::Has(At at) {
  const Step& step = steps_[at];
  Value base = Eval(at + 1);
  context_.Charge(ChargeOf(step));
  if (base.is(Kind::kOptional)) {
    if (base.items == nullptr) return Value::Bool(false);
    base = *base.items;
  }
  Value found;
  const bool has = Field(step, base, found);
  if (!base.is(Kind::kMap)) return found;
  return Value::Bool(has);
}

Value Evaluator::Index(At at) {
  const Step& step = steps_[at];
  const Value base = Eval(at + 1);
  const Value key = Eval(Next(at + 1));
  const bool optional = base.is(Kind::kOptional) || (step.flags & kOptionalAccess) != 0;
  if (!optional) context_.Charge(ChargeOf(step));
  if (base.is_error()) return base;
  if (key.is_error()) return key;
  if (base.is(Kind::kOptional) && base.items == nullptr) return base;
  const Value& inside = base.is(Kind::kOptional) ? *base.items : base;
  Value found;
  bool has = false;
  if (inside.is(Kind::kList)) {
    if (!key.is_number()) return Context::NoOverload();
    const Value index = CallConversion(context_, Function::kInt, key);
    if (!Equal(context_, index, key)) return Context::NoOverload();
    has = index.integer >= 0 && static_cast<std::uint64_t>(index.integer) < inside.count();
    if (has) found = Item(context_, inside, static_cast<std::size_t>(index.integer));
    if (!has && !optional) return context_.Fail("index out of bounds: {}", index.integer);
  } else if (inside.is(Kind::kMap)) {
    has = Find(context_, inside, key, found);
    if (!has && !optional) {
      const Value text = ToString(context_, key);
      return context_.Fail("no such key: {}", text.is_error() ? TypeName(key) : text.text());
    }
  } else {
    return Context::NoOverload();
  }
  return optional ? OptionalAccess(step, base, has, found) : found;
}

Value Evaluator::Not(At at) {
  const Value operand = Eval(at + 1);
  context_.Charge(1);
  if (operand.is_error()) return operand;
  return operand.is(Kind::kBool) ? Value::Bool(!operand.boolean) : Context::NoOverload();
}

Value Evaluator::Negation(At at) {
  const Value operand = Eval(at + 1);
  context_.Charge(1);
  return operand.is_error() ? operand : Negate(operand);
}

Value Evaluator::Binary(At at) {
  const Value left = Eval(at + 1);
  const Value right = Eval(Next(at + 1));
  const Op op = static_cast<Op>(steps_[at].op);
  context_.Charge(BinaryCost(op, left, right));
  if (left.is_error()) return left;
  if (right.is_error()) return right;
  if (op == Op::kEqual) return Value::Bool(Equal(context_, left, right));
  if (op == Op::kNotEqual) return Value::Bool(!Equal(context_, left, right));
  return op >= Op::kLess ? Order(op, left, right) : Calculate(context_, op, left, right);
}

/// Membership in a list of constants: compared one by one where they stand in the program, at no cost.
bool Evaluator::InConstants(At list, const Value& element) {
  for (At at = list + 1; at < Next(list); at = Next(at)) {
    if (Equal(context_, Constant(steps_[at]), element)) return true;
  }
  return false;
}

Value Evaluator::In(At at) {
  const At container_at = Next(at + 1);
  const bool constants = (steps_[at].flags & kConstant) != 0;
  if (constants && steps_[container_at].count == 0) return Value::Bool(false);
  const Value element = Eval(at + 1);
  if (constants) return element.is_error() ? element : Value::Bool(InConstants(container_at, element));
  const Value container = Eval(container_at);
  if (element.is_error()) return element;
  if (container.is_error()) return container;
  context_.Charge(container.is(Kind::kList) ? container.count() : 1);
  return Contains(context_, element, container);
}

/// && (stop: false) and ||: an operand that decides wins over errors, wherever it stands.
Value Evaluator::Logic(At at, bool stop) {
  Value error = Value::Bool(!stop);
  for (At operand = at + 1; operand < Next(at); operand = Next(operand)) {
    const Value value = Eval(operand);
    if (value.is(Kind::kBool)) {
      if (value.boolean == stop) return value;
    } else if (!error.is_error()) {
      error = value.is_error() ? value : Context::NoOverload();
    }
  }
  return error;
}

Value Evaluator::Condition(At at) {
  const Value condition = Eval(at + 1);
  if (condition.is_error()) return condition;
  if (!condition.is(Kind::kBool)) return Context::NoOverload();
  const At yes = Next(at + 1);
  return Eval(condition.boolean ? yes : Next(yes));
}

Value Evaluator::List(At at) {
  const Step& step = steps_[at];
  const std::span<Value> items = context_.arena().Make<Value>(step.count);
  std::size_t size = 0;
  for (At operand = at + 1; operand < step.b && size < items.size(); operand = Next(operand)) {
    Value item = Eval(operand);
    if (item.is_error()) return item;
    if (static_cast<Op>(steps_[operand].op) == Op::kOptional) {
      if (!item.is(Kind::kOptional)) return Context::NoOverload();
      if (item.items == nullptr) continue;
      item = *item.items;
    }
    items[size++] = item;
  }
  if ((step.flags & kConstant) == 0) context_.Charge(kListCost);
  return Value::List(items.first(size));
}

Value Evaluator::Map(At at) {
  const Step& step = steps_[at];
  const std::span<Pair> pairs = context_.arena().Make<Pair>(step.count / 2);
  std::size_t size = 0;
  At operand = at + 1;
  while (operand < step.b && size < pairs.size()) {
    const At value_at = Next(operand);
    const Value key = Eval(operand);
    Value value = Eval(value_at);
    const bool optional = static_cast<Op>(steps_[operand].op) == Op::kOptional;
    operand = Next(value_at);
    if (key.is_error()) return key;
    if (value.is_error()) return value;
    if (optional) {
      if (!value.is(Kind::kOptional)) return Context::NoOverload();
      if (value.items == nullptr) continue;
      value = *value.items;
    }
    const auto same = [&](const Pair& pair) { return Equal(context_, pair.key, key); };
    const auto place = std::ranges::find_if(pairs.first(size), same) - pairs.begin();
    pairs[static_cast<std::size_t>(place)] = {key, value};
    if (static_cast<std::size_t>(place) == size) ++size;
  }
  if ((step.flags & kConstant) == 0) context_.Charge(kMapCost);
  return Value::Map(pairs.first(size));
}

Value Evaluator::CallFunction(At at) {
  const Step& step = steps_[at];
  const auto function = static_cast<Function>(step.a);
  const bool alternative = function == Function::kOr || function == Function::kOrValue;
  std::array<Value, kMaxArguments> values;
  std::size_t count = 0;
  for (At operand = at + 1; operand < step.b && count < kMaxArguments; operand = Next(operand)) {
    values[count] = Eval(operand);
    if (values[count].is_error()) return values[count];
    ++count;
    if (alternative && values[0].is(Kind::kOptional) && values[0].items != nullptr) break;
  }
  if (context_.exhausted()) return Value::Error("cost limit exceeded");
  const std::span<const Value> arguments(values.data(), count);
  const Value result = Call(context_, function, arguments);
  if ((step.flags & kConstant) == 0) context_.Charge(CallCost(context_, function, arguments, result));
  return result;
}

}  // namespace meshctl::cel
