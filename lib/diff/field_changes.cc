// SPDX-License-Identifier: Apache-2.0
// One walk down both trees along the schema. A list is walked in one of three ways: paired by keys, as a set,
// or paired by content; all else is maps and single values.
#include "diff/field_changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "diff/pairing.h"
#include "diff/same_value.h"
#include "fields/defaults.h"

namespace meshctl::diff {
namespace {

using fields::Path;
using fields::Step;
using fields::Topology;
using Kind = FieldChange::Kind;

/// Where the walk is: in the schema and in both trees.
struct Place {
  Topology topology;
  Path path;
  Steps before_at;
  Steps after_at;

  Place Field(const std::string& key) const {
    Place below{topology.Field(key), path, before_at, after_at};
    below.path.push_back(fields::FieldStep(key));
    below.before_at.emplace_back(key);
    below.after_at.emplace_back(key);
    return below;
  }
  Place Item(Step step, std::size_t before, std::size_t after) const {
    Place below{topology.Item(), path, before_at, after_at};
    below.path.push_back(std::move(step));
    below.before_at.emplace_back(before);
    below.after_at.emplace_back(after);
    return below;
  }
};

class Walk {
 public:
  explicit Walk(Absent absent) : absent_(absent) {}

  void Compare(const Place& place, Json& before, Json& after);
  std::vector<FieldChange> Take() { return std::move(changes_); }

 private:
  void CompareMaps(const Place& place, Json& before, Json& after);
  void CompareLists(const Place& place, Json& before, Json& after);
  bool CompareByKeys(const Place& place, Json& before, Json& after);
  void CompareSets(const Place& place, Json& before, Json& after);
  void CompareByContent(const Place& place, Json& before, Json& after);
  bool IsDefault(const Topology& topology, const Json& owner, const std::string& key,
                 const Json& value) const;
  std::vector<std::string> TextsOf(const Topology& item, const Json& list) const;

  void Add(const Place& place, const Json& value) {
    changes_.push_back({Kind::kAdded, place.path, nullptr, value, {}, place.after_at, {}});
  }
  void Remove(const Place& place, const Json& value) {
    changes_.push_back({Kind::kRemoved, place.path, value, nullptr, place.before_at, {}, {}});
  }
  void Change(Kind kind, const Place& place, Json before, Json after) {
    changes_.push_back(
        {kind, place.path, std::move(before), std::move(after), place.before_at, place.after_at, {}});
  }

  Absent absent_;
  std::vector<FieldChange> changes_;
};

void Walk::Compare(const Place& place, Json& before, Json& after) {
  if (before == after) return;
  if (before.is_object() && after.is_object()) return CompareMaps(place, before, after);
  if (before.is_array() && after.is_array()) return CompareLists(place, before, after);
  if (SameValue(place.topology, before, after)) {
    before = after;
  } else {
    Change(Kind::kChanged, place, before, after);
  }
}

/// Whether a server would fill in this very value if `owner` lacked the key, which it does.
bool Walk::IsDefault(const Topology& topology, const Json& owner, const std::string& key,
                     const Json& value) const {
  if (absent_ == Absent::kNothing) return false;
  Json completed = owner;
  fields::ApplyDefaults(topology, completed);
  const auto found = completed.find(key);
  if (found == completed.end()) return false;
  Json given = value;
  fields::ApplyDefaults(topology.Field(key), given);
  Walk deeper(Absent::kNothing);
  deeper.Compare({topology.Field(key), {}, {}, {}}, given, *found);
  return deeper.changes_.empty();
}

void Walk::CompareMaps(const Place& place, Json& before, Json& after) {
  std::set<std::string> keys;
  for (const auto& [key, value] : before.items()) keys.insert(key);
  for (const auto& [key, value] : after.items()) keys.insert(key);
  for (const std::string& key : keys) {
    for (Json* side : {&before, &after}) {
      const auto found = side->find(key);
      if (found != side->end() && found->is_null()) side->erase(found);
    }
    const auto old_value = before.find(key);
    const auto new_value = after.find(key);
    const bool was = old_value != before.end();
    const bool is = new_value != after.end();
    if (was && is) {
      Compare(place.Field(key), *old_value, *new_value);
    } else if (was) {
      if (IsDefault(place.topology, after, key, *old_value)) {
        after[key] = *old_value;
      } else {
        Remove(place.Field(key), *old_value);
      }
    } else if (is) {
      if (IsDefault(place.topology, before, key, *new_value)) {
        before[key] = *new_value;
      } else {
        Add(place.Field(key), *new_value);
      }
    }
  }
}

void Walk::CompareLists(const Place& place, Json& before, Json& after) {
  const bool merged = place.topology.FormOf(after) == Topology::Form::kItems;
  if (merged && place.topology.field().list_kind() == schema::ListKind::kSet) {
    CompareSets(place, before, after);
  } else if (!merged || !CompareByKeys(place, before, after)) {
    CompareByContent(place, before, after);
  }
}

/// The place of each item, by what tells it apart; nothing when two cannot be told apart.
std::optional<std::map<Step, std::size_t>> PlacesOf(const Topology& topology, const Json& list) {
  std::map<Step, std::size_t> places;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!places.emplace(topology.StepOf(list[i]), i).second) return std::nullopt;
  }
  return places;
}

