// SPDX-License-Identifier: Apache-2.0
// managedFields between its JSON form and a map from owner to field set, and how ordinary writes move
// ownership. Apply, which also refuses and removes, is server_side_apply.cc.
#include "sandbox/managed_fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "fields/merge.h"

namespace meshctl::sandbox {
namespace {

// Fields that belong to the server or say which object it is; nobody owns them.
const FieldSet& Unowned() {
  static const FieldSet kUnowned = [] {
    FieldSet set;
    for (std::string_view field : {"apiVersion", "kind", "metadata"}) set.Insert({FieldStep(field)});
    for (std::string_view field :
         {"name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "selfLink",
          "managedFields", "deletionTimestamp", "deletionGracePeriodSeconds"}) {
      set.Insert({FieldStep("metadata"), FieldStep(field)});
    }
    return set;
  }();
  return kUnowned;
}

std::string Text(const Json& object, std::string_view key) {
  auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::string Owner::Describe() const {
  std::string text = Json(manager).dump();
  if (!subresource.empty()) text += fmt::format(" with subresource {}", Json(subresource).dump());
  if (operation == Operation::kUpdate) text += fmt::format(" using {}", api_version);
  return text;
}

ManagedFields::ManagedFields(const Json& object) {
  auto metadata = object.find("metadata");
  if (metadata == object.end() || !metadata->is_object()) return;
  auto list = metadata->find("managedFields");
  if (list == metadata->end() || !list->is_array()) return;
  for (const Json& entry : *list) {
    if (!entry.is_object() || !entry.contains("fieldsV1")) continue;
    const bool apply = Text(entry, "operation") == "Apply";
    Owner owner{Text(entry, "manager"), apply ? Owner::Operation::kApply : Owner::Operation::kUpdate,
                Text(entry, "apiVersion"), Text(entry, "subresource")};
    owners_[owner] = {fields::FromFieldsV1(entry["fieldsV1"]), Text(entry, "time")};
  }
}

Json ManagedFields::ToJson() const {
  std::vector<const std::pair<const Owner, Owned>*> order;
  for (const auto& entry : owners_) order.push_back(&entry);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return std::tie(a->first.operation, a->second.time) < std::tie(b->first.operation, b->second.time);
  });
  Json list = Json::array();
  for (const auto* entry : order) {
    const auto& [owner, owned] = *entry;
    Json json = {{"manager", owner.manager},
                 {"operation", owner.operation == Owner::Operation::kApply ? "Apply" : "Update"},
                 {"apiVersion", owner.api_version},
                 {"time", owned.time},
                 {"fieldsType", "FieldsV1"},
                 {"fieldsV1", ToFieldsV1(owned.fields)}};
    if (!owner.subresource.empty()) json["subresource"] = owner.subresource;
    list.push_back(std::move(json));
  }
  return list;
}

const FieldSet& ManagedFields::FieldsOf(const Owner& owner) const {
  static const FieldSet kNothing;
  auto found = owners_.find(owner);
  return found == owners_.end() ? kNothing : found->second.fields;
}

FieldSet ManagedFields::Applied() const {
  FieldSet all;
  for (const auto& [owner, owned] : owners_) {
    if (owner.operation == Owner::Operation::kApply) all = Union(all, owned.fields);
  }
  return all;
}

void ManagedFields::Set(const Owner& owner, FieldSet fields, const std::string& now) {
  fields = Difference(fields, Unowned());
  auto found = owners_.find(owner);
  const bool same = found != owners_.end() && found->second.fields == fields &&
                    found->first.api_version == owner.api_version;
  std::string time = same ? found->second.time : now;
  if (found != owners_.end()) owners_.erase(found);
  if (!fields.empty()) owners_[owner] = {std::move(fields), std::move(time)};
}

void ManagedFields::TakeFromOthers(const FieldSet& fields, const Owner& except) {
  for (auto& [owner, owned] : owners_) {
    if (owner != except) owned.fields = Difference(owned.fields, fields);
  }
  std::erase_if(owners_, [](const auto& entry) { return entry.second.fields.empty(); });
}

ManagedFields AfterUpdate(const Topology& topology, const Json& before, const Json& after, const Owner& owner,
                          const std::string& now) {
  ManagedFields managers(before);
  const fields::Comparison change = Compare(topology, before, after);
  const FieldSet written = Union(change.added, change.modified);
  managers.TakeFromOthers(Union(written, change.removed), owner);
  managers.Set(owner, Difference(Union(managers.FieldsOf(owner), written), change.removed), now);
  return managers;
}

}  // namespace meshctl::sandbox
