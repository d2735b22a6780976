// SPDX-License-Identifier: Apache-2.0
// Recursive walks over one or two values along a topology. The rules are those of Kubernetes' structured
// merge; see "Server-side apply" in its documentation and the marks explained in topology.h.
#include "fields/merge.h"

#include <algorithm>
#include <map>
#include <vector>

namespace meshctl::fields {
namespace {

using Form = Topology::Form;

// A list's items by what identifies them, in order; of items with the same identity the first counts.
struct Items {
  std::vector<Step> order;
  std::map<Step, const Json*> by_step;

  Items(const Topology& topology, const Json& list) {
    for (const Json& item : list) {
      Step step = topology.StepOf(item);
      if (by_step.emplace(step, &item).second) order.push_back(std::move(step));
    }
  }
  const Json* Find(const Step& step) const {
    auto found = by_step.find(step);
    return found == by_step.end() ? nullptr : found->second;
  }
};

const Json* Find(const Json& object, const std::string& key) {
  auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

void CollectFields(const Topology& topology, const Json& value, FieldSet& out) {
  switch (topology.FormOf(value)) {
    case Form::kLeaf:
      out.InsertHere();
      return;
    case Form::kFields:
      for (const auto& [key, below] : value.items()) {
        FieldSet& at = out.At(FieldStep(key));
        CollectFields(topology.Field(key), below, at);
        if (!topology.Names(key) || (below.is_object() && below.empty())) at.InsertHere();
      }
      return;
    case Form::kItems:
      for (const Json& item : value) {
        FieldSet& at = out.At(topology.StepOf(item));
        CollectFields(topology.Item(), item, at);
        at.InsertHere();
      }
  }
}

void CompareAt(const Topology& topology, const Json* before, const Json* after, Comparison& out);

// Compares below one step and hangs what differs under it.
void CompareBelow(const Step& step, const Topology& topology, const Json* before, const Json* after,
                  Comparison& out) {
  Comparison below;
  CompareAt(topology, before, after, below);
  if (!below.added.empty()) out.added.At(step) = std::move(below.added);
  if (!below.removed.empty()) out.removed.At(step) = std::move(below.removed);
  if (!below.modified.empty()) out.modified.At(step) = std::move(below.modified);
}

void CompareAt(const Topology& topology, const Json* before, const Json* after, Comparison& out) {
  if (!before && !after) return;
  const Form form = topology.FormOf(before ? *before : *after);
  const bool alike = !before || !after || form == topology.FormOf(*after);
  if (!before) out.added.InsertHere();
  if (!after) out.removed.InsertHere();
  const bool nothing_below = (!before || before->empty()) && (!after || after->empty());
  if (form == Form::kLeaf || !alike || nothing_below) {
    if (before && after && *before != *after) out.modified.InsertHere();
    return;
  }
  static const Json kNoFields = Json::object();
  static const Json kNoItems = Json::array();
  if (form == Form::kFields) {
    const Json& old_fields = before ? *before : kNoFields;
    const Json& new_fields = after ? *after : kNoFields;
    for (const auto& [key, value] : old_fields.items()) {
      CompareBelow(FieldStep(key), topology.Field(key), Find(old_fields, key), Find(new_fields, key), out);
    }
    for (const auto& [key, value] : new_fields.items()) {
      if (Find(old_fields, key)) continue;
      CompareBelow(FieldStep(key), topology.Field(key), nullptr, Find(new_fields, key), out);
    }
    return;
  }
  const Items old_items(topology, before ? *before : kNoItems);
  const Items new_items(topology, after ? *after : kNoItems);
  for (const auto& [step, item] : old_items.by_step) {
    CompareBelow(step, topology.Item(), item, new_items.Find(step), out);
  }
  for (const auto& [step, item] : new_items.by_step) {
    if (!old_items.Find(step)) CompareBelow(step, topology.Item(), nullptr, item, out);
  }
}

Json MergeItems(const Topology& topology, const Json& live, const Json& applied) {
  const Items old_items(topology, live);
  const Items new_items(topology, applied);
  Json out = Json::array();
  std::size_t next = 0;  // first live item not yet placed or passed
  auto place_live_until = [&](const Step* shared) {
    for (; next < old_items.order.size(); ++next) {
      const Step& step = old_items.order[next];
      if (shared && step == *shared) return;
      if (!new_items.Find(step)) out.push_back(*old_items.Find(step));
    }
  };
  auto shared = new_items.order.begin();  // the next applied item that is live too
  for (auto at = new_items.order.begin(); at != new_items.order.end(); ++at) {
    if (shared < at) shared = at;
    while (shared != new_items.order.end() && !old_items.Find(*shared)) ++shared;
    place_live_until(shared == new_items.order.end() ? nullptr : &*shared);
    const Step& step = *at;
    const Json* below = old_items.Find(step);
    out.push_back(below ? Merge(topology.Item(), *below, *new_items.Find(step)) : *new_items.Find(step));
  }
  place_live_until(nullptr);
  return out;
}

}  // namespace

FieldSet FieldsOf(const Topology& topology, const Json& value) {
  FieldSet out;
  CollectFields(topology, value, out);
  out.Compact();
  return out;
}

Comparison Compare(const Topology& topology, const Json& before, const Json& after) {
  Comparison out;
  CompareAt(topology, before.is_null() ? nullptr : &before, after.is_null() ? nullptr : &after, out);
  return out;
}

Json Merge(const Topology& topology, const Json& live, const Json& applied) {
  const Form form = topology.FormOf(applied);
  if (form == Form::kLeaf || form != topology.FormOf(live)) return applied;
  if (form == Form::kItems) return MergeItems(topology, live, applied);
  Json out = live;
  for (const auto& [key, value] : applied.items()) {
    auto below = out.find(key);
    if (below == out.end()) {
      out[key] = value;
    } else {
      *below = Merge(topology.Field(key), *below, value);
    }
  }
  return out;
}

Json Without(const Topology& topology, const Json& value, const FieldSet& fields) {
  const Form form = topology.FormOf(value);
  if (form == Form::kLeaf || fields.children().empty()) return value;
  const bool list = form == Form::kItems;
  Json out = list ? Json::array() : Json::object();
  for (const auto& [key, child] : value.items()) {
    const FieldSet& below = fields.Below(list ? topology.StepOf(child) : FieldStep(key));
    if (below.member()) continue;
    Json kept = Without(list ? topology.Item() : topology.Field(key), child, below);
    if (kept.empty() && !child.empty()) continue;
    if (list) {
      out.push_back(std::move(kept));
    } else {
      out[key] = std::move(kept);
    }
  }
  return out;
}

FieldSet WithNamedParents(const Topology& topology, const FieldSet& set) {
  FieldSet out;
  if (set.member()) out.InsertHere();
  for (const auto& [step, below] : set.children()) {
    const bool field = step.starts_with("f:");
    const std::string_view name = std::string_view(step).substr(std::min<std::size_t>(2, step.size()));
    FieldSet& at = out.At(step) = WithNamedParents(field ? topology.Field(name) : topology.Item(), below);
    if (field && topology.Names(name)) at.InsertHere();
  }
  return out;
}

}  // namespace meshctl::fields
