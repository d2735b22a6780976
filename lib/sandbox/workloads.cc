// SPDX-License-Identifier: Apache-2.0
// Small questions about owners of Pods and the one way in which all of them make Pods.
#include "sandbox/workloads.h"

#include <fmt/format.h>

#include <algorithm>

#include "sandbox/addresses.h"
#include "sandbox/conditions.h"
#include "sandbox/events.h"

namespace meshctl::sandbox {

std::int64_t NumberAt(const Json& object, std::initializer_list<std::string_view> path,
                      std::int64_t otherwise) {
  const Json* value = ValueAt(object, path);
  return value && value->is_number_integer() ? value->get<std::int64_t>() : otherwise;
}

Json ValueOr(const Json& object, std::initializer_list<std::string_view> path, const Json& otherwise) {
  const Json* value = ValueAt(object, path);
  return value ? *value : otherwise;
}

std::int64_t WantedReplicas(const Json& owner) {
  return std::clamp<std::int64_t>(NumberAt(owner, {"spec", "replicas"}, 1), 0, kMostReplicas);
}

Owner ControllerOwner(const Resource& resource) {
  return {kControllerManager, Owner::Operation::kUpdate, resource.api_version(), ""};
}

std::vector<Object> OwnedBy(const Registry& registry, const Json& owner, const GroupResource& resource) {
  std::vector<Object> owned;
  for (const Key& key : registry.store().DependentsOf(TextAt(owner, {"metadata", "uid"}))) {
    if (key.resource == resource) owned.push_back(registry.store().Get(key));
  }
  return owned;
}

bool IsReadyPod(const Json& pod) {
  const Json* conditions = ValueAt(pod, {"status", "conditions"});
  return conditions && std::ranges::any_of(*conditions, [](const Json& condition) {
           return TextAt(condition, {"type"}) == "Ready" && TextAt(condition, {"status"}) == "True";
         });
}

std::string RevisionHash(const Json& owner) {
  return NameSuffix(Hash(ValueOr(owner, {"spec", "template"}, nullptr).dump()), 10);
}

Json PodFrom(const Json& owner, const std::string& name, const std::string& revision) {
  Json pod = ValueOr(owner, {"spec", "template"}, Json::object());
  Json& metadata = pod["metadata"];
  if (!revision.empty()) metadata["labels"][kRevisionHashLabel] = revision;
  metadata["name"] = name;
  metadata["namespace"] = TextAt(owner, {"metadata", "namespace"});
  metadata["ownerReferences"] = Json::array({OwnerReference(owner)});
  return pod;
}

Answer<Object> CreatePod(Registry& registry, const Json& owner, Json pod, std::string_view controller) {
  const Resource* pods = registry.catalog().Preferred({"", "pods"});
  if (!pods) return std::unexpected(NoSuchResource());
  auto created = registry.Create(*pods, std::move(pod), {ControllerOwner(*pods), "", Commit::kStore});
  if (!created) {
    TellEvent(registry, owner,
              {Event::Type::kWarning, "FailedCreate",
               fmt::format("Error creating: {}", created.error().message), std::string(controller)});
  }
  return created;
}

}  // namespace meshctl::sandbox
