// SPDX-License-Identifier: Apache-2.0
// Just enough of a URL to tell what istiod would refuse.
#include "validate/istio/urls.h"

#include <algorithm>

#include "validate/istio/labels.h"

namespace meshctl::validate::istio {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool HasBrokenEscape(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (at + 2 >= text.size() || !IsHex(text[at + 1]) || !IsHex(text[at + 2])) return true;
  }
  return false;
}

/// `host`, `host:port`, `[::1]:port`, with or without `user@`.
bool IsAuthority(std::string_view text) {
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
    if (!text.empty() && text.front() != ':') return false;
  }
  if (text.find_first_of(" <>\"") != std::string_view::npos) return false;
  const std::size_t colon = text.rfind(':');
  return colon == std::string_view::npos || std::ranges::all_of(text.substr(colon + 1), IsDigit);
}

}  // namespace

std::string_view UrlHost(std::string_view text) {
  if (const std::string_view scheme = UrlScheme(text); !scheme.empty()) text.remove_prefix(scheme.size() + 1);
  if (!text.starts_with("//")) return {};
  text.remove_prefix(2);
  text = text.substr(0, text.find_first_of("/?#"));
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
  if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
  return text.substr(0, text.find(':'));
}

std::string_view UrlScheme(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') return text.substr(0, i);
    const bool inner = IsDigit(c) || c == '+' || c == '-' || c == '.';
    if (!(IsAlphanumeric(c) && !IsDigit(c)) && !(inner && i > 0)) break;
  }
  return {};
}

bool IsUrl(std::string_view text) {
  const bool control =
      std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (text.empty() || text.starts_with(':') || control) return false;
  std::string_view rest = text;
  if (const std::string_view scheme = UrlScheme(text); !scheme.empty()) {
    rest.remove_prefix(scheme.size() + 1);
  } else if (text.substr(0, text.find_first_of("/?#")).find(':') != std::string_view::npos) {
    return false;  // the colon of a scheme that is none
  }
  const std::size_t fragment = rest.find('#');
  const std::string_view before = rest.substr(0, fragment);
  if (HasBrokenEscape(before.substr(0, before.find('?')))) return false;
  if (fragment != std::string_view::npos && HasBrokenEscape(rest.substr(fragment))) return false;
  if (!rest.starts_with("//")) return true;
  rest.remove_prefix(2);
  return IsAuthority(rest.substr(0, rest.find_first_of("/?#")));
}

bool IsScheme(std::string_view scheme, std::string_view lower) {
  return std::ranges::equal(scheme, lower, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

}  // namespace meshctl::validate::istio
