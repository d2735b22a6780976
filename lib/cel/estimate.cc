// SPDX-License-Identifier: Apache-2.0
// Follows cel-go's checker/cost.go with Kubernetes' estimator. What is known of a value is its kind, its size
// and the place in the schema that it is sized by; the places of computed values are as upstream has them,
// quirks included, because a definition is admitted by that number.
#include "cel/estimate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "cel/functions.h"
#include "cel/op.h"
#include "cel/value.h"

namespace meshctl::cel {
namespace {

constexpr std::uint64_t kUnknown = UINT64_MAX;

std::uint64_t Sum(std::uint64_t left, std::uint64_t right) {
  return left > kUnknown - right ? kUnknown : left + right;
}

std::uint64_t Product(std::uint64_t left, std::uint64_t right) {
  std::uint64_t product = 0;
  return __builtin_mul_overflow(left, right, &product) ? kUnknown : product;
}

/// size * factor, rounded up.
std::uint64_t Part(std::uint64_t size, double factor) {
  const double product = static_cast<double>(size) * factor;
  return product >= 18446744073709551615.0 ? kUnknown : static_cast<std::uint64_t>(std::ceil(product));
}

std::uint64_t Tenth(std::uint64_t size) { return Part(size, 0.1); }

/// The place in the schema that a value is sized by: none, one that the schema lacks (null), or a shape.
struct Place {
  bool any = false;
  const Shape* shape = nullptr;
};

/// What is known of a value before anything runs. `kind` is kError when it could be anything.
struct Known {
  Kind kind = Kind::kError;
  std::optional<std::uint64_t> size;
  std::optional<std::uint64_t> element_size;
  Kind element = Kind::kError;
  const Shape* shape = nullptr;          ///< how the value is read, of document values
  const Shape* element_shape = nullptr;  ///< of computed lists of such values
  Place place;
  std::uint64_t cost = 0;
  bool free = false;  ///< dyn(): whose type is not to be checked

  bool is_text() const { return kind == Kind::kString || kind == Kind::kBytes; }
};

bool IsScalar(Kind kind) {
  return kind == Kind::kBool || kind == Kind::kInt || kind == Kind::kUint || kind == Kind::kDouble ||
         kind == Kind::kDuration || kind == Kind::kTimestamp;
}

std::uint64_t SizeOf(const Known& value) {
  if (value.size) return *value.size;
  if (value.place.shape != nullptr) return value.place.shape->MaxSize();
  return IsScalar(value.kind == Kind::kOptional ? value.element : value.kind) ? 1 : kUnknown;
}

Kind KindOf(const Shape* shape) {
  if (shape == nullptr) return Kind::kError;
  constexpr std::array kKinds = {Kind::kError,     Kind::kBool,   Kind::kInt,   Kind::kUint,
                                 Kind::kDouble,    Kind::kString, Kind::kBytes, Kind::kDuration,
                                 Kind::kTimestamp, Kind::kList,   Kind::kMap,   Kind::kMap};
  return kKinds[static_cast<std::size_t>(shape->as())];
}

/// What functions answer; kError for those whose answer is of the kind of their operand, or of any.
Kind ResultOf(Function function) {
  switch (function) {
    case Function::kSize:
    case Function::kInt:
    case Function::kIndexOf:
    case Function::kLastIndexOf:
    case Function::kFamily:
    case Function::kPrefixLength:
    case Function::kSign:
    case Function::kCompareTo:
    case Function::kAsInteger:
    case Function::kMajor:
    case Function::kMinor:
    case Function::kPatch:
      return Kind::kInt;
    case Function::kUint:
      return Kind::kUint;
    case Function::kDouble:
    case Function::kAsApproximateFloat:
      return Kind::kDouble;
    case Function::kDuration:
      return Kind::kDuration;
    case Function::kTimestamp:
      return Kind::kTimestamp;
    case Function::kBytes:
      return Kind::kBytes;
    case Function::kType:
      return Kind::kType;
    case Function::kUrl:
      return Kind::kUrl;
    case Function::kCidr:
    case Function::kMasked:
      return Kind::kCidr;
    case Function::kIp:
      return Kind::kIp;
    case Function::kQuantity:
    case Function::kAdd:
    case Function::kSub:
      return Kind::kQuantity;
    case Function::kSemver:
      return Kind::kSemver;
    case Function::kGetQuery:
      return Kind::kMap;
    case Function::kSplit:
    case Function::kFindAll:
    case Function::kRange:
    case Function::kSlice:
    case Function::kFlatten:
    case Function::kSort:
    case Function::kDistinct:
    case Function::kReverse:
      return Kind::kList;
    case Function::kString:
    case Function::kCharAt:
    case Function::kLowerAscii:
    case Function::kUpperAscii:
    case Function::kReplace:
    case Function::kSubstring:
    case Function::kTrim:
    case Function::kFormat:
    case Function::kQuote:
    case Function::kJoin:
    case Function::kFind:
    case Function::kGetScheme:
    case Function::kGetHost:
    case Function::kGetHostname:
    case Function::kGetPort:
    case Function::kGetEscapedPath:
      return Kind::kString;
    case Function::kContains:
    case Function::kStartsWith:
    case Function::kEndsWith:
    case Function::kMatches:
    case Function::kBool:
    case Function::kIsSorted:
    case Function::kHasValue:
    case Function::kSetsContains:
    case Function::kSetsEquivalent:
    case Function::kSetsIntersects:
      return Kind::kBool;
    default:
      return function >= Function::kGetFullYear && function <= Function::kGetMilliseconds ? Kind::kInt
                                                                                          : Kind::kError;
  }
}

class Estimator {
 public:
  Estimator(const Program& program, const Shape& self)
      : steps_(program.steps), pool_(program.pool), self_(self) {}

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

