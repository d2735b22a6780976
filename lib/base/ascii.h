// SPDX-License-Identifier: Apache-2.0
// Letters without case, as protocols compare them: ASCII alone, whatever the locale says.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace meshctl {

constexpr char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = LowerAscii(c);
  return lower;
}

constexpr bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return LowerAscii(x) == LowerAscii(y); });
}

}  // namespace meshctl
