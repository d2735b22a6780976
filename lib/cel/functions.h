// SPDX-License-Identifier: Apache-2.0
// The functions that Kubernetes 1.36 admits in CustomResourceDefinitions.
#pragma once

#include <cstdint>
#include <string_view>

namespace meshctl::cel {

enum class Function : std::uint8_t {
  kSize,
  // Conversions.
  kType,
  kBool,
  kBytes,
  kDouble,
  kDuration,
  kDyn,
  kInt,
  kString,
  kTimestamp,
  kUint,
  // Strings.
  kContains,
  kStartsWith,
  kEndsWith,
  kMatches,
  kCharAt,
  kIndexOf,
  kLastIndexOf,
  kLowerAscii,
  kUpperAscii,
  kReplace,
  kSplit,
  kSubstring,
  kTrim,
  kFormat,
  kQuote,
  kJoin,
  kFind,
  kFindAll,
  // Timestamps and durations.
  kGetFullYear,
  kGetMonth,
  kGetDayOfYear,
  kGetDayOfMonth,
  kGetDate,
  kGetDayOfWeek,
  kGetHours,
  kGetMinutes,
  kGetSeconds,
  kGetMilliseconds,
  // Lists.
  kIsSorted,
  kSum,
  kMin,
  kMax,
  kSlice,
  kFlatten,
  kSort,
  kDistinct,
  kReverse,
  kRange,
  kFirst,
  kLast,
  kSetsContains,
  kSetsEquivalent,
  kSetsIntersects,
  // Optional values.
  kOptionalOf,
  kOptionalOfNonZero,
  kOptionalNone,
  kUnwrap,
  kHasValue,
  kValue,
  kOr,
  kOrValue,
  // URLs.
  kUrl,
  kIsUrl,
  kGetScheme,
  kGetHost,
  kGetHostname,
  kGetPort,
  kGetEscapedPath,
  kGetQuery,
  // Addresses.
  kIp,
  kIsIp,
  kIpIsCanonical,
  kFamily,
  kIsUnspecified,
  kIsLoopback,
  kIsLinkLocalMulticast,
  kIsLinkLocalUnicast,
  kIsGlobalUnicast,
  kCidr,
  kIsCidr,
  kContainsIp,
  kContainsCidr,
  kPrefixLength,
  kMasked,
  // Quantities and versions.
  kQuantity,
  kIsQuantity,
  kSign,
  kIsGreaterThan,
  kIsLessThan,
  kCompareTo,
  kAsApproximateFloat,
  kAsInteger,
  kIsInteger,
  kAdd,
  kSub,
  kSemver,
  kIsSemver,
  kMajor,
  kMinor,
  kPatch,
  // Formats; those without a name of their own here are `format.<name>()`.
  kFormatNamed,
  kNamedFormat,
  kValidate,
};

/// How a function may be called. Counts are of the arguments between the parentheses; -1: not that way.
struct Signature {
  std::string_view name;
  Function function;
  std::int16_t global_min, global_max;
  std::int16_t member_min, member_max;
};

/// The signature of `name`, which may hold dots (`sets.contains`), or null.
const Signature* FindSignature(std::string_view name);

/// type(), int(), duration() and the like: of a constant they cost nothing.
bool IsConversion(Function function);

/// Whether `name` is a type that an expression may compare with (`int`, `list`, `net.IP`).
bool IsTypeName(std::string_view name);

}  // namespace meshctl::cel
