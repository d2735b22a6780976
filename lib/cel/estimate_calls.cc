// SPDX-License-Identifier: Apache-2.0
// The table of estimates: cel-go's checker/cost.go and Kubernetes' estimator by function.
#include "cel/estimate_calls.h"

#include <algorithm>
#include <array>

namespace meshctl::cel {
namespace {

bool IsScalar(Kind kind) {
  return kind == Kind::kBool || kind == Kind::kInt || kind == Kind::kUint || kind == Kind::kDouble ||
         kind == Kind::kDuration || kind == Kind::kTimestamp;
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
    case Function::kIsUrl:
    case Function::kIsIp:
    case Function::kIpIsCanonical:
    case Function::kIsUnspecified:
    case Function::kIsLoopback:
    case Function::kIsLinkLocalMulticast:
    case Function::kIsLinkLocalUnicast:
    case Function::kIsGlobalUnicast:
    case Function::kIsCidr:
    case Function::kContainsIp:
    case Function::kContainsCidr:
    case Function::kIsQuantity:
    case Function::kIsGreaterThan:
    case Function::kIsLessThan:
    case Function::kIsInteger:
    case Function::kIsSemver:
      return Kind::kBool;
    default:
      return function >= Function::kGetFullYear && function <= Function::kGetMilliseconds ? Kind::kInt
                                                                                          : Kind::kError;
  }
}

std::uint64_t AddressCost(Function function, const std::vector<Known>& arguments) {
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

std::uint64_t RegexCost(const Known& text, const Known& pattern) {
  return Product(Tenth(Sum(SizeOf(text), 1)), Part(SizeOf(pattern), 0.25));
}

}  // namespace

std::uint64_t SizeOf(const Known& value) {
  if (value.size) return *value.size;
  if (value.place.shape != nullptr) return value.place.shape->MaxSize();
  return IsScalar(value.kind == Kind::kOptional ? value.element : value.kind) ? 1 : kUnknown;
}

Known CallEstimator::OfDocument(const Shape* shape, Place place, std::uint64_t cost) const {
  return {.kind = KindOf(shape), .shape = shape, .place = place, .cost = cost};
}

Place CallEstimator::FieldOf(const Place& place, std::string_view name) const {
  if (!place.any) return {true, &self_};
  return {true, place.shape == nullptr ? nullptr : place.shape->Field(name)};
}

Place CallEstimator::ItemOf(const Place& place) const {
  if (!place.any) return {true, &self_};
  return {true, place.shape == nullptr ? nullptr : place.shape->Element()};
}

Known CallEstimator::Element(const Known& container) const {
  const Shape* shape = container.shape == nullptr ? container.element_shape : container.shape->Element();
  Known element = OfDocument(shape, ItemOf(container.place), 0);
  if (shape == nullptr) element.kind = container.element;
  element.free = container.free;
  if (container.element_size) element.size = container.element_size;
  return element;
}

/// The same for functions on lists, to which items of computed lists are unknown.
Known CallEstimator::ListItem(const Known& list) const {
  Known item = Element(list);
  if (!list.place.any) item.place = {};
  item.size.reset();
  return item;
}

Known CallEstimator::Call(Function function, const std::vector<Known>& arguments,
                          const std::vector<std::uint32_t>& places) const {
  Known result{.kind = ResultOf(function)};
  if (function == Function::kDyn) {
    result = arguments[0];
    result.free = true;
  }
  if (function == Function::kOptionalOf || function == Function::kOptionalOfNonZero) {
    result = Wrapped(arguments[0], 0);
  }
  result.cost = CallCost(function, arguments, places, result);
  return result;
}

/// The items of a list, each read once.
std::uint64_t CallEstimator::ListCost(const Known& list) const {
  if (list.is_text()) return Tenth(SizeOf(list));
  const Known item = ListItem(list);
  return Product(SizeOf(list), item.is_text() ? Sum(1, Tenth(SizeOf(item))) : 1);
}

/// The least size of an argument: only literals have one.
std::uint64_t CallEstimator::LeastOf(At at) const {
  return OpAt(at) == Op::kString ? CountCharacters(PoolText(pool_, steps_[at].a)) : 0;
}

std::uint64_t CallEstimator::LiteralInt(At at, std::uint64_t otherwise) const {
  if (OpAt(at) != Op::kInt) return otherwise;
  return static_cast<std::uint64_t>(std::max<std::int64_t>(PoolNumber<std::int64_t>(pool_, steps_[at].a), 0));
}

std::uint64_t CallEstimator::ReplaceSize(const std::vector<Known>& arguments,
                                         const std::vector<At>& places) const {
  const std::uint64_t size = SizeOf(arguments[0]);
  const std::uint64_t least = LeastOf(places[1]);
  const std::uint64_t with = SizeOf(arguments[2]);
  if (least == 0) return Sum(Product(Sum(size, 1), with), size);
  if (with <= least) return size;
  return Product(Part(size, 1.0 / static_cast<double>(least)), with);
}

std::uint64_t CallEstimator::JoinSize(const std::vector<Known>& arguments) const {
  const std::uint64_t count = SizeOf(arguments[0]);
  std::uint64_t size = Product(count, SizeOf(ListItem(arguments[0])));
  if (arguments.size() > 1 && count > 0) size = Sum(size, Product(SizeOf(arguments[1]), count - 1));
  return size;
}

std::uint64_t CallEstimator::CallCost(Function function, const std::vector<Known>& arguments,
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

std::uint64_t CallEstimator::ListFunctionCost(Function function, const std::vector<Known>& arguments,
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

}  // namespace meshctl::cel
