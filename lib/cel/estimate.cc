// SPDX-License-Identifier: Apache-2.0
// Follows cel-go's checker/cost.go with Kubernetes' estimator. What is known of a value is its kind, its size
// and the place in the schema that it is sized by; the places of computed values are as upstream has them,
// quirks included, because a definition is admitted by that number.
#include "cel/estimate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "cel/estimate_calls.h"

namespace meshctl::cel {
namespace {

/// Of operators with two operands.
constexpr std::string_view SymbolOf(Op op) {
  constexpr std::array<std::string_view, 12> kSymbols = {
      "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in"};
  return kSymbols[static_cast<std::size_t>(op) - static_cast<std::size_t>(Op::kAdd)];
}

class Estimator {
 public:
  Estimator(const Program& program, const Shape& self)
      : steps_(program.steps), pool_(program.pool), self_(self), calls_(program, self) {}

  Estimate Run() {
    const Known value = Walk(0);
    return {value.cost, fault_,
            value.kind == Kind::kError || value.free ? std::string_view() : TypeName(value.kind)};
  }

 private:
  using At = std::uint32_t;

  At Next(At at) const { return steps_[at].b; }
  Op OpAt(At at) const { return static_cast<Op>(steps_[at].op); }

  Known Simple(Kind kind, std::uint64_t cost) const { return {.kind = kind, .cost = cost}; }

  Known Walk(At at) {
    const Step& step = steps_[at];
    switch (OpAt(at)) {
      case Op::kNull:
        return {.kind = Kind::kNull, .size = 1};
      case Op::kBool:
        return {.kind = Kind::kBool, .size = 1};
      case Op::kInt:
        return {.kind = Kind::kInt, .size = 1};
      case Op::kUint:
        return {.kind = Kind::kUint, .size = 1};
      case Op::kDouble:
        return {.kind = Kind::kDouble, .size = 1};
      case Op::kString:
        return {.kind = Kind::kString, .size = CountCharacters(PoolText(pool_, step.a))};
      case Op::kBytes:
        return {.kind = Kind::kBytes, .size = PoolText(pool_, step.a).size()};
      case Op::kDuration:
        return Simple(Kind::kDuration, 1);
      case Op::kTypeName:
        return {.kind = Kind::kType, .place = {true, &self_}, .cost = 1};
      case Op::kSelf:
      case Op::kOldSelf:
        return calls_.OfDocument(&self_, {true, &self_}, 1);
      case Op::kVariable: {
        Known variable = variables_[step.a];
        variable.cost = 1;
        return variable;
      }
      case Op::kSelect:
      case Op::kHas:
        return Access(at);
      case Op::kIndex:
        return Indexed(at);
      case Op::kNot:
        return Simple(Kind::kBool, Sum(Claim(at + 1).cost, 1));
      case Op::kNegate: {
        const Known operand = Walk(at + 1);
        if (IsTyped(operand) && !IsNumber(operand.kind))
          Complain(fmt::format("`-` of {}", TypeName(operand.kind)));
        return Simple(operand.kind, Sum(operand.cost, 1));
      }
      case Op::kOptional:
        return Unwrapped(Walk(at + 1));
      case Op::kAnd:
      case Op::kOr:
        return Simple(Kind::kBool, Claims(at));
      case Op::kCondition:
        return Condition(at);
      case Op::kList:
      case Op::kMap:
        return Literal(at);
      case Op::kCall:
        return Call(at);
      default:
        return OpAt(at) <= Op::kIn ? Binary(at) : Macro(at);
    }
  }

  void Complain(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }

  /// An operand that must be true or false.
  Known Claim(At at) {
    const Known claim = Walk(at);
    if (claim.kind != Kind::kError && claim.kind != Kind::kBool && !claim.free) {
      Complain(fmt::format("{} where a bool is needed", TypeName(claim.kind)));
    }
    return claim;
  }

  std::uint64_t Claims(At at) {
    std::uint64_t cost = 0;
    for (At operand = at + 1; operand < Next(at); operand = Next(operand)) {
      cost = Sum(cost, Claim(operand).cost);
    }
    return cost;
  }

