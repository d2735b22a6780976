// SPDX-License-Identifier: Apache-2.0
// ReplicaSets and DaemonSets: owners whose Pods are all alike.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "sandbox/addresses.h"
#include "sandbox/conditions.h"
#include "sandbox/controllers.h"
#include "sandbox/workloads.h"

namespace meshctl::sandbox {
namespace {

const GroupResource kPods{"", "pods"};
constexpr std::chrono::milliseconds kRetry{1000};

// `web-x7k2p`, which no Pod of this owner had before and nobody has now.
std::string NextName(const Registry& registry, Backstage& backstage, const Json& owner) {
  const std::string name = TextAt(owner, {"metadata", "name"});
  std::int64_t& made = backstage.pods_made[TextAt(owner, {"metadata", "uid"})];
  while (true) {
    std::string pod = fmt::format("{}-{}", name, NameSuffix(Hash(fmt::format("{}/{}", name, made++)), 5));
    if (!registry.store().Get({kPods, TextAt(owner, {"metadata", "namespace"}), pod})) return pod;
  }
}

void DeletePod(Registry& registry, const Object& pod) {
  if (const Resource* pods = registry.catalog().Preferred(kPods)) Ignore(registry.Delete(*pods, pod, {}));
}

// Creates Pods up to `wanted` or the first refusal, which is the answer.
Answer<void> Fill(Registry& registry, Backstage& backstage, const Json& owner, std::int64_t missing,
                  const std::string& revision, std::string_view controller) {
  for (; missing > 0; --missing) {
    auto created = CreatePod(registry, owner, PodFrom(owner, NextName(registry, backstage, owner), revision),
                             controller);
    if (created) continue;
    // The name was not used, and the next attempt is told as the same one.
    --backstage.pods_made[TextAt(owner, {"metadata", "uid"})];
    return std::unexpected(created.error());
  }
  return {};
}

// Deletes Pods, those first that are not ready.
void Thin(Registry& registry, std::vector<Object> pods, std::int64_t surplus) {
  std::ranges::stable_partition(pods, [](const Object& pod) { return !IsReadyPod(*pod); });
  for (std::int64_t i = 0; i < surplus; ++i) DeletePod(registry, pods[static_cast<std::size_t>(i)]);
}

std::int64_t CountReady(const std::vector<Object>& pods) {
  return std::ranges::count_if(pods, [](const Object& pod) { return IsReadyPod(*pod); });
}

void SetReplicaCounts(Json& status, std::int64_t present, std::int64_t ready) {
  status["replicas"] = present;
  for (const char* field : {"readyReplicas", "availableReplicas"}) {
    status.erase(field);
    if (ready > 0) status[field] = ready;
  }
  status.erase("fullyLabeledReplicas");
  if (present > 0) status["fullyLabeledReplicas"] = present;
}

}  // namespace

void ReconcileReplicaSet(Registry& registry, Backstage& backstage, const Key& key) {
  const Object set = registry.store().Get(key);
  if (!set || !TextAt(*set, {"metadata", "deletionTimestamp"}).empty()) return;
  const std::int64_t wanted = WantedReplicas(*set);
  std::vector<Object> pods = OwnedBy(registry, *set, kPods);
  const auto present = static_cast<std::int64_t>(pods.size());
  Answer<void> filled;
  if (present < wanted)
    filled = Fill(registry, backstage, *set, wanted - present, "", "replicaset-controller");
  if (present > wanted) Thin(registry, std::move(pods), present - wanted);
  pods = OwnedBy(registry, *set, kPods);

  Json changed = *set;
  Json& status = changed["status"];
  status["observedGeneration"] = NumberAt(*set, {"metadata", "generation"}, 1);
  SetReplicaCounts(status, static_cast<std::int64_t>(pods.size()), CountReady(pods));
  if (filled) {
    DropCondition(status, "ReplicaFailure");
    if (status.contains("conditions") && status["conditions"].empty()) status.erase("conditions");
  } else {
    backstage.alarms.Set(key, kRetry);
    SetCondition(status, {"ReplicaFailure", "True", "FailedCreate", filled.error().message}, registry.now());
  }
  WriteStatus(registry, set, std::move(changed), kControllerManager);
}

void ReconcileDaemonSet(Registry& registry, Backstage& backstage, const Key& key) {
  const Object set = registry.store().Get(key);
  if (!set || !TextAt(*set, {"metadata", "deletionTimestamp"}).empty()) return;
  const std::string revision = RevisionHash(*set);
  const auto is_current = [&](const Object& pod) {
    return TextAt(*pod, {"metadata", "labels", kRevisionHashLabel}) == revision;
  };
  const bool on_delete = TextAt(*set, {"spec", "updateStrategy", "type"}) == "OnDelete";
  for (const Object& pod : OwnedBy(registry, *set, kPods)) {
    if (!on_delete && !is_current(pod)) DeletePod(registry, pod);
  }
  if (OwnedBy(registry, *set, kPods).empty())
    Ignore(Fill(registry, backstage, *set, 1, revision, "daemonset-controller"));

  const std::vector<Object> pods = OwnedBy(registry, *set, kPods);
  const std::int64_t ready = CountReady(pods);
  Json changed = *set;
  Json& status = changed["status"];
  status["observedGeneration"] = NumberAt(*set, {"metadata", "generation"}, 1);
  status["currentNumberScheduled"] = pods.size();
  status["desiredNumberScheduled"] = 1;
  status["numberMisscheduled"] = 0;
  status["numberReady"] = ready;
  status.erase("numberAvailable");
  status.erase("numberUnavailable");
  status[ready > 0 ? "numberAvailable" : "numberUnavailable"] = 1;
  status["updatedNumberScheduled"] = std::ranges::count_if(pods, is_current);
  WriteStatus(registry, set, std::move(changed), kControllerManager);
}

}  // namespace meshctl::sandbox
