// SPDX-License-Identifier: Apache-2.0
// Hand-written matchers: each is a few comparisons, run on names and keys of every manifest, where a regular
// expression would cost more than the rest of validation. Limits are those of Kubernetes' validation package.
#include "schema/formats.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/duration.h"
#include "base/ip_address.h"
#include "schema/cron.h"
#include "schema/time_zones.h"

namespace meshctl::schema {
namespace {

constexpr std::size_t kLabelSize = 63;
constexpr std::size_t kSubdomainSize = 253;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLowerOrDigit(char c) { return IsLower(c) || IsDigit(c); }
bool IsAlphanumeric(char c) { return IsLowerOrDigit(c) || IsUpper(c); }

/// Begins and ends with `edge`, holds `middle` in between; not empty.
template <typename Edge, typename Middle>
bool Framed(std::string_view text, Edge edge, Middle middle) {
  return !text.empty() && edge(text.front()) && edge(text.back()) && std::ranges::all_of(text, middle);
}

bool IsLabelChar(char c) { return IsLowerOrDigit(c) || c == '-'; }
bool IsNameChar(char c) { return IsAlphanumeric(c) || c == '-' || c == '_' || c == '.'; }

bool IsUnlimitedLabel(std::string_view text) { return Framed(text, IsLowerOrDigit, IsLabelChar); }
bool IsDns1123Label(std::string_view text) { return text.size() <= kLabelSize && IsUnlimitedLabel(text); }

bool IsDns1123Subdomain(std::string_view text) {
  if (text.size() > kSubdomainSize) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    if (!IsUnlimitedLabel(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool IsDns1035Label(std::string_view text) { return IsDns1123Label(text) && IsLower(text.front()); }

bool IsQualifiedPart(std::string_view text) {
  return text.size() <= kLabelSize && Framed(text, IsAlphanumeric, IsNameChar);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (IsUpper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool IsQualifiedName(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return IsQualifiedPart(text);
  return IsDns1123Subdomain(text.substr(0, slash)) && IsQualifiedPart(text.substr(slash + 1));
}

bool IsIanaServiceName(std::string_view text) {
  return text.size() <= 15 && IsUnlimitedLabel(text) && std::ranges::any_of(text, IsLower) &&
         text.find("--") == std::string_view::npos;
}

bool IsConfigMapKey(std::string_view text) {
  return !text.empty() && text.size() <= kSubdomainSize && std::ranges::all_of(text, IsNameChar) &&
         text != "." && !text.starts_with("..");
}

bool IsPathSegment(std::string_view text) {
  return text != "." && text != ".." && text.find_first_of("/%") == std::string_view::npos;
}

bool IsRelativePath(std::string_view text) {
  if (text.starts_with('/')) return false;
  while (true) {
    const std::size_t slash = text.find('/');
    if (text.substr(0, slash) == "..") return false;
    if (slash == std::string_view::npos) return true;
    text.remove_prefix(slash + 1);
  }
}

bool IsPercent(std::string_view text) {
  return text.size() > 1 && text.back() == '%' &&
         std::ranges::all_of(text.substr(0, text.size() - 1), IsDigit);
}

/// Whether other machines can send to the address: Kubernetes' ValidateNonSpecialIP.
bool IsNonSpecialIp(std::string_view text) {
  const auto address = IpAddress::Parse(text);
  return address && !address->unspecified() && !address->loopback() && !address->link_local();
}

bool IsCelIdentifier(std::string_view text) {
  static constexpr std::array<std::string_view, 21> kReserved = {
      "as",       "break",   "const",  "continue", "else", "false", "for",
      "function", "if",      "import", "in",       "let",  "loop",  "namespace",
      "null",     "package", "return", "true",     "var",  "void",  "while"};
  const auto is_letter = [](char c) { return IsLower(c) || IsUpper(c) || c == '_'; };
  return !text.empty() && is_letter(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return is_letter(c) || IsDigit(c); }) &&
         std::ranges::find(kReserved, text) == kReserved.end();
}

bool IsDomainPrefixedPath(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && slash + 1 < text.size() &&
         IsDns1123Subdomain(text.substr(0, slash));
}

/// Reads two digits of at most `limit` at `at`.
bool TwoDigits(std::string_view text, std::size_t at, int limit) {
  return IsDigit(text[at]) && IsDigit(text[at + 1]) && (text[at] - '0') * 10 + (text[at + 1] - '0') <= limit;
}

std::size_t SkipDigits(std::string_view text, std::size_t at) {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

}  // namespace

bool IsIp(std::string_view text) { return IpAddress::Parse(text).has_value(); }

bool IsDuration(std::string_view text) { return ParseDuration(text).has_value(); }

bool IsTimestamp(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() <= kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == 'd' ? !IsDigit(text[i]) : text[i] != kShape[i]) return false;
  }
  if (!TwoDigits(text, 5, 12) || !TwoDigits(text, 8, 31) || !TwoDigits(text, 11, 23) ||
      !TwoDigits(text, 14, 59) || !TwoDigits(text, 17, 59)) {
    return false;
  }
  std::size_t at = kShape.size();
  if (text[at] == '.') {
    const std::size_t end = SkipDigits(text, at + 1);
    if (end == at + 1) return false;
    at = end;
  }
  const std::string_view zone = text.substr(at);
  if (zone == "Z") return true;
  return zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && TwoDigits(zone, 1, 24) && zone[3] == ':' &&
         TwoDigits(zone, 4, 59);
}

bool IsQuantity(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t whole = SkipDigits(text, 0);
  std::size_t end = whole;
  if (end < text.size() && text[end] == '.') end = SkipDigits(text, end + 1);
  if (whole == 0 && end < 2) return false;
  std::string_view suffix = text.substr(end);
  static constexpr std::array<std::string_view, 16> kSuffixes = {
      "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  if (std::ranges::find(kSuffixes, suffix) != kSuffixes.end()) return true;
  if (suffix.front() != 'e' && suffix.front() != 'E') return false;
  suffix.remove_prefix(1);
  if (suffix.starts_with('-') || suffix.starts_with('+')) suffix.remove_prefix(1);
  return !suffix.empty() && std::ranges::all_of(suffix, IsDigit);
}

bool IsBase64(std::string_view text) {
  std::size_t characters = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    if (c == '=') {
      ++padding;
    } else if (padding > 0 || !(IsAlphanumeric(c) || c == '+' || c == '/')) {
      return false;
    }
    ++characters;
  }
  return characters % 4 == 0 && padding <= 2;
}

bool Matches(Format format, std::string_view text) {
  switch (format) {
    case Format::kDns1123Label:
      return IsDns1123Label(text);
    case Format::kDns1123Subdomain:
      return IsDns1123Subdomain(text);
    case Format::kDns1123SubdomainMax52:
      return text.size() <= 52 && IsDns1123Subdomain(text);
    case Format::kDns1123SubdomainOrWildcard:
      return IsDns1123Subdomain(text.starts_with("*.") ? text.substr(2) : text);
    case Format::kDns1035Label:
      return IsDns1035Label(text);
    case Format::kDns1035LabelAnyCase:
      return IsDns1035Label(Lower(text));
    case Format::kQualifiedName:
    case Format::kLabelKey:
      return IsQualifiedName(text);
    case Format::kLabelKeyAnyCase:
      return IsQualifiedName(text) || IsQualifiedName(Lower(text));
    case Format::kLabelValue:
      return text.empty() || IsQualifiedPart(text);
    case Format::kIanaServiceName:
    case Format::kPortOrName:
      return IsIanaServiceName(text);
    case Format::kIntOrPercent:
      return IsPercent(text);
    case Format::kEnvName:
      return !text.empty() &&
             std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != '='; });
    case Format::kConfigMapKey:
      return IsConfigMapKey(text);
    case Format::kPathSegment:
      return IsPathSegment(text);
    case Format::kRelativePath:
      return IsRelativePath(text);
    case Format::kAbsolutePath:
      return text.starts_with('/');
    case Format::kDomainPrefixedPath:
      return IsDomainPrefixedPath(text);
    case Format::kHttpHeaderName:
      return !text.empty() && std::ranges::all_of(text, [](char c) { return IsAlphanumeric(c) || c == '-'; });
    case Format::kCidr:
      return IpRange::Parse(text).has_value();
    case Format::kIp:
      return IsIp(text);
    case Format::kIpNonSpecial:
      return IsNonSpecialIp(text);
    case Format::kIpOrNone:
      return text == "None" || IsIp(text);
    case Format::kHttpsUrl:
      return text.starts_with("https://");
    case Format::kFqdn3Segments:
      return IsDns1123Subdomain(text) && std::ranges::count(text, '.') >= 2;
    case Format::kCron:
      return IsCron(text);
    case Format::kTimeZone:
      return IsTimeZone(text);
    case Format::kCelIdentifier:
      return IsCelIdentifier(text);
    case Format::kNone:
    case Format::kPluralDotGroup:
    case Format::kNameOfKind:
      break;
  }
  return true;
}

FormatWords Describe(Format format) {
  constexpr std::string_view kLabelSyntax =
      "lower-case letters, digits and `-`, beginning and ending with a letter or digit, at most 63 "
      "characters";
  constexpr std::string_view kSubdomainSyntax =
      "lower-case letters, digits, `-` and `.`, each part beginning and ending with a letter or digit, at "
      "most 253 "
      "characters";
  constexpr std::string_view kKeySyntax =
      "letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit, at most 63 "
      "characters; a DNS "
      "name and `/` may stand before it";
  switch (format) {
    case Format::kDns1123Label:
      return {"a DNS label", kLabelSyntax};
    case Format::kDns1123Subdomain:
      return {"a DNS name", kSubdomainSyntax};
    case Format::kDns1123SubdomainMax52:
      return {"a DNS name of at most 52 characters", kSubdomainSyntax};
    case Format::kDns1123SubdomainOrWildcard:
      return {"a DNS name", "`*.` may stand before it"};
    case Format::kDns1035Label:
    case Format::kDns1035LabelAnyCase:
      return {"a DNS label that begins with a letter",
              "lower-case letters, digits and `-`, beginning with a letter, ending with a letter or digit, "
              "at most 63 "
              "characters"};
    case Format::kQualifiedName:
      return {"a qualified name", kKeySyntax};
    case Format::kLabelKey:
      return {"a label key", kKeySyntax};
    case Format::kLabelKeyAnyCase:
      return {"an annotation key", kKeySyntax};
    case Format::kLabelValue:
      return {"a label value",
              "letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit, at most 63 "
              "characters, "
              "or empty"};
    case Format::kIanaServiceName:
      return {"a port name",
              "lower-case letters, digits and single `-` inside, at least one letter, at most 15"};
    case Format::kPortOrName:
      return {"a port",
              "a number from 1 to 65535, or a port name: lower-case letters, digits and single `-` inside, "
              "at least one "
              "letter, at most 15 characters"};
    case Format::kIntOrPercent:
      return {"a count or a percentage", "a whole number, or a string like `25%`"};
    case Format::kEnvName:
      return {"the name of an environment variable", "printable ASCII without `=`"};
    case Format::kConfigMapKey:
      return {"a key of a ConfigMap or Secret", "letters, digits, `-`, `_` and `.`, at most 253 characters"};
    case Format::kPathSegment:
      return {"one part of a path", "no `/` and no `%`, and not `.` or `..`"};
    case Format::kRelativePath:
      return {"a relative path", "no `/` at the beginning and no part `..`"};
    case Format::kAbsolutePath:
      return {"an absolute path", "`/` at the beginning"};
    case Format::kDomainPrefixedPath:
      return {"a path behind a domain", "for example `example.com/controller`"};
    case Format::kHttpHeaderName:
      return {"a header name", "letters, digits and `-`"};
    case Format::kCidr:
      return {"an address range", "for example `10.0.0.0/8`"};
    case Format::kIp:
      return {"an IP address", "leading zeros are not allowed"};
    case Format::kIpNonSpecial:
      return {"an IP address that other machines can reach",
              "not unspecified (`0.0.0.0`), loopback (`127.0.0.1`) or link-local (`169.254.0.0/16`)"};
    case Format::kIpOrNone:
      return {"an IP address or `None`", ""};
    case Format::kHttpsUrl:
      return {"an https URL", ""};
    case Format::kFqdn3Segments:
      return {"a DNS name of at least three parts", kSubdomainSyntax};
    case Format::kCron:
      return {
          "a cron schedule",
          "minute, hour, day of the month, month and day of the week, for example `30 3 * * 1-5`, or a macro "
          "like `@daily`"};
    case Format::kTimeZone:
      return {"a time zone", "a name of the IANA database, for example `Europe/Berlin` or `Etc/UTC`"};
    case Format::kCelIdentifier:
      return {"a CEL identifier",
              "letters, digits and `_`, not beginning with a digit, and no word that CEL reserves"};
    case Format::kNone:
    case Format::kPluralDotGroup:
    case Format::kNameOfKind:
      break;
  }
  return {"valid", ""};
}

}  // namespace meshctl::schema
