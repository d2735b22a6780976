// SPDX-License-Identifier: Apache-2.0
// The older of Kubernetes' two merge systems, which kubectl still uses for client-side apply. Its keys are
// the schema's patchMergeKey, not the list keys of server-side apply.
#include "sandbox/strategic_merge.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "sandbox/store.h"

namespace meshctl::sandbox {
namespace {

constexpr std::string_view kDeleteItems = "$deleteFromPrimitiveList/";
constexpr std::string_view kOrder = "$setElementOrder/";

bool Holds(const Json& list, const Json& value) { return std::ranges::find(list, value) != list.end(); }

// Items that `order` names, by merge key or value, are put in that order; others keep their places behind
// them.
void Reorder(Json& list, const Json& order, const std::string& key) {
  if (!list.is_array() || !order.is_array()) return;
  auto rank = [&](const Json& item) {
    for (std::size_t i = 0; i < order.size(); ++i) {
      const Json* a = key.empty() ? &item : ValueAt(item, {key});
      const Json* b = key.empty() ? &order[i] : ValueAt(order[i], {key});
      if (a && b && *a == *b) return i;
    }
    return order.size();
  };
  std::stable_sort(list.begin(), list.end(), [&](const Json& a, const Json& b) { return rank(a) < rank(b); });
}

Json MergeList(const Topology& topology, const Json& live, const Json& patch, const std::string& key) {
  for (const Json& item : patch) {
    if (TextAt(item, {"$patch"}) != "replace") continue;
    Json replaced = Json::array();
    for (const Json& kept : patch) {
      if (TextAt(kept, {"$patch"}).empty()) replaced.push_back(kept);
    }
    return replaced;
  }
  Json out = live;
  for (const Json& item : patch) {
    if (key.empty()) {
      if (!Holds(out, item)) out.push_back(item);
      continue;
    }
    const Json* name = ValueAt(item, {key});
    auto same = std::ranges::find_if(out, [&](const Json& other) {
      const Json* its = ValueAt(other, {key});
      return name && its && *its == *name;
    });
    const bool remove = TextAt(item, {"$patch"}) == "delete";
    if (same == out.end()) {
      if (!remove) out.push_back(ApplyStrategicMerge(topology.Item(), Json::object(), item));
    } else if (remove) {
      out.erase(same);
    } else {
      *same = ApplyStrategicMerge(topology.Item(), *same, item);
    }
  }
  return out;
}

void ApplyField(const Topology& topology, Json& out, const std::string& key, const Json& value) {
  if (value.is_null()) {
    out.erase(key);
    return;
  }
  const Topology below = topology.Field(key);
  const schema::Field field = below.field();
  const bool merged = field && field.patch_strategy().find("merge") != std::string_view::npos;
  const Json live = out.contains(key) ? out[key] : Json();
  if (value.is_object()) {
    out[key] = ApplyStrategicMerge(below, live.is_object() ? live : Json::object(), value);
  } else if (value.is_array() && merged && live.is_array()) {
    out[key] = MergeList(below, live, value, std::string(field.patch_merge_key()));
  } else if (value.is_array() && merged) {
    out[key] = MergeList(below, Json::array(), value, std::string(field.patch_merge_key()));
  } else {
    out[key] = value;
  }
}

}  // namespace

Json ApplyStrategicMerge(const Topology& topology, const Json& live, const Json& patch) {
  if (!patch.is_object()) return patch;
  const std::string directive = TextAt(patch, {"$patch"});
  if (directive == "delete") return Json::object();
  Json out = live.is_object() && directive != "replace" ? live : Json::object();
  for (const auto& [key, value] : patch.items()) {
    if (!key.starts_with('$')) ApplyField(topology, out, key, value);
  }
  for (const auto& [key, value] : patch.items()) {
    if (key == "$retainKeys" && value.is_array()) {
      for (auto at = out.begin(); at != out.end();)
        at = Holds(value, at.key()) ? std::next(at) : out.erase(at);
    } else if (key.starts_with(kDeleteItems)) {
      auto list = out.find(key.substr(kDeleteItems.size()));
      if (list == out.end() || !list->is_array() || !value.is_array()) continue;
      list->erase(
          std::remove_if(list->begin(), list->end(), [&](const Json& item) { return Holds(value, item); }),
          list->end());
    } else if (key.starts_with(kOrder)) {
      const std::string name = key.substr(kOrder.size());
      const schema::Field field = topology.Field(name).field();
      const std::string merge_key = field ? std::string(field.patch_merge_key()) : std::string();
      if (out.contains(name)) Reorder(out[name], value, merge_key);
    }
  }
  return out;
}

}  // namespace meshctl::sandbox
