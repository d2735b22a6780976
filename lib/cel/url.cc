// SPDX-License-Identifier: Apache-2.0
// The grammar of net/url: which characters may stand where, which escapes are allowed, what a port is.
// Kubernetes checks a URL as a request URI and then takes it apart with its fragment.
#include "cel/url.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "cel/address.h"

namespace meshctl::cel {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
unsigned Nibble(char c) { return IsDigit(c) ? unsigned(c - '0') : unsigned((c | 0x20) - 'a' + 10); }
bool IsUnreserved(char c) {
  return IsLetter(c) || IsDigit(c) || std::string_view("-_.~").find(c) != std::string_view::npos;
}
bool IsOneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

bool HasControl(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
}

bool EscapesAreWhole(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (at + 2 >= text.size() || !IsHex(text[at + 1]) || !IsHex(text[at + 2])) return false;
  }
  return true;
}

std::string Decode(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(Nibble(text[i + 1]) << 4 | Nibble(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' && plus_is_space ? ' ' : text[i];
    }
  }
  return out;
}

/// The scheme before the colon: its size, 0 without one; nothing when the text begins with a colon.
std::optional<std::size_t> SchemeSize(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (IsLetter(c)) continue;
    if (c == ':') return i == 0 ? std::nullopt : std::optional(i);
    if (!(IsDigit(c) || IsOneOf(c, "+-.")) || i == 0) return 0;
  }
  return 0;
}

bool IsPort(std::string_view text) {
  return text.empty() || (text[0] == ':' && std::ranges::all_of(text.substr(1), IsDigit));
}

bool IsUserInfo(std::string_view text) {
  return EscapesAreWhole(text) &&
         std::ranges::all_of(text, [](char c) { return IsUnreserved(c) || IsOneOf(c, ":!$&'()*+,;=%@"); });
}

/// A host name: escapes are for characters beyond ASCII only.
bool IsHostName(std::string_view text) {
  if (!EscapesAreWhole(text)) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (Nibble(text[i + 1]) < 8) return false;
    } else if (static_cast<unsigned char>(c) < 0x80 && !IsUnreserved(c) &&
               !IsOneOf(c, "!$&'()*+,;=:[]<>\"")) {
      return false;
    }
  }
  return true;
}

bool IsHost(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t close = text.rfind(']');
    if (close == std::string_view::npos || !IsPort(text.substr(close + 1))) return false;
    std::string_view inside = text.substr(1, close - 1);
    if (const std::size_t zone = inside.find("%25"); zone != std::string_view::npos) {
      if (!EscapesAreWhole(inside.substr(zone))) return false;
      inside = inside.substr(0, zone);
    }
    const auto address = ParseIp(inside);
    return address && address->bits == 128;
  }
  const std::size_t colon = text.rfind(':');
  if (colon != std::string_view::npos && !IsPort(text.substr(colon))) return false;
  return text.find(':') == colon && IsHostName(text);
}

/// The host behind user information, or nothing when the authority is malformed.
std::optional<std::string_view> HostOf(std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos && !IsUserInfo(authority.substr(0, at))) return std::nullopt;
  const std::string_view host = at == std::string_view::npos ? authority : authority.substr(at + 1);
  return IsHost(host) ? std::optional(host) : std::nullopt;
}

std::string_view Lower(Arena& arena, std::string_view text) {
  if (std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; })) return text;
  const std::span<char> room = arena.Make<char>(text.size());
  std::ranges::transform(text.substr(0, room.size()), room.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return {room.data(), room.size()};
}

std::string_view HostName(const Url& url) {
  if (url.host.starts_with('[')) {
    const std::size_t close = url.host.find(']');
    return url.host.substr(1, close - 1);
  }
  return url.host.substr(0, url.host.find(':'));
}

std::string_view Port(const Url& url) {
  const std::size_t colon = url.host.rfind(':');
  if (colon == std::string_view::npos || url.host.find(']', colon) != std::string_view::npos) return {};
  return url.host.substr(colon + 1);
}