  Known OfDocument(const Shape* shape, Place place, std::uint64_t cost) const {
    Known known{.kind = KindOf(shape), .shape = shape, .place = place, .cost = cost};
    return known;
  }

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
        return OfDocument(&self_, {true, &self_}, 1);
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

  void RequireSameType(std::string_view symbol, const Known& left, const Known& right) {
    const bool known = left.kind > Kind::kNull && right.kind > Kind::kNull && !left.free && !right.free;
    if (known && left.kind != right.kind) {
      Complain(fmt::format("`{}` of {} and {}", symbol, TypeName(left.kind), TypeName(right.kind)));
    }
  }

  /// One step from a place: computed values have none, and the first step from nowhere leads to the root.
  Place Hop(const Place& from, const Shape* (*next)(const Shape&, std::string_view),
            std::string_view name) const {
    if (!from.any) return {true, &self_};
    return {true, from.shape == nullptr ? nullptr : next(*from.shape, name)};
  }
  static const Shape* ToField(const Shape& shape, std::string_view name) { return shape.Field(name); }
  static const Shape* ToElement(const Shape& shape, std::string_view) { return shape.Element(); }

  /// An item of a list or a value of a map.
  Known Element(const Known& container) const {
    const Shape* shape = container.shape == nullptr ? container.element_shape : container.shape->Element();
    Known element = OfDocument(shape, Hop(container.place, ToElement, {}), 0);
    if (shape == nullptr) element.kind = container.element;
    element.free = container.free;
    if (container.element_size) element.size = container.element_size;
    return element;
  }

  /// The same for functions on lists, to which items of computed lists are unknown.
  Known ListItem(const Known& list) const {
    Known item = Element(list);
    if (!list.place.any) item.place = {};
    item.size.reset();
    return item;
  }

  static Known Unwrapped(const Known& optional) { return {.kind = optional.element, .cost = optional.cost}; }
  static Known Wrapped(const Known& value, std::uint64_t cost) {
    return {.kind = Kind::kOptional, .element = value.kind, .cost = cost};
  }

  std::string_view PropertyOf(const Step& step) const {
    const std::string_view name = PoolText(pool_, step.a);
    if ((step.flags & kEscaped) == 0) return name;
    return PoolText(pool_, step.a + static_cast<std::uint32_t>(sizeof(std::uint32_t) + name.size()));
  }

  Known Access(At at) {
    const Step& step = steps_[at];
    const Known base = Walk(at + 1);
    const std::string_view property = PropertyOf(step);
    const bool object = base.shape != nullptr && base.shape->as() == As::kObject;
    const Shape* shape = base.shape == nullptr ? nullptr
                         : object              ? base.shape->Field(property)
                                               : base.shape->Element();
    if (object && shape == nullptr) Complain(fmt::format("undefined field `{}`", PoolText(pool_, step.a)));
    if (OpAt(at) == Op::kHas) return Simple(Kind::kBool, base.cost);
    const bool free = base.kind == Kind::kOptional && (step.flags & kOptionalAccess) == 0;
    const Known field = OfDocument(shape, Hop(base.place, ToField, property), Sum(base.cost, free ? 0 : 1));
    const bool optional = (step.flags & kOptionalAccess) != 0 || free;
    return optional ? Wrapped(field, field.cost) : field;
  }