  /// Whether the type is known before anything runs.
  static bool IsTyped(const Known& value) { return value.kind > Kind::kNull && !value.free; }
  static bool IsNumber(Kind kind) {
    return kind == Kind::kInt || kind == Kind::kUint || kind == Kind::kDouble;
  }
  /// Values without parts, and never null.
  static bool IsPlain(const Known& value) {
    return IsTyped(value) && (IsNumber(value.kind) || value.kind == Kind::kBool || value.is_text());
  }
  static bool IsTime(Kind kind) { return kind == Kind::kTimestamp || kind == Kind::kDuration; }

  void RequireSameType(std::string_view symbol, const Known& left, const Known& right) {
    const bool null =
        (left.kind == Kind::kNull && IsPlain(right)) || (right.kind == Kind::kNull && IsPlain(left));
    if (null || (IsTyped(left) && IsTyped(right) && left.kind != right.kind)) {
      Complain(fmt::format("`{}` of {} and {}", symbol, TypeName(left.kind), TypeName(right.kind)));
    }
  }

  /// Numbers of all types have one order.
  void RequireOrder(std::string_view symbol, const Known& left, const Known& right) {
    if (!IsNumber(left.kind) || !IsNumber(right.kind)) RequireSameType(symbol, left, right);
  }

  /// Times can be moved by durations.
  void RequireSum(std::string_view symbol, const Known& left, const Known& right) {
    if (!IsTime(left.kind) || !IsTime(right.kind)) RequireSameType(symbol, left, right);
  }

  /// What `+` and `-` give: a time is moved, or the time between two is told.
  static Kind KindOfSum(Op op, const Known& left, const Known& right) {
    if (left.kind == Kind::kDuration && right.kind == Kind::kTimestamp) return right.kind;
    const bool between = op == Op::kSubtract && left.kind == Kind::kTimestamp;
    return between && right.kind == left.kind ? Kind::kDuration : left.kind;
  }

  void RequireContainer(const Known& item, const Known& container) {
    const Known element = container.kind == Kind::kList ? calls_.Element(container) : Known{};
    const bool other = IsTyped(item) && IsTyped(element) && item.kind != element.kind;
    if (IsPlain(container)) Complain(fmt::format("`in` of {}", TypeName(container.kind)));
    if (other) Complain(fmt::format("{} `in` a list of {}", TypeName(item.kind), TypeName(element.kind)));
  }

  void RequireKey(const Known& base, const Known& key) {
    const bool map = base.shape != nullptr && base.shape->as() == As::kMap && !base.free;
    const bool position = base.kind == Kind::kList && !base.free;
    const bool wrong = (map && key.kind != Kind::kString) || (position && key.kind != Kind::kInt);
    if (IsPlain(base)) Complain(fmt::format("`[]` of {}", TypeName(base.kind)));
    if (IsTyped(key) && wrong)
      Complain(fmt::format("{} as key of a {}", TypeName(key.kind), TypeName(base.kind)));
  }

  static Known Unwrapped(const Known& optional) { return {.kind = optional.element, .cost = optional.cost}; }
  std::string_view PropertyOf(const Step& step) const {
    const std::string_view name = PoolText(pool_, step.a);
    if ((step.flags & kEscaped) == 0) return name;
    return PoolText(pool_, step.a + static_cast<std::uint32_t>(sizeof(std::uint32_t) + name.size()));
  }

  Known Access(At at) {
    const Step& step = steps_[at];
    const Known base = Walk(at + 1);
    const std::string_view property = PropertyOf(step);
    if (IsPlain(base)) Complain(fmt::format("`.{}` of {}", PoolText(pool_, step.a), TypeName(base.kind)));
    const bool object = base.shape != nullptr && base.shape->as() == As::kObject;
    const Shape* shape = base.shape == nullptr ? nullptr
                         : object              ? base.shape->Field(property)
                                               : base.shape->Element();
    if (object && shape == nullptr) Complain(fmt::format("undefined field `{}`", PoolText(pool_, step.a)));
    if (OpAt(at) == Op::kHas) return Simple(Kind::kBool, base.cost);
    const bool free = base.kind == Kind::kOptional && (step.flags & kOptionalAccess) == 0;
    const Known field =
        calls_.OfDocument(shape, calls_.FieldOf(base.place, property), Sum(base.cost, free ? 0 : 1));
    const bool optional = (step.flags & kOptionalAccess) != 0 || free;
    return optional ? Wrapped(field, field.cost) : field;
  }

