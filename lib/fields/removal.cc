// SPDX-License-Identifier: Apache-2.0
// What merge.h's Without does with a schema, done with the steps' own words: `k:{"name":"app"}` says which
// item is meant in an object as a server answers it, where key fields are never left out.
#include "fields/removal.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace meshctl::fields {
namespace {

bool HasKeys(const Json& item, const Json& keys) {
  if (!item.is_object() || !keys.is_object()) return false;
  return std::ranges::all_of(keys.items(), [&](const auto& key) {
    const auto found = item.find(key.key());
    return found != item.end() && *found == key.value();
  });
}

/// Where the item is that a step names.
std::optional<std::size_t> Place(const Json& list, const Step& step) {
  if (step.size() < 2) return std::nullopt;
  const Json named = Json::parse(std::string_view(step).substr(2), nullptr, false);
  if (step.starts_with("i:")) {
    if (!named.is_number_unsigned() || named.get<std::size_t>() >= list.size()) return std::nullopt;
    return named.get<std::size_t>();
  }
  const auto found = std::ranges::find_if(list, [&](const Json& item) {
    return step.starts_with("k:") ? HasKeys(item, named) : step.starts_with("v:") && item == named;
  });
  if (found == list.end()) return std::nullopt;
  return static_cast<std::size_t>(found - list.begin());
}

/// What is left of a value below one step; nothing: it goes.
std::optional<Json> Left(const Json& value, const FieldSet& drop, const FieldSet& keep) {
  if (drop.member() && keep.empty()) return std::nullopt;
  Json left = Removed(value, drop, keep);
  if (value.is_structured() && !value.empty() && left.empty() && !keep.member()) return std::nullopt;
  return left;
}

}  // namespace

Json Removed(const Json& value, const FieldSet& drop, const FieldSet& keep) {
  Json out = value;
  std::vector<std::size_t> gone;  // places of items
  for (const auto& [step, below] : drop.children()) {
    if (value.is_object() && step.starts_with("f:")) {
      const std::string key = step.substr(2);
      const auto found = value.find(key);
      if (found == value.end()) continue;
      if (auto left = Left(*found, below, keep.Below(step))) {
        out[key] = *std::move(left);
      } else {
        out.erase(key);
      }
    } else if (value.is_array()) {
      const auto place = Place(value, step);
      if (!place) continue;
      if (auto left = Left(value[*place], below, keep.Below(step))) {
        out[*place] = *std::move(left);
      } else {
        gone.push_back(*place);
      }
    }
  }
  std::ranges::sort(gone, std::greater<>());
  for (std::size_t place : gone) out.erase(place);
  return out;
}

}  // namespace meshctl::fields