  Known Indexed(At at) {
    const Known base = Walk(at + 1);
    const Known key = Walk(Next(at + 1));
    Known element = Element(base);
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
        RequireSameType(OpAt(at) == Op::kEqual ? "==" : "!=", left, right);
        return Simple(Kind::kBool, Sum(operands, left.kind >= Kind::kIp ? 1 : Tenth(least)));
      case Op::kLess:
      case Op::kLessOrEqual:
      case Op::kGreater:
      case Op::kGreaterOrEqual:
        return Simple(Kind::kBool, Sum(operands, texts ? Tenth(least) : 1));
      case Op::kIn:
        return Simple(Kind::kBool, Sum(operands, right.kind == Kind::kMap ? 1 : SizeOf(right)));
      case Op::kAdd: {
        if (!texts && left.kind != Kind::kList) return Simple(left.kind, Sum(operands, 1));
        Known sum{.kind = left.kind, .size = Sum(SizeOf(left), SizeOf(right)), .element = left.element};
        if (left.element_size && right.element_size)
          sum.element_size = std::max(*left.element_size, *right.element_size);
        sum.shape = left.shape;
        sum.cost = Sum(operands, texts ? Tenth(*sum.size) : 1);
        return sum;
      }
      default:
        return Simple(left.kind, Sum(operands, 1));
    }
  }

  /// The items of a list, each read once.
  std::uint64_t ListCost(const Known& list) const {
    if (list.is_text()) return Tenth(SizeOf(list));
    const Known item = ListItem(list);
    return Product(SizeOf(list), item.is_text() ? Sum(1, Tenth(SizeOf(item))) : 1);
  }

  static std::uint64_t RegexCost(const Known& text, const Known& pattern) {
    return Product(Tenth(Sum(SizeOf(text), 1)), Part(SizeOf(pattern), 0.25));
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
    Known result{.kind = ResultOf(function)};
    if (function == Function::kDyn) {
      result = arguments[0];
      result.free = true;
    }
    if (function == Function::kOptionalOf || function == Function::kOptionalOfNonZero) {
      result = Wrapped(arguments[0], 0);
    }
    result.cost = Sum(operands, CallCost(function, arguments, places, result));
    return result;
  }

  /// The least size of an argument: only literals have one.
  std::uint64_t LeastOf(At at) const {
    return OpAt(at) == Op::kString ? CountCharacters(PoolText(pool_, steps_[at].a)) : 0;
  }

  std::uint64_t LiteralInt(At at, std::uint64_t otherwise) const {
    if (OpAt(at) != Op::kInt) return otherwise;
    return static_cast<std::uint64_t>(
        std::max<std::int64_t>(PoolNumber<std::int64_t>(pool_, steps_[at].a), 0));
  }

  std::uint64_t ReplaceSize(const std::vector<Known>& arguments, const std::vector<At>& places) const {
    const std::uint64_t size = SizeOf(arguments[0]);
    const std::uint64_t least = LeastOf(places[1]);
    const std::uint64_t with = SizeOf(arguments[2]);
    if (least == 0) return Sum(Product(Sum(size, 1), with), size);
    if (with <= least) return size;
    return Product(Part(size, 1.0 / static_cast<double>(least)), with);
  }

  std::uint64_t JoinSize(const std::vector<Known>& arguments) const {
    const std::uint64_t count = SizeOf(arguments[0]);
    std::uint64_t size = Product(count, SizeOf(ListItem(arguments[0])));
    if (arguments.size() > 1 && count > 0) size = Sum(size, Product(SizeOf(arguments[1]), count - 1));
    return size;
  }

  std::uint64_t AddressCost(Function function, const std::vector<Known>& arguments) const {
    const std::uint64_t size = SizeOf(arguments[0]);
    const bool text = arguments.size() > 1 && arguments[1].is_text();
    const std::uint64_t parse = text ? Tenth(SizeOf(arguments[1])) : 0;
    switch (function) {
      case Function::kIp:
        return arguments[0].kind == Kind::kCidr ? 1 : Tenth(size);
      case Function::kCidr:
      case Function::kIsIp:
      case Function::kIsCidr:
        return Tenth(size);
      case Function::kIpIsCanonical:
        return Part(size, 0.2);
      case Function::kContainsIp:
        return Sum(4, parse);  // both addresses, 16 bytes each
      case Function::kContainsCidr:
        return Sum(7, parse);  // and the mask
      default:
        return 1;
    }
  }

