// SPDX-License-Identifier: Apache-2.0
// How the API server sees values of built-in kinds: null is nothing, and an empty string mostly too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "schema/quantity.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::kubernetes {

inline bool Given(const yaml::Node& node) { return node.present() && !node.is_null(); }
inline bool IsTrue(const yaml::Node& node) { return node.boolean().value_or(false); }
inline bool IsFalse(const yaml::Node& node) { return !node.boolean().value_or(true); }
inline std::string_view TextOr(const yaml::Node& node, std::string_view otherwise) {
  return node.string().empty() ? otherwise : node.string();
}
inline std::int64_t NumberOr(const yaml::Node& node, std::int64_t otherwise) {
  return node.integer().value_or(otherwise);
}

/// A quantity, written as a string or a number; nothing when it is none.
std::optional<schema::Quantity> QuantityOf(const yaml::Node& node);

/// A count or a percentage (`2`, `25%`).
struct Share {
  std::int64_t value = 0;
  bool percent = false;
};
/// Nothing when the value is neither.
std::optional<Share> ShareOf(const yaml::Node& node);

/// Says that `again` is what `first` was already.
void Repeated(const Rule& rule, const yaml::Node& first, const yaml::Node& again, Verdict& verdict,
              std::string_view help);
/// Says that `field` of `parent` must not be there, and why: "`spec.x` is set, but ...".
void Unwanted(const Rule& rule, const yaml::Node& parent, std::string_view field, std::string_view why,
              Verdict& verdict, std::string help = {});

inline const yaml::Node& NodeAt(const yaml::Node& node) { return node; }
inline const yaml::Node& NodeAt(const yaml::Node* node) { return *node; }

/// Calls `found(first, item)` for each of the items (nodes or pointers to them) with the key of an earlier
/// one. `key_of` answers an optional: items without a key are passed over. Allocates for long lists only.
template <typename Items, typename KeyOf, typename Found>
void ForEachDuplicate(const Items& items, const KeyOf& key_of, const Found& found) {
  constexpr std::size_t kShort = 16;
  if (items.size() <= kShort) {
    for (std::size_t i = 1; i < items.size(); ++i) {
      const auto key = key_of(NodeAt(items[i]));
      for (std::size_t first = 0; key && first < i; ++first) {
        if (key_of(NodeAt(items[first])) != key) continue;
        found(NodeAt(items[first]), NodeAt(items[i]));
        break;
      }
    }
    return;
  }
  std::map<typename decltype(key_of(NodeAt(items[0])))::value_type, const yaml::Node*> seen;
  for (const auto& item : items) {
    const auto key = key_of(NodeAt(item));
    if (!key) continue;
    const auto [first, added] = seen.try_emplace(*key, &NodeAt(item));
    if (!added) found(*first->second, NodeAt(item));
  }
}

/// Tells apart items by a text in them.
inline auto ByText(std::string_view field) {
  return [field](const yaml::Node& item) {
    const std::string_view text = item.Get(field).string();
    return text.empty() ? std::nullopt : std::optional(text);
  };
}
/// Tells apart texts.
inline std::optional<std::string_view> ByItself(const yaml::Node& item) {
  return item.is_string() ? std::optional(item.string()) : std::nullopt;
}

}  // namespace meshctl::validate::kubernetes
