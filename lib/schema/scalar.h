// SPDX-License-Identifier: Apache-2.0
// The words for what a field holds and how it is written and merged.
#pragma once

#include <cstdint>
#include <string_view>

namespace meshctl::schema {

/// Whether a field holds one value, a list of values or a map from strings to values.
enum class Shape : std::uint8_t { kSingle, kList, kMap };

/// What a value is. `kStruct` has a Type.
enum class Scalar : std::uint8_t {
  kString,
  kBool,
  kInt32,
  kInt64,
  kUint32,
  kUint64,
  kDouble,
  kBytes,        ///< base64 text
  kDuration,     ///< Go syntax: `1h2m3.5s`
  kTimestamp,    ///< RFC 3339
  kMicroTime,    ///< RFC 3339 with six fraction digits
  kQuantity,     ///< `100m`, `1Gi`, or a bare number
  kIntOrString,  ///< an int32 or a string
  kObject,       ///< a map whose content is free
  kAny,          ///< any JSON
  kStruct,
};

/// As the CRD or the documentation says it: `string`, `int32`, `int-or-string`, `object`.
std::string_view Name(Scalar scalar);

/// How server-side apply merges a list. A list without a mark is atomic.
enum class ListKind : std::uint8_t {
  kAtomic,  ///< one owner for the whole list
  kSet,     ///< scalars, each its own leaf
  kMap,     ///< objects told apart by the values of `Field::list_keys`
};

/// The syntax of a string beyond its type.
enum class Format : std::uint8_t {
  kNone,
  kDns1123Label,
  kDns1123Subdomain,
  kDns1123SubdomainMax52,
  kDns1123SubdomainOrWildcard,
  kDns1035Label,
  kDns1035LabelAnyCase,
  kQualifiedName,
  kLabelKey,
  kLabelKeyAnyCase,
  kLabelValue,
  kIanaServiceName,
  kPortOrName,
  kIntOrPercent,
  kEnvName,
  kConfigMapKey,
  kPathSegment,
  kRelativePath,
  kAbsolutePath,
  kDomainPrefixedPath,
  kHttpHeaderName,
  kCron,
  kTimeZone,
  kCidr,
  kIp,
  kIpOrNone,
  kIpNonSpecial,
  kHttpsUrl,
  kFqdn3Segments,
  kCelIdentifier,
  kPluralDotGroup,
  kNameOfKind,  ///< metadata.name: see Kind::name_format
};

}  // namespace meshctl::schema