  Known Indexed(At at) {
    const Known base = Walk(at + 1);
    const Known key = Walk(Next(at + 1));
    RequireKey(base, key);
    Known element = calls_.Element(base);
    element.cost = Sum(Sum(base.cost, key.cost), 1);
    return (steps_[at].flags & kOptionalAccess) != 0 ? Wrapped(element, element.cost) : element;
  }

  Known Condition(At at) {
    const Known condition = Claim(at + 1);
    const At yes_at = Next(at + 1);
    const Known yes = Walk(yes_at);
    const Known no = Walk(Next(yes_at));
    RequireSameType("?:", yes, no);
    Known either{.kind = yes.kind, .size = std::max(SizeOf(yes), SizeOf(no)), .element = yes.element};
    if (yes.element_size && no.element_size)
      either.element_size = std::max(*yes.element_size, *no.element_size);
    either.shape = yes.shape != nullptr ? yes.shape : no.shape;
    either.cost = Sum(condition.cost, std::max(yes.cost, no.cost));
    return either;
  }

  Known Literal(At at) {
    const Step& step = steps_[at];
    const bool map = OpAt(at) == Op::kMap;
    Known made{
        .kind = map ? Kind::kMap : Kind::kList, .size = map ? step.count / 2 : step.count, .element_size = 0};
    made.cost = map ? 30 : 10;
    bool key = map;
    for (At operand = at + 1; operand < step.b; operand = Next(operand)) {
      const Known item = Walk(operand);
      made.cost = Sum(made.cost, item.cost);
      if (!key) {
        made.element_size = std::max(*made.element_size, SizeOf(item));
        made.element = item.kind;
      }
      key = map && !key;
    }
    return made;
  }

  Known Binary(At at) {
    const Known left = Walk(at + 1);
    const Known right = Walk(Next(at + 1));
    const std::uint64_t least = std::min(SizeOf(left), SizeOf(right));
    const std::uint64_t operands = Sum(left.cost, right.cost);
    const bool texts = left.is_text() || right.is_text();
    switch (OpAt(at)) {
      case Op::kEqual:
      case Op::kNotEqual:
        RequireSameType(SymbolOf(OpAt(at)), left, right);
        return Simple(Kind::kBool, Sum(operands, left.kind >= Kind::kIp ? 1 : Tenth(least)));
      case Op::kLess:
      case Op::kLessOrEqual:
      case Op::kGreater:
      case Op::kGreaterOrEqual:
        RequireOrder(SymbolOf(OpAt(at)), left, right);
        return Simple(Kind::kBool, Sum(operands, texts ? Tenth(least) : 1));
      case Op::kIn:
        RequireContainer(left, right);
        return Simple(Kind::kBool, Sum(operands, right.kind == Kind::kMap ? 1 : SizeOf(right)));
      case Op::kAdd: {
        RequireSum(SymbolOf(OpAt(at)), left, right);
        if (!texts && left.kind != Kind::kList)
          return Simple(KindOfSum(Op::kAdd, left, right), Sum(operands, 1));
        Known sum{.kind = left.kind, .size = Sum(SizeOf(left), SizeOf(right)), .element = left.element};
        if (left.element_size && right.element_size)
          sum.element_size = std::max(*left.element_size, *right.element_size);
        sum.shape = left.shape;
        sum.cost = Sum(operands, texts ? Tenth(*sum.size) : 1);
        return sum;
      }
      default:
        RequireSum(SymbolOf(OpAt(at)), left, right);
        return Simple(KindOfSum(OpAt(at), left, right), Sum(operands, 1));
    }
  }

