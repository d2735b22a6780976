// SPDX-License-Identifier: Apache-2.0
// Names of Kubernetes objects and the formats of OpenAPI. Each check is a few comparisons; its fault is said
// once, because expressions rarely show it.
#include "cel/named_format.h"

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "cel/times.h"
#include "cel/url.h"

namespace meshctl::cel {
namespace {

constexpr std::size_t kLabelSize = 63;
constexpr std::size_t kSubdomainSize = 253;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsLowerOrDigit(char c) { return IsLower(c) || IsDigit(c); }
bool IsAlphanumeric(char c) { return IsLowerOrDigit(c) || (c >= 'A' && c <= 'Z'); }
bool IsLabelChar(char c) { return IsLowerOrDigit(c) || c == '-'; }
bool IsNameChar(char c) { return IsAlphanumeric(c) || c == '-' || c == '_' || c == '.'; }

template <typename Edge, typename Middle>
bool Framed(std::string_view text, Edge edge, Middle middle) {
  return !text.empty() && edge(text.front()) && edge(text.back()) && std::ranges::all_of(text, middle);
}

bool IsLabel(std::string_view text) {
  return text.size() <= kLabelSize && Framed(text, IsLowerOrDigit, IsLabelChar);
}
bool Is1035Label(std::string_view text) { return IsLabel(text) && IsLower(text[0]); }

bool IsSubdomain(std::string_view text) {
  if (text.size() > kSubdomainSize) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    if (!Framed(text.substr(0, dot), IsLowerOrDigit, IsLabelChar)) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool IsNamePart(std::string_view text) {
  return text.size() <= kLabelSize && Framed(text, IsAlphanumeric, IsNameChar);
}

bool IsQualifiedName(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return IsNamePart(text);
  return IsSubdomain(text.substr(0, slash)) && IsNamePart(text.substr(slash + 1));
}

bool IsLabelValue(std::string_view text) { return text.empty() || IsNamePart(text); }

/// A prefix may end in a dash, because something will follow.
template <bool (*kIs)(std::string_view)>
bool IsPrefix(std::string_view text) {
  std::string whole(text);
  if (whole.size() > 1 && whole.back() == '-') whole.back() = 'a';
  return kIs(whole);
}

bool IsUuid(std::string_view text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool may_break =
        digits.size() == 8 || digits.size() == 12 || digits.size() == 16 || digits.size() == 20;
    if (text[i] == '-' && may_break && text[i - 1] != '-') continue;
    digits += static_cast<char>(text[i] | 0x20);
    if (text[i] == '-') return false;
  }
  return digits.size() == 32 && !text.ends_with('-') &&
         std::ranges::all_of(digits, [](char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); });
}

bool IsBase64(std::string_view text) { return DecodeBase64(text).has_value(); }
bool IsDate(std::string_view text) { return ParseDate(text).has_value(); }
bool IsDateTime(std::string_view text) { return ParseTimestamp(text).has_value(); }
bool IsUri(std::string_view text) {
  Arena arena;
  return ParseUrl(arena, text).has_value();
}

constexpr std::string_view kLabelFault =
    "must be lower-case letters, digits and `-`, begin and end with a letter or digit, at most 63 characters";
constexpr std::string_view kSubdomainFault =
    "must be lower-case letters, digits, `-` and `.`, begin and end with a letter or digit, at most 253 "
    "characters";
constexpr std::string_view k1035Fault =
    "must be lower-case letters, digits and `-`, begin with a letter, end with a letter or digit, at most 63 "
    "characters";
constexpr std::string_view kQualifiedFault =
    "must be a name of letters, digits, `-`, `_` and `.` with at most 63 characters, before it perhaps a DNS "
    "name and `/`";
constexpr std::string_view kValueFault =
    "must be letters, digits, `-`, `_` and `.`, begin and end with a letter or digit, at most 63 characters";

constexpr auto kFormats =
    std::to_array<NamedFormat>({{"dns1123Label", 30, IsLabel, kLabelFault},
                                {"dns1123Subdomain", 60, IsSubdomain, kSubdomainFault},
                                {"dns1035Label", 30, Is1035Label, k1035Fault},
                                {"qualifiedName", 60, IsQualifiedName, kQualifiedFault},
                                {"dns1123LabelPrefix", 30, IsPrefix<IsLabel>, kLabelFault},
                                {"dns1123SubdomainPrefix", 60, IsPrefix<IsSubdomain>, kSubdomainFault},
                                {"dns1035LabelPrefix", 30, IsPrefix<Is1035Label>, k1035Fault},
                                {"labelValue", 40, IsLabelValue, kValueFault},
                                {"uri", 1103, IsUri, "must be an absolute URL or path"},
                                {"uuid", 70, IsUuid, "does not match the UUID format"},
                                {"byte", 84, IsBase64, "invalid base64"},
                                {"date", 71, IsDate, "invalid date"},
                                {"datetime", 71, IsDateTime, "invalid datetime"}});

Value Wrap(const NamedFormat* format) {
  Value made{.kind = Kind::kFormat};
  made.format = format;
  return made;
}

}  // namespace

const NamedFormat* FindNamedFormat(std::string_view name) {
  const auto at = std::ranges::find(kFormats, name, &NamedFormat::name);
  return at == kFormats.end() ? nullptr : &*at;
}

Value CallNamedFormat(Context& context, Function function, std::span<const Value> arguments) {
  const Value& first = arguments[0];
  if (function == Function::kNamedFormat) return Wrap(FindNamedFormat(first.text()));
  if (function == Function::kFormatNamed) {
    if (!first.is(Kind::kString)) return Context::NoOverload();
    const NamedFormat* format = FindNamedFormat(first.text());
    return format == nullptr ? Context::None() : context.Some(Wrap(format));
  }
  if (!first.is(Kind::kFormat) || !arguments[1].is(Kind::kString)) return Context::NoOverload();
  if (first.format->matches(arguments[1].text())) return Context::None();
  const Value* fault = context.arena().Keep(Value::Text(first.format->fault));
  return fault == nullptr ? Value::Error("out of memory") : context.Some(Value::List({fault, 1}));
}

}  // namespace meshctl::cel
