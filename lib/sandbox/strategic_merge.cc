// SPDX-License-Identifier: Apache-2.0
// The older of Kubernetes' two merge systems, which kubectl still uses for client-side apply. Its keys are
// the schema's patchMergeKey, not the list keys of server-side apply.
#include "sandbox/strategic_merge.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/store.h"

namespace meshctl::sandbox {
namespace {

constexpr std::string_view kDeleteItems = "$deleteFromPrimitiveList/";
constexpr std::string_view kOrder = "$setElementOrder/";

bool Holds(const Json& list, const Json& value) { return std::ranges::find(list, value) != list.end(); }

// Where an item like `value`, by merge key or as a whole, stands in `list`; its size when there is none.
std::size_t PlaceOf(const Json& list, const Json& value, const std::string& key) {
  const Json* wanted = key.empty() ? &value : ValueAt(value, {key});
  std::size_t place = 0;
  for (; place < list.size(); ++place) {
    const Json* its = key.empty() ? &list[place] : ValueAt(list[place], {key});
    if (wanted && its && *its == *wanted) break;
  }
  return place;
}

// Items that `order` names are put in that order. The others keep theirs, and each stands before the first of
// the named ones that it stood before in `live`. So new items come before old ones that the patch leaves out.
void Reorder(Json& list, const Json& order, const Json& live, const std::string& key) {
  if (!list.is_array() || !order.is_array()) return;
  std::vector<Json> named;
  std::vector<Json> others;
  for (Json& item : list) {
    std::vector<Json>& side = PlaceOf(order, item, key) < order.size() ? named : others;
    side.push_back(std::move(item));
  }
  std::ranges::stable_sort(named, {}, [&](const Json& item) { return PlaceOf(order, item, key); });
  const Json before = live.is_array() ? live : Json::array();
  Json out = Json::array();
  auto other = others.begin();
  for (Json& item : named) {
    const std::size_t place = PlaceOf(before, item, key);
    while (other != others.end() && place < before.size() && PlaceOf(before, *other, key) < place)
      out.push_back(std::move(*other++));
    out.push_back(std::move(item));
  }
  for (; other != others.end(); ++other) out.push_back(std::move(*other));
  list = std::move(out);
}

// The order that unnamed items are held to. kube-apiserver keeps a list in one place while it merges, so new
// items stand where deleted ones made room, and others stand nowhere.
Json OrderDuring(const Json& live, const Json& patch, const std::string& key) {
  if (!live.is_array() || !patch.is_array()) return live;
  Json order = Json::array();
  for (const Json& item : live) {
    const std::size_t place = PlaceOf(patch, item, key);
    if (place == patch.size() || TextAt(patch[place], {"$patch"}) != "delete") order.push_back(item);
  }
  for (const Json& item : patch) {
    if (order.size() == live.size()) break;
    if (TextAt(item, {"$patch"}).empty() && PlaceOf(live, item, key) == live.size()) order.push_back(item);
  }
  return order;
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
  Json order = Json::array();
  for (const Json& item : patch) {
    if (TextAt(item, {"$patch"}).empty()) order.push_back(item);
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
  Reorder(out, order, live, key);
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
      const Json before = live.is_object() && live.contains(name) ? live[name] : Json();
      const Json changes = patch.contains(name) ? patch[name] : Json();
      if (out.contains(name)) Reorder(out[name], value, OrderDuring(before, changes, merge_key), merge_key);
    }
  }
  return out;
}

}  // namespace meshctl::sandbox
