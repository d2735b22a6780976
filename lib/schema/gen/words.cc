// SPDX-License-Identifier: Apache-2.0
// Spelling of scalars, formats and list kinds in data/*.yaml. An unknown word stops the build, so that no
// fact gets lost on the way into the tables.
#include "schema/gen/words.h"

#include <stdexcept>
#include <string>

namespace meshctl::schema::gen {
namespace {

struct ScalarWord {
  std::string_view word;
  Scalar scalar;
};
constexpr ScalarWord kScalars[] = {
    {"string", Scalar::kString},
    {"bool", Scalar::kBool},
    {"int32", Scalar::kInt32},
    {"int64", Scalar::kInt64},
    {"uint32", Scalar::kUint32},
    {"uint64", Scalar::kUint64},
    {"double", Scalar::kDouble},
    {"bytes", Scalar::kBytes},
    {"duration", Scalar::kDuration},
    {"timestamp", Scalar::kTimestamp},
    {"microtime", Scalar::kMicroTime},
    {"quantity", Scalar::kQuantity},
    {"int-or-string", Scalar::kIntOrString},
    {"object", Scalar::kObject},
    {"any", Scalar::kAny},
};

struct FormatWord {
  std::string_view word;
  Format format;
};
constexpr FormatWord kFormats[] = {
    {"dns1123-label", Format::kDns1123Label},
    {"dns1123-subdomain", Format::kDns1123Subdomain},
    {"dns1123-subdomain max 52", Format::kDns1123SubdomainMax52},
    {"dns1123-subdomain-or-wildcard", Format::kDns1123SubdomainOrWildcard},
    {"dns1035-label", Format::kDns1035Label},
    {"dns1035-label-any-case", Format::kDns1035LabelAnyCase},
    {"qualified-name", Format::kQualifiedName},
    {"label-key", Format::kLabelKey},
    {"label-key-any-case", Format::kLabelKeyAnyCase},
    {"label-value", Format::kLabelValue},
    {"iana-svc-name", Format::kIanaServiceName},
    {"port-or-name", Format::kPortOrName},
    {"int-or-percent", Format::kIntOrPercent},
    {"env-name", Format::kEnvName},
    {"configmap-key", Format::kConfigMapKey},
    {"path-segment", Format::kPathSegment},
    {"relative-path", Format::kRelativePath},
    {"absolute-path", Format::kAbsolutePath},
    {"domain-prefixed-path", Format::kDomainPrefixedPath},
    {"http-header-name", Format::kHttpHeaderName},
    {"cron", Format::kCron},
    {"iana-time-zone", Format::kTimeZone},
    {"cidr", Format::kCidr},
    {"ip", Format::kIp},
    {"ip-or-None", Format::kIpOrNone},
    {"ip-non-special", Format::kIpNonSpecial},
    {"https-url", Format::kHttpsUrl},
    {"fqdn-3-segments", Format::kFqdn3Segments},
    {"cel-identifier", Format::kCelIdentifier},
    {"<plural>.<group>", Format::kPluralDotGroup},
    {"per-kind nameFormat", Format::kNameOfKind},
};

}  // namespace

Scalar ScalarOf(std::string_view word) {
  for (const ScalarWord& row : kScalars) {
    if (row.word == word) return row.scalar;
  }
  return Scalar::kStruct;
}

Format FormatOf(std::string_view word) {
  for (const FormatWord& row : kFormats) {
    if (row.word == word) return row.format;
  }
  throw std::runtime_error("unknown format `" + std::string(word) + "`");
}

ListKind ListKindOf(std::string_view word) {
  if (word == "atomic") return ListKind::kAtomic;
  if (word == "set") return ListKind::kSet;
  if (word == "map") return ListKind::kMap;
  throw std::runtime_error("unknown listType `" + std::string(word) + "`");
}

}  // namespace meshctl::schema::gen
