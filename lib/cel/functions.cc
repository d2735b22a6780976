// SPDX-License-Identifier: Apache-2.0
// The table of functions: cel-go's standard library, its strings (version 2), sets, lists (3), optional and
// two-variable extensions, and Kubernetes' own libraries, as apiserver/pkg/cel/environment puts them
// together.
#include "cel/functions.h"

#include <algorithm>
#include <array>

namespace meshctl::cel {
namespace {

using F = Function;

constexpr std::array kSignatures = std::to_array<Signature>({
    {"add", F::kAdd, -1, -1, 1, 1},
    {"asApproximateFloat", F::kAsApproximateFloat, -1, -1, 0, 0},
    {"asInteger", F::kAsInteger, -1, -1, 0, 0},
    {"bool", F::kBool, 1, 1, -1, -1},
    {"bytes", F::kBytes, 1, 1, -1, -1},
    {"charAt", F::kCharAt, -1, -1, 1, 1},
    {"cidr", F::kCidr, 1, 1, -1, -1},
    {"compareTo", F::kCompareTo, -1, -1, 1, 1},
    {"contains", F::kContains, -1, -1, 1, 1},
    {"containsCIDR", F::kContainsCidr, -1, -1, 1, 1},
    {"containsIP", F::kContainsIp, -1, -1, 1, 1},
    {"distinct", F::kDistinct, -1, -1, 0, 0},
    {"double", F::kDouble, 1, 1, -1, -1},
    {"duration", F::kDuration, 1, 1, -1, -1},
    {"dyn", F::kDyn, 1, 1, -1, -1},
    {"endsWith", F::kEndsWith, -1, -1, 1, 1},
    {"family", F::kFamily, -1, -1, 0, 0},
    {"find", F::kFind, -1, -1, 1, 1},
    {"findAll", F::kFindAll, -1, -1, 1, 2},
    {"first", F::kFirst, -1, -1, 0, 0},
    {"flatten", F::kFlatten, -1, -1, 0, 1},
    {"format", F::kFormat, -1, -1, 1, 1},
    {"format.byte", F::kNamedFormat, 0, 0, -1, -1},
    {"format.date", F::kNamedFormat, 0, 0, -1, -1},
    {"format.datetime", F::kNamedFormat, 0, 0, -1, -1},
    {"format.dns1035Label", F::kNamedFormat, 0, 0, -1, -1},
    {"format.dns1035LabelPrefix", F::kNamedFormat, 0, 0, -1, -1},
    {"format.dns1123Label", F::kNamedFormat, 0, 0, -1, -1},
    {"format.dns1123LabelPrefix", F::kNamedFormat, 0, 0, -1, -1},
    {"format.dns1123Subdomain", F::kNamedFormat, 0, 0, -1, -1},
    {"format.dns1123SubdomainPrefix", F::kNamedFormat, 0, 0, -1, -1},
    {"format.labelValue", F::kNamedFormat, 0, 0, -1, -1},
    {"format.named", F::kFormatNamed, 1, 1, -1, -1},
    {"format.qualifiedName", F::kNamedFormat, 0, 0, -1, -1},
    {"format.uri", F::kNamedFormat, 0, 0, -1, -1},
    {"format.uuid", F::kNamedFormat, 0, 0, -1, -1},
    {"getDate", F::kGetDate, -1, -1, 0, 1},
    {"getDayOfMonth", F::kGetDayOfMonth, -1, -1, 0, 1},
    {"getDayOfWeek", F::kGetDayOfWeek, -1, -1, 0, 1},
    {"getDayOfYear", F::kGetDayOfYear, -1, -1, 0, 1},
    {"getEscapedPath", F::kGetEscapedPath, -1, -1, 0, 0},
    {"getFullYear", F::kGetFullYear, -1, -1, 0, 1},
    {"getHost", F::kGetHost, -1, -1, 0, 0},
    {"getHostname", F::kGetHostname, -1, -1, 0, 0},
    {"getHours", F::kGetHours, -1, -1, 0, 1},
    {"getMilliseconds", F::kGetMilliseconds, -1, -1, 0, 1},
    {"getMinutes", F::kGetMinutes, -1, -1, 0, 1},
    {"getMonth", F::kGetMonth, -1, -1, 0, 1},
    {"getPort", F::kGetPort, -1, -1, 0, 0},
    {"getQuery", F::kGetQuery, -1, -1, 0, 0},
    {"getScheme", F::kGetScheme, -1, -1, 0, 0},
    {"getSeconds", F::kGetSeconds, -1, -1, 0, 1},
    {"hasValue", F::kHasValue, -1, -1, 0, 0},
    {"indexOf", F::kIndexOf, -1, -1, 1, 2},
    {"int", F::kInt, 1, 1, -1, -1},
    {"ip", F::kIp, 1, 1, 0, 0},
    {"ip.isCanonical", F::kIpIsCanonical, 1, 1, -1, -1},
    {"isCIDR", F::kIsCidr, 1, 1, -1, -1},
    {"isGlobalUnicast", F::kIsGlobalUnicast, -1, -1, 0, 0},
    {"isGreaterThan", F::kIsGreaterThan, -1, -1, 1, 1},
    {"isIP", F::kIsIp, 1, 1, -1, -1},
    {"isInteger", F::kIsInteger, -1, -1, 0, 0},
    {"isLessThan", F::kIsLessThan, -1, -1, 1, 1},
    {"isLinkLocalMulticast", F::kIsLinkLocalMulticast, -1, -1, 0, 0},
    {"isLinkLocalUnicast", F::kIsLinkLocalUnicast, -1, -1, 0, 0},
    {"isLoopback", F::kIsLoopback, -1, -1, 0, 0},
    {"isQuantity", F::kIsQuantity, 1, 1, -1, -1},
    {"isSemver", F::kIsSemver, 1, 2, -1, -1},
    {"isSorted", F::kIsSorted, -1, -1, 0, 0},
    {"isURL", F::kIsUrl, 1, 1, -1, -1},
    {"isUnspecified", F::kIsUnspecified, -1, -1, 0, 0},
    {"join", F::kJoin, -1, -1, 0, 1},
    {"last", F::kLast, -1, -1, 0, 0},
    {"lastIndexOf", F::kLastIndexOf, -1, -1, 1, 2},
    {"lists.range", F::kRange, 1, 1, -1, -1},
    {"lowerAscii", F::kLowerAscii, -1, -1, 0, 0},
    {"major", F::kMajor, -1, -1, 0, 0},
    {"masked", F::kMasked, -1, -1, 0, 0},
    {"matches", F::kMatches, 2, 2, 1, 1},
    {"max", F::kMax, -1, -1, 0, 0},
    {"min", F::kMin, -1, -1, 0, 0},
    {"minor", F::kMinor, -1, -1, 0, 0},
    {"optional.none", F::kOptionalNone, 0, 0, -1, -1},
    {"optional.of", F::kOptionalOf, 1, 1, -1, -1},
    {"optional.ofNonZeroValue", F::kOptionalOfNonZero, 1, 1, -1, -1},
    {"optional.unwrap", F::kUnwrap, 1, 1, -1, -1},
    {"or", F::kOr, -1, -1, 1, 1},
    {"orValue", F::kOrValue, -1, -1, 1, 1},
    {"patch", F::kPatch, -1, -1, 0, 0},
    {"prefixLength", F::kPrefixLength, -1, -1, 0, 0},
    {"quantity", F::kQuantity, 1, 1, -1, -1},
    {"replace", F::kReplace, -1, -1, 2, 3},
    {"reverse", F::kReverse, -1, -1, 0, 0},
    {"semver", F::kSemver, 1, 2, -1, -1},
    {"sets.contains", F::kSetsContains, 2, 2, -1, -1},
    {"sets.equivalent", F::kSetsEquivalent, 2, 2, -1, -1},
    {"sets.intersects", F::kSetsIntersects, 2, 2, -1, -1},
    {"sign", F::kSign, 1, 1, -1, -1},
    {"size", F::kSize, 1, 1, 0, 0},
    {"slice", F::kSlice, -1, -1, 2, 2},
    {"sort", F::kSort, -1, -1, 0, 0},
    {"split", F::kSplit, -1, -1, 1, 2},
    {"startsWith", F::kStartsWith, -1, -1, 1, 1},
    {"string", F::kString, 1, 1, -1, -1},
    {"strings.quote", F::kQuote, 1, 1, -1, -1},
    {"sub", F::kSub, -1, -1, 1, 1},
    {"substring", F::kSubstring, -1, -1, 1, 2},
    {"sum", F::kSum, -1, -1, 0, 0},
    {"timestamp", F::kTimestamp, 1, 1, -1, -1},
    {"trim", F::kTrim, -1, -1, 0, 0},
    {"type", F::kType, 1, 1, -1, -1},
    {"uint", F::kUint, 1, 1, -1, -1},
    {"unwrapOpt", F::kUnwrap, -1, -1, 0, 0},
    {"upperAscii", F::kUpperAscii, -1, -1, 0, 0},
    {"url", F::kUrl, 1, 1, -1, -1},
    {"validate", F::kValidate, -1, -1, 1, 1},
    {"value", F::kValue, -1, -1, 0, 0},
});
static_assert(std::ranges::is_sorted(kSignatures, {}, &Signature::name));

constexpr auto kTypeNames = std::to_array<std::string_view>(
    {"bool", "bytes", "double", "google.protobuf.Duration", "google.protobuf.Timestamp", "int",
     "kubernetes.Quantity", "kubernetes.Semver", "kubernetes.URL", "list", "map", "net.CIDR", "net.IP",
     "null_type", "optional_type", "string", "type", "uint"});

}  // namespace

const Signature* FindSignature(std::string_view name) {
  const auto at = std::ranges::lower_bound(kSignatures, name, {}, &Signature::name);
  return at != kSignatures.end() && at->name == name ? &*at : nullptr;
}

bool IsConversion(Function function) { return function >= Function::kType && function <= Function::kUint; }

bool IsTypeName(std::string_view name) { return std::ranges::count(kTypeNames, name) > 0; }

}  // namespace meshctl::cel
