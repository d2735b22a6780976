// SPDX-License-Identifier: Apache-2.0
// Shared by all controllers, so that none of them touches an object that already is as it should be.
#include "sandbox/conditions.h"

#include <algorithm>

namespace meshctl::sandbox {

void SetCondition(Json& status, const Condition& condition, const std::string& now) {
  Json& conditions = status["conditions"];
  if (!conditions.is_array()) conditions = Json::array();
  Json* slot = nullptr;
  for (Json& existing : conditions) {
    if (TextAt(existing, {"type"}) == condition.type) slot = &existing;
  }
  if (!slot) {
    conditions.push_back({{"type", condition.type}, {"lastTransitionTime", now}});
    slot = &conditions.back();
  }
  if (TextAt(*slot, {"status"}) != condition.status) (*slot)["lastTransitionTime"] = now;
  (*slot)["status"] = condition.status;
  (*slot)["reason"] = condition.reason;
  (*slot)["message"] = condition.message;
}

void DropCondition(Json& status, std::string_view type) {
  auto conditions = status.find("conditions");
  if (conditions == status.end() || !conditions->is_array()) return;
  conditions->erase(
      std::remove_if(conditions->begin(), conditions->end(),
                     [&](const Json& condition) { return TextAt(condition, {"type"}) == type; }),
      conditions->end());
}

void WriteStatus(Registry& registry, const Object& stored, Json updated, std::string_view manager) {
  const std::string api_version = TextAt(*stored, {"apiVersion"});
  const Resource* resource = registry.catalog().FindKind(api_version, TextAt(*stored, {"kind"}));
  if (!resource) return;
  const Owner owner{std::string(manager), Owner::Operation::kUpdate, api_version, "status"};
  // Nothing else writes meanwhile, and an object that a user broke stays as the user left it.
  Ignore(registry.Update(*resource, stored, std::move(updated),
                         {owner, "status", Commit::kStore, Write::Check::kNo}));
}

Json OwnerReference(const Json& owner) {
  return {{"apiVersion", TextAt(owner, {"apiVersion"})},
          {"kind", TextAt(owner, {"kind"})},
          {"name", TextAt(owner, {"metadata", "name"})},
          {"uid", TextAt(owner, {"metadata", "uid"})},
          {"controller", true},
          {"blockOwnerDeletion", true}};
}

}  // namespace meshctl::sandbox