/// What stands behind the mark of a step, as a value.
Json ValueOf(const Step& step) {
  Json value = Json::parse(std::string_view(step).substr(2), nullptr, false);
  return value.is_discarded() ? Json(step) : value;
}

bool Walk::CompareByKeys(const Place& place, Json& before, Json& after) {
  const auto old_places = PlacesOf(place.topology, before);
  const auto new_places = PlacesOf(place.topology, after);
  if (!old_places || !new_places) return false;
  Json old_order = Json::array();
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Step step = place.topology.StepOf(before[i]);
    if (new_places->contains(step)) {
      old_order.push_back(ValueOf(step));
    } else {
      Remove(place.Item(step, i, 0), before[i]);
    }
  }
  Json new_order = Json::array();
  for (std::size_t i = 0; i < after.size(); ++i) {
    const Step step = place.topology.StepOf(after[i]);
    const auto old_place = old_places->find(step);
    if (old_place == old_places->end()) {
      Add(place.Item(step, 0, i), after[i]);
    } else {
      new_order.push_back(ValueOf(step));
      Compare(place.Item(step, old_place->second, i), before[old_place->second], after[i]);
    }
  }
  if (old_order != new_order) Change(Kind::kReordered, place, std::move(old_order), std::move(new_order));
  return true;
}

void Walk::CompareSets(const Place& place, Json& before, Json& after) {
  const std::set<Json> old_values(before.begin(), before.end());
  const std::set<Json> new_values(after.begin(), after.end());
  // What stays in the order of the new list, then what goes.
  Json ordered = Json::array();
  std::ranges::copy_if(after, std::back_inserter(ordered),
                       [&](const Json& value) { return old_values.contains(value); });
  for (const Json& value : old_values) {
    if (new_values.contains(value)) continue;
    Remove(place.Item(fields::ValueStep(value), ordered.size(), 0), value);
    ordered.push_back(value);
  }
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (!old_values.contains(after[i])) Add(place.Item(fields::ValueStep(after[i]), 0, i), after[i]);
  }
  before = std::move(ordered);
}

std::vector<std::string> Walk::TextsOf(const Topology& item, const Json& list) const {
  std::vector<std::string> texts;
  for (const Json& value : list) {
    Json completed = value;
    if (absent_ == Absent::kDefault) fields::ApplyDefaults(item, completed);
    texts.push_back(completed.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  return texts;
}

void Walk::CompareByContent(const Place& place, Json& before, Json& after) {
  const Topology item = place.topology.Item();
  for (const ItemPair& pair : PairItems(before, TextsOf(item, before), after, TextsOf(item, after))) {
    const Step step = fmt::format("i:{}", pair.after ? *pair.after : *pair.before);
    const Place below = place.Item(step, pair.before.value_or(0), pair.after.value_or(0));
    if (pair.before && pair.after) {
      Compare(below, before[*pair.before], after[*pair.after]);
    } else if (pair.before) {
      Remove(below, before[*pair.before]);
    } else {
      Add(below, after[*pair.after]);
    }
  }
}

/// A value of a key as people would type it.
std::string Plain(const Json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool IsSimple(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

}  // namespace

std::vector<FieldChange> CompareFields(const Topology& topology, Json& before, Json& after, Absent absent) {
  Walk walk(absent);
  walk.Compare({topology, {}, {}, {}}, before, after);
  return walk.Take();
}

std::string PathText(const Path& path) {
  std::string text;
  for (const Step& step : path) {
    const std::string_view rest = std::string_view(step).substr(std::min<std::size_t>(2, step.size()));
    if (step.starts_with("f:") && IsSimple(rest)) {
      text += fmt::format("{}{}", text.empty() ? "" : ".", rest);
    } else if (step.starts_with("f:") || step.starts_with("i:")) {
      text += fmt::format("[{}]", rest);
    } else if (step.starts_with("v:")) {
      text += fmt::format("[={}]", Plain(ValueOf(step)));
    } else {
      const Json keys = ValueOf(step);
      std::string inside;
      if (keys.is_object()) {
        for (const auto& [key, value] : keys.items())
          inside += fmt::format("{}{}={}", inside.empty() ? "" : ",", key, Plain(value));
      }
      text += fmt::format("[{}]", inside);
    }
  }
  return text;
}

const Json* Follow(const Json& value, const Steps& steps) {
  const Json* at = &value;
  for (const auto& step : steps) {
    if (const auto* key = std::get_if<std::string>(&step)) {
      if (!at->is_object()) return nullptr;
      const auto found = at->find(*key);
      if (found == at->end()) return nullptr;
      at = &*found;
    } else {
      const std::size_t place = std::get<std::size_t>(step);
      if (!at->is_array() || place >= at->size()) return nullptr;
      at = &(*at)[place];
    }
  }
  return at;
}

}  // namespace meshctl::diff
