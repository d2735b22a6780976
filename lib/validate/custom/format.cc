// SPDX-License-Identifier: Apache-2.0
// The formats of Kubernetes' OpenAPI validation. A `-` in a name means nothing: `date-time` is `datetime`.
// Those of numbers are ranges: read_schema.cc knows int32 and int64.
#include "validate/custom/format.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>

#include "cel/regex.h"
#include "schema/formats.h"

namespace meshctl::validate::custom {
namespace {

int NumberAt(std::string_view text, std::size_t begin, std::size_t size) {
  int number = 0;
  std::from_chars(text.data() + begin, text.data() + begin + size, number);
  return number;
}

/// Whether the digits of `2026-02-28...` are a day of the calendar.
bool IsCalendarDay(std::string_view text) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  return std::chrono::year_month_day(year(NumberAt(text, 0, 4)),
                                     month(static_cast<unsigned>(NumberAt(text, 5, 2))),
                                     day(static_cast<unsigned>(NumberAt(text, 8, 2))))
      .ok();
}

/// Numbers of an IPv4 address may have leading zeros here, and are decimal all the same.
std::string WithoutLeadingZeros(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool first = at == 0 || text[at - 1] == '.';
    const std::size_t digit = first ? text.find_first_not_of('0', at) : at;
    const bool more = digit != std::string_view::npos && text[digit] >= '0' && text[digit] <= '9';
    if (first && more) at = digit;
    plain += text[at];
  }
  return plain;
}

bool IsIpv4(std::string_view text) {
  return text.find(':') == std::string_view::npos && schema::IsIp(WithoutLeadingZeros(text));
}
bool IsIpv6(std::string_view text) { return text.find(':') != std::string_view::npos && schema::IsIp(text); }
bool IsCidr(std::string_view text) {
  const bool ipv6 = text.find(':') != std::string_view::npos;
  return schema::Matches(schema::Format::kCidr, ipv6 ? std::string(text) : WithoutLeadingZeros(text));
}
bool IsShortName(std::string_view text) { return schema::Matches(schema::Format::kDns1123Label, text); }
bool IsLongName(std::string_view text) { return schema::Matches(schema::Format::kDns1123Subdomain, text); }

/// A host name as a whole has at most 255 bytes and each label at most 63.
bool HasHostSizes(std::string_view text) {
  std::size_t label = 0;
  for (const char c : text) {
    label = c == '.' ? 0 : label + 1;
    if (label > 63) return false;
  }
  return text.size() <= 255;
}

constexpr std::string_view kDate = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
constexpr std::string_view kDateTime =
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    "(.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})";
/// Go's syntax, or words: `3 days`, `1h 30 min`.
constexpr std::string_view kDuration =
    "^[-+]?(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$|"
    "(?i)[0-9]+\\s*(ns|nano[a-zµ]*|us|µs|micro[a-zµ]*|ms|milli[a-zµ]*|s|sec[a-zµ]*|m|min[a-zµ]*|h|hr|hour[a-"
    "zµ]*|"
    "d|day[a-zµ]*|w|wk|week[a-zµ]*)([^a-zµ]|$)";
constexpr std::string_view kBase64 =
    "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$";
constexpr std::string_view kHostname =
    "^([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|([a-zA-Z0-9\\p{S}\\p{L}]"
    "(([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.))+([a-zA-Z\\p{L}]){2,63})$";
constexpr std::string_view kEmail =
    "^[^\\s@<>(),;:\\\\\"\\[\\]]+@([^\\s@<>(),;:\\\\\"\\[\\]]+|\\[[^\\]]+\\])$";
constexpr std::string_view kUri = "^([A-Za-z][A-Za-z0-9+.-]*:[^\\s]*|/[^\\s]*)$";
constexpr std::string_view kMac =
    "^([0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){7}|"
    "[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){19}|[0-9A-Fa-f]{4}(\\.[0-9A-Fa-f]{4}){2}|"
    "[0-9A-Fa-f]{4}(\\.[0-9A-Fa-f]{4}){3}|[0-9A-Fa-f]{4}(\\.[0-9A-Fa-f]{4}){9})$";
constexpr std::string_view kUuid = "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$";
constexpr std::string_view kUuid3 = "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$";
constexpr std::string_view kUuid4 =
    "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$";
constexpr std::string_view kUuid5 =
    "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$";
constexpr std::string_view kHexColor = "^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$";

const Format kFormats[] = {
    {"date", "a date", "for example `2026-01-02`", kDate, IsCalendarDay, cel::As::kTimestamp},
    {"datetime", "a time", "for example `2026-01-02T03:04:05Z`", kDateTime, IsCalendarDay,
     cel::As::kTimestamp},
    {"duration", "a duration", "a number and a unit, for example `10s` or `1h30m`", kDuration, nullptr,
     cel::As::kDuration},
    {"byte", "base64", "", kBase64, nullptr, cel::As::kBytes},
    {"ipv4", "an IPv4 address", "for example `10.0.0.1`", "", IsIpv4},
    {"ipv6", "an IPv6 address", "for example `2001:db8::1`", "", IsIpv6},
    {"cidr", "a network", "an address and a prefix length, for example `10.0.0.0/8`", "", IsCidr},
    {"mac", "a MAC address", "for example `00:00:5e:00:53:01`", kMac},
    {"hostname", "a host name", "for example `example.com`", kHostname, HasHostSizes},
    {"email", "an e-mail address", "for example `name@example.com`", kEmail},
    {"uri", "a URI", "for example `https://example.com/path`", kUri},
    {"uuid", "a UUID", "for example `123e4567-e89b-12d3-a456-426614174000`", kUuid},
    {"uuid3", "a UUID of version 3", "", kUuid3},
    {"uuid4", "a UUID of version 4", "", kUuid4},
    {"uuid5", "a UUID of version 5", "", kUuid5},
    {"hexcolor", "a colour", "for example `#ff0000`", kHexColor},
    {"bsonobjectid", "an object id", "24 hexadecimal digits", "^[0-9a-fA-F]{24}$"},
    {"ssn", "a social security number", "for example `123-45-6789`", "^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}$"},
    {"k8sshortname", "a DNS label", "lower-case letters, digits and `-`, at most 63", "", IsShortName},
    {"k8slongname", "a DNS name", "DNS labels with dots between them, at most 253 characters", "",
     IsLongName},
};

}  // namespace

bool Format::Matches(std::string_view text) const {
  return (pattern.empty() || cel::RegexMatches(pattern, text)) && (holds == nullptr || holds(text));
}

const Format* FindFormat(std::string_view name) {
  std::string bare(name);
  std::erase(bare, '-');
  const auto* const at = std::ranges::find(kFormats, std::string_view(bare), &Format::name);
  return at == std::end(kFormats) ? nullptr : at;
}

}  // namespace meshctl::validate::custom
