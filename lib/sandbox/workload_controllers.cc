// SPDX-License-Identifier: Apache-2.0
// Deployment → ReplicaSet → Pods, and the other owners of Pods. A rollout takes no time: every Pod is ready
// as soon as it exists.
#include <fmt/format.h>

#include <algorithm>

#include "sandbox/addresses.h"
#include "sandbox/conditions.h"
#include "sandbox/controllers.h"

namespace meshctl::sandbox {
namespace {

const GroupResource kPods{"", "pods"};
const GroupResource kReplicaSets{"apps", "replicasets"};
constexpr const char* kHashLabel = "pod-template-hash";
constexpr const char* kRevisionLabel = "controller-revision-hash";
constexpr const char* kRevision = "deployment.kubernetes.io/revision";
constexpr const char* kManager = "kube-controller-manager";
// More would only fill the memory of the machine that tries something out.
constexpr std::int64_t kMostReplicas = 1000;

std::int64_t NumberAt(const Json& object, std::initializer_list<std::string_view> path,
                      std::int64_t otherwise) {
  const Json* value = ValueAt(object, path);
  return value && value->is_number_integer() ? value->get<std::int64_t>() : otherwise;
}

Json ValueOr(const Json& object, std::initializer_list<std::string_view> path, const Json& otherwise) {
  const Json* value = ValueAt(object, path);
  return value ? *value : otherwise;
}

Owner ControllerOwner(const Resource& resource) {
  return {kManager, Owner::Operation::kUpdate, resource.api_version(), ""};
}

// The objects of a resource that `owner` controls, by name.
std::vector<Object> OwnedBy(const Registry& registry, const Json& owner, const GroupResource& resource) {
  std::vector<Object> owned;
  for (const Key& key : registry.store().DependentsOf(TextAt(owner, {"metadata", "uid"}))) {
    if (key.resource == resource) owned.push_back(registry.store().Get(key));
  }
  return owned;
}

bool IsReady(const Json& pod) {
  const Json* conditions = ValueAt(pod, {"status", "conditions"});
  return conditions && std::ranges::any_of(*conditions, [](const Json& condition) {
           return TextAt(condition, {"type"}) == "Ready" && TextAt(condition, {"status"}) == "True";
         });
}

// The ReplicaSet of a Deployment's template; created when there is none.
Object ReplicaSetOf(Registry& registry, const Json& deployment, std::int64_t revision) {
  const Resource* resource = registry.catalog().Preferred(kReplicaSets);
  const std::string name_space = TextAt(deployment, {"metadata", "namespace"});
  Json template_part = ValueOr(deployment, {"spec", "template"}, Json::object());
  const std::string hash = NameSuffix(Hash(template_part.dump()), 10);
  const std::string name = fmt::format("{}-{}", TextAt(deployment, {"metadata", "name"}), hash);
  if (Object existing = registry.store().Get({kReplicaSets, name_space, name})) return existing;

  template_part["metadata"]["labels"][kHashLabel] = hash;
  Json selector = ValueOr(deployment, {"spec", "selector"}, Json::object());
  selector["matchLabels"][kHashLabel] = hash;
  Json set = {{"metadata",
               {{"name", name},
                {"namespace", name_space},
                {"labels", template_part["metadata"]["labels"]},
                {"annotations", {{kRevision, std::to_string(revision)}}},
                {"ownerReferences", Json::array({OwnerReference(deployment)})}}},
              {"spec",
               {{"replicas", ValueOr(deployment, {"spec", "replicas"}, 1)},
                {"selector", std::move(selector)},
                {"template", std::move(template_part)}}}};
  auto created = registry.Create(*resource, std::move(set), {ControllerOwner(*resource), "", Commit::kStore});
  return created ? *created : nullptr;
}

void Scale(Registry& registry, const Object& set, const Json& replicas) {
  if (ValueOr(*set, {"spec", "replicas"}, nullptr) == replicas) return;
  const Resource* resource = registry.catalog().Preferred(kReplicaSets);
  Json scaled = *set;
  scaled["spec"]["replicas"] = replicas;
  Ignore(
      registry.Update(*resource, set, std::move(scaled), {ControllerOwner(*resource), "", Commit::kStore}));
}

std::int64_t RevisionOf(const Json& object) {
  const std::string text = TextAt(object, {"metadata", "annotations", kRevision});
  return text.empty() ? 0 : std::strtoll(text.c_str(), nullptr, 10);
}

// Marks the ReplicaSet and the Deployment with the number of the rollout.
void SetRevision(Registry& registry, const Key& key, std::int64_t revision) {
  const Object object = registry.store().Get(key);
  const Resource* resource = registry.catalog().Preferred(key.resource);
  if (!object || !resource || RevisionOf(*object) == revision) return;
  Json marked = *object;
  marked["metadata"]["annotations"][kRevision] = std::to_string(revision);
  Ignore(registry.Update(*resource, object, std::move(marked),
                         {ControllerOwner(*resource), "", Commit::kStore}));
}

void CountPods(Json& status, std::int64_t replicas, std::int64_t ready) {
  status["replicas"] = replicas;
  for (const char* field : {"readyReplicas", "availableReplicas"}) {
    status.erase(field);
    if (ready > 0) status[field] = ready;
  }
}

void WriteDeploymentStatus(Registry& registry, const Key& key, const Json& set) {
  const Object deployment = registry.store().Get(key);
  if (!deployment) return;
  const std::int64_t wanted = NumberAt(*deployment, {"spec", "replicas"}, 1);
  const std::int64_t updated = NumberAt(set, {"status", "replicas"}, 0);
  const std::int64_t ready = NumberAt(set, {"status", "readyReplicas"}, 0);
  Json changed = *deployment;
  Json& status = changed["status"];
  status["observedGeneration"] = NumberAt(*deployment, {"metadata", "generation"}, 1);
  CountPods(status, updated, ready);
  status.erase("updatedReplicas");
  status.erase("unavailableReplicas");
  if (updated > 0) status["updatedReplicas"] = updated;
  if (ready < wanted) status["unavailableReplicas"] = wanted - ready;
  const bool available = ready >= wanted;
  SetCondition(status,
               available ? Condition{"Available", "True", "MinimumReplicasAvailable",
                                     "Deployment has minimum availability."}
                         : Condition{"Available", "False", "MinimumReplicasUnavailable",
                                     "Deployment does not have minimum availability."},
               registry.now());
  const std::string name = TextAt(set, {"metadata", "name"});
  SetCondition(status,
               available ? Condition{"Progressing", "True", "NewReplicaSetAvailable",
                                     fmt::format("ReplicaSet \"{}\" has successfully progressed.", name)}
                         : Condition{"Progressing", "True", "ReplicaSetUpdated",
                                     fmt::format("ReplicaSet \"{}\" is progressing.", name)},
               registry.now());
  for (Json& condition : status["conditions"]) {
    if (!condition.contains("lastUpdateTime")) condition["lastUpdateTime"] = condition["lastTransitionTime"];
  }
  WriteStatus(registry, deployment, std::move(changed), kManager);
}

// How an owner names its Pods and counts them.
struct PodPlan {
  std::int64_t wanted = 0;
  bool ordinals = false;  // `web-0` instead of `web-x7k2p`
};

PodPlan PlanOf(const GroupResource& resource, const Json& owner) {
  if (resource.plural == "daemonsets") return {1, false};
  return {std::min(NumberAt(owner, {"spec", "replicas"}, 1), kMostReplicas),
          resource.plural == "statefulsets"};
}

std::string PodName(const Registry& registry, const Json& owner, const PodPlan& plan, std::int64_t index) {
  const std::string name = TextAt(owner, {"metadata", "name"});
  if (plan.ordinals)
    return fmt::format("{}-{}", name, NumberAt(owner, {"spec", "ordinals", "start"}, 0) + index);
  for (std::int64_t attempt = index;; attempt += kMostReplicas) {
    std::string pod = fmt::format("{}-{}", name, NameSuffix(Hash(fmt::format("{}/{}", name, attempt)), 5));
    const Object taken = registry.store().Get({kPods, TextAt(owner, {"metadata", "namespace"}), pod});
    if (!taken) return pod;
    const Json* owners = ValueAt(*taken, {"metadata", "ownerReferences"});
    if (owners && owners->dump().find(TextAt(owner, {"metadata", "uid"})) != std::string::npos) return pod;
  }
}

// The revision of a template that the Pods of a StatefulSet or DaemonSet carry; none for ReplicaSets, whose
// Pods stay when the template changes.
std::string RevisionHash(const GroupResource& resource, const Json& owner) {
  if (resource == kReplicaSets) return {};
  return NameSuffix(Hash(ValueOr(owner, {"spec", "template"}, nullptr).dump()), 10);
}

Json PodFrom(const Json& owner, const std::string& name, const std::string& revision) {
  Json pod = ValueOr(owner, {"spec", "template"}, Json::object());
  Json& metadata = pod["metadata"];
  if (!revision.empty()) metadata["labels"][kRevisionLabel] = revision;
  metadata["name"] = name;
  metadata["namespace"] = TextAt(owner, {"metadata", "namespace"});
  metadata["ownerReferences"] = Json::array({OwnerReference(owner)});
  return pod;
}

}  // namespace

void ReconcileDeployment(Registry& registry, const Key& key) {
  const Object deployment = registry.store().Get(key);
  if (!deployment) return;
  std::int64_t newest = 0;
  for (const Object& set : OwnedBy(registry, *deployment, kReplicaSets))
    newest = std::max(newest, RevisionOf(*set));
  const Object current = ReplicaSetOf(registry, *deployment, newest + 1);
  if (!current) return;
  std::int64_t revision = RevisionOf(*current);
  if (revision < newest) revision = newest + 1;  // back to an earlier template
  const Key current_key{kReplicaSets, key.name_space, TextAt(*current, {"metadata", "name"})};
  SetRevision(registry, current_key, revision);
  SetRevision(registry, key, revision);
  Scale(registry, registry.store().Get(current_key), ValueOr(*deployment, {"spec", "replicas"}, 1));
  for (const Object& set : OwnedBy(registry, *deployment, kReplicaSets)) {
    if (TextAt(*set, {"metadata", "name"}) != current_key.name) Scale(registry, set, 0);
  }
  WriteDeploymentStatus(registry, key, *registry.store().Get(current_key));
}

void ReconcilePodOwner(Registry& registry, const Key& key) {
  const Object owner = registry.store().Get(key);
  const Resource* pods = registry.catalog().Preferred(kPods);
  if (!owner || !pods) return;
  const PodPlan plan = PlanOf(key.resource, *owner);
  const std::string revision = RevisionHash(key.resource, *owner);
  std::vector<std::string> names;
  for (std::int64_t index = 0; index < plan.wanted; ++index) {
    names.push_back(PodName(registry, *owner, plan, index));
    if (const Object pod = registry.store().Get({kPods, key.name_space, names.back()})) {
      if (TextAt(*pod, {"metadata", "labels", kRevisionLabel}) == revision) continue;
      Ignore(registry.Delete(*pods, pod, {}));
    }
    Ignore(registry.Create(*pods, PodFrom(*owner, names.back(), revision),
                           {ControllerOwner(*pods), "", Commit::kStore}));
  }
  std::int64_t ready = 0;
  std::int64_t present = 0;
  for (const Object& pod : OwnedBy(registry, *owner, kPods)) {
    if (std::ranges::find(names, TextAt(*pod, {"metadata", "name"})) == names.end()) {
      Ignore(registry.Delete(*pods, pod, {}));
      continue;
    }
    ++present;
    ready += IsReady(*pod);
  }

  Json changed = *owner;
  Json& status = changed["status"];
  status["observedGeneration"] = NumberAt(*owner, {"metadata", "generation"}, 1);
  if (key.resource.plural == "daemonsets") {
    for (const char* field : {"currentNumberScheduled", "desiredNumberScheduled", "updatedNumberScheduled"}) {
      status[field] = plan.wanted;
    }
    status["numberMisscheduled"] = 0;
    status["numberReady"] = ready;
    status["numberAvailable"] = ready;
  } else {
    CountPods(status, present, ready);
    const bool stateful = key.resource.plural == "statefulsets";
    if (stateful) {
      status["currentRevision"] = fmt::format("{}-{}", key.name, revision);
      status["updateRevision"] = status["currentRevision"];
      status["currentReplicas"] = present;
      status["updatedReplicas"] = present;
    } else if (present > 0) {
      status["fullyLabeledReplicas"] = present;
    } else {
      status.erase("fullyLabeledReplicas");
    }
  }
  WriteStatus(registry, owner, std::move(changed), kManager);
}

}  // namespace meshctl::sandbox
