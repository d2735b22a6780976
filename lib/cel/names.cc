// SPDX-License-Identifier: Apache-2.0
// The escaping that apiserver/pkg/cel documents for properties: reserved words are framed by two underscores,
// `-`, `.`, `/` and `__` become words in such frames.
#include "cel/names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace meshctl::cel {
namespace {

constexpr auto kReserved = std::to_array<std::string_view>(
    {"true",     "false",   "null",      "in",       "as",  "break",  "const",
     "continue", "else",    "for",       "function", "if",  "import", "let",
     "loop",     "package", "namespace", "return",   "var", "void",   "while"});

constexpr auto kSigns = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"__underscores__", "__"}, {"__dot__", "."}, {"__dash__", "-"}, {"__slash__", "/"}});

bool IsReserved(std::string_view word) { return std::ranges::count(kReserved, word) > 0; }

bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::optional<std::string> Unescape(std::string_view name) {
  std::string property;
  while (true) {
    const std::size_t open = name.find("__");
    if (open == std::string_view::npos) return property.append(name);
    const std::size_t end = name.find('_', open + 2);
    const bool framed = end != std::string_view::npos && end > open + 2 && name.substr(end).starts_with("__");
    if (!framed) {  // underscores that frame nothing stand for themselves
      property.append(name.substr(0, open + 1));
      name.remove_prefix(open + 1);
      continue;
    }
    const std::string_view frame = name.substr(open, end + 2 - open);
    const std::string_view word = frame.substr(2, frame.size() - 4);
    property.append(name.substr(0, open));
    const auto sign = std::ranges::find(kSigns, frame, [](const auto& pair) { return pair.first; });
    if (sign != kSigns.end()) {
      property.append(sign->second);
    } else if (IsReserved(word) && property.empty() && frame.size() == name.size()) {
      return std::string(word);
    } else {
      return std::nullopt;
    }
    name.remove_prefix(open + frame.size());
  }
}

std::optional<std::string> Escape(std::string_view property) {
  if (property.empty() || (property[0] >= '0' && property[0] <= '9')) return std::nullopt;
  if (IsReserved(property)) return "__" + std::string(property) + "__";
  std::string name;
  while (!property.empty()) {
    const auto sign =
        std::ranges::find_if(kSigns, [&](const auto& pair) { return property.starts_with(pair.second); });
    if (sign != kSigns.end()) {
      name.append(sign->first);
      property.remove_prefix(sign->second.size());
    } else if (IsPlain(property[0])) {
      name += property[0];
      property.remove_prefix(1);
    } else {
      return std::nullopt;
    }
  }
  return name;
}

}  // namespace meshctl::cel