/// The path as it was written when that is a valid spelling, else with the characters escaped that need it.
Value EscapedPath(Context& context, const Url& url) {
  const auto allowed = [](char c) { return IsUnreserved(c) || IsOneOf(c, "!$&'()*+,;=:@/[]%"); };
  if (std::ranges::all_of(url.path, allowed)) return Value::Text(url.path);
  std::string out;
  for (const char c : Decode(url.path, false)) {
    if (IsUnreserved(c) || IsOneOf(c, "$&+,/:;=@")) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return context.String(out);
}

/// The parameters of a query, each with all its values; malformed ones are left out.
Value Query(Context& context, const Url& url) {
  std::vector<std::pair<std::string, std::vector<Value>>> found;
  std::string_view rest = url.query;
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const std::string_view part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (part.empty() || part.find(';') != std::string_view::npos || !EscapesAreWhole(part)) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string key = Decode(part.substr(0, equals), true);
    const std::string value = Decode(part.substr(std::min(equals + 1, part.size())), true);
    auto at = std::ranges::find(found, key, [](const auto& pair) { return pair.first; });
    if (at == found.end()) at = found.insert(found.end(), {key, {}});
    at->second.push_back(context.String(value));
  }
  const std::span<Pair> pairs = context.arena().Make<Pair>(found.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::span<Value> values = context.arena().Make<Value>(found[i].second.size());
    std::copy_n(found[i].second.begin(), values.size(), values.begin());
    pairs[i] = {context.String(found[i].first), Value::List(values)};
  }
  return Value::Map(pairs);
}

}  // namespace

std::optional<Url> ParseUrl(Arena& arena, std::string_view text) {
  if (text.empty() || HasControl(text)) return std::nullopt;
  Url url{.text = text};
  if (text == "*") {
    url.path = text;
    return url;
  }
  const auto scheme = SchemeSize(text);
  if (!scheme) return std::nullopt;
  std::string_view rest = text;
  if (*scheme > 0) {
    url.scheme = Lower(arena, text.substr(0, *scheme));
    rest.remove_prefix(*scheme + 1);
  }
  // A request URI has no fragment: `#` and what follows belong to path or query when it is checked.
  std::string_view checked = rest.substr(0, rest.find('?'));
  const std::size_t fragment = rest.find('#');
  if (fragment != std::string_view::npos) rest = rest.substr(0, fragment);
  const std::size_t question = rest.find('?');
  if (question != std::string_view::npos) url.query = rest.substr(question + 1);
  url.path = rest.substr(0, question);
  if (!checked.starts_with('/')) {
    if (url.scheme.empty()) return std::nullopt;
    url.path = {};  // an opaque URL: mailto:someone
    return url;
  }
  if (*scheme > 0 && checked.starts_with("//")) {
    const std::size_t slash = std::min(checked.find('/', 2), checked.size());
    const auto host = HostOf(checked.substr(2, slash - 2));
    if (!host) return std::nullopt;
    url.host = *host;
    url.path = url.path.substr(std::min(slash, url.path.size()));
    checked = checked.substr(slash);
  }
  if (!EscapesAreWhole(checked)) return std::nullopt;
  return url;
}

Value CallUrl(Context& context, Function function, std::span<const Value> arguments) {
  const Value& first = arguments[0];
  if (function == Function::kUrl || function == Function::kIsUrl) {
    if (!first.is(Kind::kString)) return Context::NoOverload();
    const auto url = ParseUrl(context.arena(), first.text());
    if (function == Function::kIsUrl) return Value::Bool(url.has_value());
    if (!url) return context.Fail("URL parse error during conversion from string: {}", first.text());
    Value made{.kind = Kind::kUrl};
    made.url = context.arena().Keep(*url);
    return made.url == nullptr ? Value::Error("out of memory") : made;
  }
  if (!first.is(Kind::kUrl)) return Context::NoOverload();
  const Url& url = *first.url;
  switch (function) {
    case Function::kGetScheme:
      return Value::Text(url.scheme);
    case Function::kGetHost:
      return context.String(Decode(url.host, false));
    case Function::kGetHostname:
      return context.String(Decode(HostName(url), false));
    case Function::kGetPort:
      return Value::Text(Port(url));
    case Function::kGetEscapedPath:
      return EscapedPath(context, url);
    default:
      return Query(context, url);
  }
}

}  // namespace meshctl::cel
