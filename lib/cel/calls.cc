// SPDX-License-Identifier: Apache-2.0
// Dispatch by groups of functions, and the cost table of cel-go's runtime and apiserver/pkg/cel/library.
#include "cel/calls.h"

#include <algorithm>

#include "cel/address.h"
#include "cel/named_format.h"
#include "cel/quantity.h"
#include "cel/read.h"
#include "cel/semver.h"
#include "cel/url.h"

namespace meshctl::cel {
namespace {

bool IsVersionOf(std::span<const Value> arguments, Kind kind) { return arguments[0].is(kind); }

/// What isSorted(), sum(), min() and max() cost: each item 1, texts a tenth of their bytes.
std::uint64_t ListCost(Context& context, const Value& value) {
  if (value.is(Kind::kString) || value.is(Kind::kBytes)) return value.size / 10;
  std::uint64_t cost = 0;
  if (value.is(Kind::kList)) {
    for (std::size_t i = 0; i < value.count() && !context.exhausted(); ++i) {
      context.CountComparison();
      cost += ListCost(context, Item(context, value, i));
    }
    return cost;
  }
  if (!value.is(Kind::kMap)) return 1;
  ForEachEntry(context, value, [&](const Value& key, const Value& entry) {
    context.CountComparison();
    cost += ListCost(context, key) + ListCost(context, entry);
    return !context.exhausted();
  });
  return cost;
}

std::uint64_t RegexCost(std::uint64_t size, std::uint64_t pattern) {
  return TraversalCost(size + 1) * ((pattern + 3) / 4);
}

std::uint64_t AddressCost(Function function, std::span<const Value> arguments) {
  const std::uint64_t size = SizeOf(arguments[0]);
  const std::uint64_t text =
      arguments.size() > 1 && arguments[1].is(Kind::kString) ? SizeOf(arguments[1]) : 0;
  switch (function) {
    case Function::kIp:
      return arguments[0].is(Kind::kCidr) ? 1 : TraversalCost(size);
    case Function::kCidr:
    case Function::kIsIp:
    case Function::kIsCidr:
      return TraversalCost(size);
    case Function::kIpIsCanonical:
      return TraversalCost(2 * size);
    case Function::kContainsIp:
      return TraversalCost(2 * size) + TraversalCost(text);
    case Function::kContainsCidr:
      return TraversalCost(2 * size) + TraversalCost(size) + 1 + TraversalCost(text);
    default:
      return 1;
  }
}

/// What the functions cost that make lists: the call, the list and its items.
constexpr std::uint64_t kListCall = 11;

}  // namespace

Value Call(Context& context, Function function, std::span<const Value> arguments) {
  for (const Value& argument : arguments) {
    if (argument.is_error()) return argument;
  }
  const Value& first = arguments.empty() ? Value() : arguments[0];
  if (function == Function::kSize) {
    const bool sized =
        first.is(Kind::kString) || first.is(Kind::kBytes) || first.is(Kind::kList) || first.is(Kind::kMap);
    return sized ? Value::Int(static_cast<std::int64_t>(SizeOf(first))) : Context::NoOverload();
  }
  if (function <= Function::kUint) return CallConversion(context, function, first);
  if ((function == Function::kIndexOf || function == Function::kLastIndexOf) && first.is(Kind::kList)) {
    return CallList(context, function, arguments);
  }
  if (function <= Function::kFindAll) return CallString(context, function, arguments);
  if (function <= Function::kGetMilliseconds) return CallTime(function, arguments);
  if (function <= Function::kSetsIntersects) return CallList(context, function, arguments);
  if (function <= Function::kOrValue) return CallOptional(context, function, arguments);
  if (function <= Function::kGetQuery) return CallUrl(context, function, arguments);
  if (function <= Function::kMasked) return CallAddress(context, function, arguments);
  const bool version = function >= Function::kSemver && function <= Function::kPatch;
  if (version || IsVersionOf(arguments, Kind::kSemver)) return CallSemver(context, function, arguments);
  if (function < Function::kFormatNamed) return CallQuantity(context, function, arguments);
  return CallNamedFormat(context, function, arguments);
}

std::uint64_t SizeOf(const Value& value) {
  switch (value.kind) {
    case Kind::kString:
      return CountCharacters(value.text());
    case Kind::kBytes:
      return value.size;
    case Kind::kList:
    case Kind::kMap:
      return value.count();
    case Kind::kOptional:
      return value.items == nullptr ? 1 : SizeOf(*value.items);
    case Kind::kIp:
      return static_cast<std::uint64_t>(value.address->bits / 8);
    case Kind::kCidr:
      return static_cast<std::uint64_t>((value.address->prefix + 7) / 8);
    default:
      return 1;
  }
}

std::uint64_t CallCost(Context& context, Function function, std::span<const Value> arguments,
                       const Value& result) {
  const std::uint64_t first = arguments.empty() ? 0 : SizeOf(arguments[0]);
  const std::uint64_t second = arguments.size() < 2 ? 0 : SizeOf(arguments[1]);
  if (function >= Function::kIp && function <= Function::kMasked) return AddressCost(function, arguments);
  switch (function) {
    case Function::kString:
      return arguments[0].is(Kind::kBytes) ? TraversalCost(first) : 1;
    case Function::kBytes:
      return arguments[0].is(Kind::kString) ? TraversalCost(first) : 1;
    case Function::kStartsWith:
    case Function::kEndsWith:
    case Function::kQuote:
    case Function::kFormat:
    case Function::kUrl:
    case Function::kLowerAscii:
    case Function::kUpperAscii:
    case Function::kSubstring:
    case Function::kTrim:
    case Function::kQuantity:
    case Function::kIsQuantity:
    case Function::kSemver:
    case Function::kIsSemver:
      return TraversalCost(first);
    case Function::kReplace:
    case Function::kSplit:
      return TraversalCost(2 * first);
    case Function::kJoin:
      return TraversalCost(2 * SizeOf(result));
    case Function::kContains:
      return TraversalCost(first) * TraversalCost(second);
    case Function::kMatches:
    case Function::kFind:
    case Function::kFindAll:
      return RegexCost(first, second);
    case Function::kValidate:
      return arguments[0].is(Kind::kFormat) ? RegexCost(second, arguments[0].format->pattern_size) : 1;
    case Function::kIsSorted:
    case Function::kSum:
    case Function::kMin:
    case Function::kMax:
    case Function::kIndexOf:
    case Function::kLastIndexOf:
      return ListCost(context, arguments[0]);
    case Function::kSlice:
    case Function::kRange:
      return kListCall + SizeOf(result);
    case Function::kReverse:
      return kListCall + first;
    case Function::kFlatten: {
      const bool given = arguments.size() > 1 && arguments[1].is(Kind::kInt) && arguments[1].integer >= 0;
      return kListCall + first * (given ? std::min<std::uint64_t>(arguments[1].natural, 1'000'000) : 1);
    }
    case Function::kSort:
    case Function::kDistinct:
      return kListCall + 2 * first * first;
    case Function::kSetsContains:
    case Function::kSetsIntersects:
      return 1 + first * second;
    case Function::kSetsEquivalent:
      return 1 + 2 * first * second;
    case Function::kOr:
    case Function::kOrValue:
      return 0;
    default:
      return 1;
  }
}

}  // namespace meshctl::cel