  std::uint64_t CallCost(Function function, const std::vector<Known>& arguments,
                         const std::vector<At>& places, Known& result) const {
    if (arguments.empty()) return 1;
    const Known& first = arguments[0];
    const std::uint64_t size = SizeOf(first);
    const std::uint64_t second = arguments.size() > 1 ? SizeOf(arguments[1]) : 0;
    if (function >= Function::kIp && function <= Function::kMasked) return AddressCost(function, arguments);
    switch (function) {
      case Function::kString:
        if (first.kind != Kind::kBytes) return 1;
        result.size = size;
        return Tenth(size);
      case Function::kBytes:
        result.size = Product(size, 4);
        return Tenth(size);
      case Function::kQuote:
        result.size = Sum(Product(size, 2), 2);
        return Tenth(size);
      case Function::kLowerAscii:
      case Function::kUpperAscii:
      case Function::kSubstring:
      case Function::kTrim:
      case Function::kUrl:
        result.size = size;
        return Tenth(size);
      case Function::kFormat:
      case Function::kQuantity:
      case Function::kIsQuantity:
      case Function::kSemver:
      case Function::kIsSemver:
        return Tenth(size);
      case Function::kReplace:
        result.size = ReplaceSize(arguments, places);
        return Part(size, 0.2);
      case Function::kSplit:
        result.size = arguments.size() > 2 ? LiteralInt(places[2], size) : size;
        result.element = Kind::kString;
        return Part(size, 0.2);
      case Function::kJoin:
        result.size = JoinSize(arguments);
        return Tenth(*result.size);
      case Function::kStartsWith:
      case Function::kEndsWith:
        return Tenth(second);
      case Function::kContains:
        return Product(Tenth(size), Tenth(second));
      case Function::kMatches:
        return RegexCost(first, arguments[1]);
      case Function::kFind:
      case Function::kFindAll:
        result.size = size;
        result.element = Kind::kString;
        return RegexCost(first, arguments[1]);
      case Function::kValidate:
        return Part(Tenth(second), 32);
      case Function::kIsSorted:
      case Function::kSum:
      case Function::kMin:
      case Function::kMax:
        if (function == Function::kSum || function >= Function::kMin) result.kind = Element(first).kind;
        return ListCost(first);
      case Function::kIndexOf:
      case Function::kLastIndexOf:
        return ListCost(first);
      default:
        return ListFunctionCost(function, arguments, places, result);
    }
  }

  std::uint64_t ListFunctionCost(Function function, const std::vector<Known>& arguments,
                                 const std::vector<At>& places, Known& result) const {
    constexpr std::uint64_t kListCall = 11;
    const std::uint64_t size = SizeOf(arguments[0]);
    const std::uint64_t second = arguments.size() > 1 ? SizeOf(arguments[1]) : 0;
    const auto makes = [&](double factor, std::uint64_t items) {
      result.size = items;
      return Sum(Part(items, factor), kListCall);
    };
    if (result.kind == Kind::kList) result.element = Element(arguments[0]).kind;
    switch (function) {
      case Function::kSlice: {
        const std::uint64_t begin = LiteralInt(places[1], 0);
        const std::uint64_t end = LiteralInt(places[2], size);
        return makes(1, end > begin ? end - begin : 0);
      }
      case Function::kRange:
        return makes(1, LiteralInt(places[0], kUnknown));
      case Function::kReverse:
        return makes(1, size);
      case Function::kFlatten:
        return makes(arguments.size() > 1 ? static_cast<double>(LiteralInt(places[1], kUnknown)) : 1, size);
      case Function::kDistinct:
        return makes(2, Product(size, size));
      case Function::kSort:
        return makes(result.element == Kind::kString || result.element == Kind::kBytes ? 2.1 : 2,
                     Product(size, size));
      case Function::kSetsContains:
      case Function::kSetsIntersects:
        return Sum(Product(size, second), 1);
      case Function::kSetsEquivalent:
        return Sum(Product(Product(size, second), 2), 1);
      default:
        return 1;
    }
  }

  /// The variables of a macro are sized by their place alone; keys have none in the schema.
  void SetVariables(const Step& step, const Known& range) {
    Known element = Element(range);
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
    const std::uint64_t condition = filtered ? Walk(first).cost : 0;
    const Known body = Walk(filtered ? Next(first) : first);
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
        return ListOf(Element(range), count,
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
  std::array<Known, kMaxVariables> variables_;
  std::string fault_;
};

}  // namespace

Estimate EstimateCost(const Program& program, const Shape& self) { return Estimator(program, self).Run(); }

}  // namespace meshctl::cel
