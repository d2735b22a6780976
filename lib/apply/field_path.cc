// SPDX-License-Identifier: Apache-2.0
// The paths cannot be parsed without the object they are about, so each step looks at what is there: of the
// keys that the rest of the path may begin with, the longest is meant.
#include "apply/field_path.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace meshctl::apply {
namespace {

/// Whether a key may end where `rest` goes on.
bool EndsStep(std::string_view rest) { return rest.empty() || rest.front() == '.' || rest.front() == '['; }

/// Takes `[...]` off the front; nothing when it is not closed. Brackets in quotes do not count.
std::optional<std::string_view> TakeBrackets(std::string_view& rest) {
  bool quoted = false;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '\\' && quoted) {
      ++i;
    } else if (rest[i] == '"') {
      quoted = !quoted;
    } else if (rest[i] == ']' && !quoted) {
      const std::string_view inner = rest.substr(1, i - 1);
      rest.remove_prefix(i + 1);
      return inner;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> AsIndex(std::string_view text) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return index;
}

/// `"TCP"`, `80`, `true`; what is no JSON is a text without quotes.
Json Value(std::string_view text) {
  Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() ? Json(std::string(text)) : value;
}

/// Splits `port=80,protocol="TCP"` at commas outside quotes.
std::vector<std::string_view> SplitPairs(std::string_view text) {
  std::vector<std::string_view> pairs;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && quoted) {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == ',' && !quoted) {
      pairs.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  pairs.push_back(text.substr(begin));
  return pairs;
}

/// Whether the item has these keys. A key it lacks does not count against it: servers fill in the defaults of
/// keys (`protocol`) that files leave out.
bool Fits(const Json& item, const std::vector<std::string_view>& pairs) {
  if (!item.is_object()) return false;
  bool any = false;
  for (const std::string_view pair : pairs) {
    const std::size_t sign = pair.find('=');
    if (sign == std::string_view::npos) return false;
    const auto found = item.find(std::string(pair.substr(0, sign)));
    if (found == item.end()) continue;
    if (*found != Value(pair.substr(sign + 1))) return false;
    any = true;
  }
  return any;
}

std::optional<std::size_t> FindItem(const Json& list, std::string_view inner) {
  if (const auto index = AsIndex(inner)) {
    return *index < list.size() ? index : std::nullopt;
  }
  if (inner.starts_with('=')) {
    const auto item = std::ranges::find(list, Value(inner.substr(1)));
    if (item == list.end()) return std::nullopt;
    return static_cast<std::size_t>(item - list.begin());
  }
  const std::vector<std::string_view> pairs = SplitPairs(inner);
  const auto item = std::ranges::find_if(list, [&](const Json& of) { return Fits(of, pairs); });
  if (item == list.end()) return std::nullopt;
  return static_cast<std::size_t>(item - list.begin());
}

/// The longest key that `rest` begins with.
std::optional<std::string> FindKey(const Json& map, std::string_view rest) {
  std::optional<std::string> longest;
  for (const auto& [key, value] : map.items()) {
    if (!rest.starts_with(key) || !EndsStep(rest.substr(key.size()))) continue;
    if (!longest || key.size() > longest->size()) longest = key;
  }
  return longest;
}

}  // namespace

Resolved Resolve(const Json& object, std::string_view path) {
  Resolved resolved;
  const Json* at = &object;
  while (!path.empty()) {
    if (path.front() == '.') path.remove_prefix(1);
    if (path.empty()) break;
    if (path.front() == '[') {
      const auto inner = TakeBrackets(path);
      if (!inner) return resolved;
      if (at->is_array()) {
        const auto index = FindItem(*at, *inner);
        if (!index) return resolved;
        resolved.steps.emplace_back(*index);
        at = &(*at)[*index];
        continue;
      }
      std::string key(*inner);
      if (const Json quoted = Value(*inner); quoted.is_string()) key = quoted.get<std::string>();
      if (!at->is_object() || !at->contains(key)) return resolved;
      at = &(*at)[key];
      resolved.steps.emplace_back(std::move(key));
      continue;
    }
    if (!at->is_object()) return resolved;
    auto key = FindKey(*at, path);
    if (!key) return resolved;
    path.remove_prefix(key->size());
    at = &(*at)[*key];
    resolved.steps.emplace_back(*std::move(key));
  }
  resolved.complete = true;
  return resolved;
}

source::Span PlaceOf(const yaml::Node& root, const Steps& steps) {
  const yaml::Node* at = &root;
  source::Span place = root.span();
  for (const auto& step : steps) {
    if (const auto* key = std::get_if<std::string>(&step)) {
      const yaml::Entry* entry = at->Find(*key);
      if (!entry) return place;
      at = &entry->value;
      place = at->is_scalar() ? at->span() : entry->key_span();
    } else {
      const auto items = at->items();
      const std::size_t index = std::get<std::size_t>(step);
      if (index >= items.size()) return place;
      at = &items[index];
      place = at->span();
    }
  }
  return place;
}

}  // namespace meshctl::apply