  Known Call(At at) {
    const Step& step = steps_[at];
    const auto function = static_cast<Function>(step.a);
    std::vector<Known> arguments;
    std::vector<At> places;
    std::uint64_t operands = 0;
    for (At operand = at + 1; operand < step.b; operand = Next(operand)) {
      places.push_back(operand);
      arguments.push_back(Walk(operand));
      operands = Sum(operands, arguments.back().cost);
    }
    Known result = calls_.Call(function, arguments, places);
    result.cost = Sum(operands, result.cost);
    return result;
  }

  /// The variables of a macro are sized by their place alone; keys have none in the schema.
  void SetVariables(const Step& step, const Known& range) {
    Known element = calls_.Element(range);
    element.size.reset();
    const bool two = (step.flags & kTwoVariables) != 0;
    const bool map = range.kind == Kind::kMap;
    Known key{.kind = map ? Kind::kString : Kind::kInt};
    if (map) key.size = 0;
    if (!range.place.any) key.place = {true, &self_};
    variables_[step.a] = two || map ? key : element;
    if (two) variables_[step.a + 1] = element;
  }

  Known Macro(At at) {
    const Step& step = steps_[at];
    const Known range = Walk(at + 1);
    const Op op = OpAt(at);
    const At first = Next(at + 1);
    if (op == Op::kOptMap || op == Op::kOptFlatMap) return OptMap(step, range, first);
    SetVariables(step, range);
    const bool filtered = (step.flags & kFiltered) != 0;
    const std::uint64_t condition = filtered ? Claim(first).cost : 0;
    const bool claims = op == Op::kAll || op == Op::kExists || op == Op::kExistsOne || op == Op::kFilter;
    const Known body = claims ? Claim(first) : Walk(filtered ? Next(first) : first);
    const std::uint64_t count = SizeOf(range);
    // cel-go's fold: what it starts from, what a round costs beside the body, what reading the result costs.
    const auto fold = [&](std::uint64_t begin, std::uint64_t round, std::uint64_t end) {
      return Sum(Sum(range.cost, begin + end), Product(count, Sum(Sum(round, body.cost), condition)));
    };
    switch (op) {
      case Op::kAll:
        return Simple(Kind::kBool, fold(0, 3, 1));
      case Op::kExists:
        return Simple(Kind::kBool, fold(0, 4, 1));
      case Op::kExistsOne:
        return Simple(Kind::kBool, fold(0, 2, 2));
      case Op::kTransformMap:
        return {.kind = Kind::kMap, .size = count, .cost = fold(30, 3, 1)};
      case Op::kTransformMapEntry:
        return {.kind = Kind::kMap, .size = count, .cost = fold(30, 2, 1)};
      case Op::kFilter:
        return ListOf(variables_[step.a], count, fold(10, 13, 1));
      case Op::kSortBy:
        return ListOf(calls_.Element(range), count,
                      Sum(Sum(fold(20, 12, 3), 11), Product(Product(count, count), 2)));
      default:
        return ListOf(body, count, fold(10, 12, 1));
    }
  }

  static Known ListOf(const Known& item, std::uint64_t count, std::uint64_t cost) {
    return {.kind = Kind::kList,
            .size = count,
            .element_size = SizeOf(item),
            .element = item.kind,
            .element_shape = item.shape,
            .cost = cost};
  }

  /// has the optional a value? Then it is computed again, and the body with it.
  Known OptMap(const Step& step, const Known& optional, At body_at) {
    variables_[step.a] = {.kind = optional.element};
    const Known body = Walk(body_at);
    const std::uint64_t of = static_cast<Op>(step.op) == Op::kOptMap ? 1 : 0;
    const std::uint64_t inside = Sum(Sum(optional.cost, body.cost), 11 + of);
    return Wrapped(body, Sum(Sum(optional.cost, 1), inside));
  }

  std::span<const Step> steps_;
  std::string_view pool_;
  const Shape& self_;
  CallEstimator calls_;
  std::array<Known, kMaxVariables> variables_;
  std::string fault_;
};

}  // namespace

Estimate EstimateCost(const Program& program, const Shape& self) { return Estimator(program, self).Run(); }

}  // namespace meshctl::cel
