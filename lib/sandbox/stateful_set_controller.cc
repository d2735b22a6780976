// SPDX-License-Identifier: Apache-2.0
// StatefulSets: Pods with numbers, started from the first and updated from the last, each after the one
// before it is ready. A Pod that is stuck holds up the others, even the fix of what it is stuck on, as on a
// real cluster
// ("forced rollback" in Kubernetes' documentation).
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "sandbox/conditions.h"
#include "sandbox/controllers.h"
#include "sandbox/workloads.h"

namespace meshctl::sandbox {
namespace {

const GroupResource kPods{"", "pods"};
constexpr const char* kController = "statefulset-controller";

class Update {
 public:
  Update(Registry& registry, const Key& key, const Json& set)
      : registry_(registry),
        key_(key),
        set_(set),
        first_(NumberAt(set, {"spec", "ordinals", "start"}, 0)),
        wanted_(WantedReplicas(set)),
        revision_(RevisionHash(set)),
        in_order_(TextAt(set, {"spec", "podManagementPolicy"}) != "Parallel") {}

  void Run() {
    DeleteSurplus();
    if (Fill()) Replace();
  }
  void WriteStatus();

 private:
  std::string NameOf(std::int64_t index) const { return fmt::format("{}-{}", key_.name, first_ + index); }
  Object PodAt(std::int64_t index) const {
    return registry_.store().Get({kPods, key_.name_space, NameOf(index)});
  }
  bool IsCurrent(const Json& pod) const {
    return TextAt(pod, {"metadata", "labels", kRevisionHashLabel}) == revision_;
  }
  void DeletePod(const Object& pod) {
    if (const Resource* pods = registry_.catalog().Preferred(kPods)) Ignore(registry_.Delete(*pods, pod, {}));
  }
  void DeleteSurplus();
  bool Fill();
  void Replace();

  Registry& registry_;
  const Key& key_;
  const Json& set_;
  const std::int64_t first_;
  const std::int64_t wanted_;
  const std::string revision_;
  const bool in_order_;
};

void Update::DeleteSurplus() {
  for (const Object& pod : OwnedBy(registry_, set_, kPods)) {
    bool kept = false;
    for (std::int64_t i = 0; i < wanted_ && !kept; ++i)
      kept = TextAt(*pod, {"metadata", "name"}) == NameOf(i);
    if (!kept) DeletePod(pod);
  }
}

// Whether every Pod is there and ready; creates the next one that is missing, or all of them.
bool Update::Fill() {
  bool all_ready = true;
  for (std::int64_t i = 0; i < wanted_; ++i) {
    const Object pod = PodAt(i);
    if (!pod) Ignore(CreatePod(registry_, set_, PodFrom(set_, NameOf(i), revision_), kController));
    const bool ready = pod && IsReadyPod(*pod);
    all_ready = all_ready && ready;
    if (!ready && in_order_) return false;
  }
  return all_ready;
}

void Update::Replace() {
  if (TextAt(set_, {"spec", "updateStrategy", "type"}) == "OnDelete") return;
  const std::int64_t partition = NumberAt(set_, {"spec", "updateStrategy", "rollingUpdate", "partition"}, 0);
  for (std::int64_t i = wanted_ - 1; i >= partition && i >= 0; --i) {
    const Object pod = PodAt(i);
    if (!pod || IsCurrent(*pod)) continue;
    DeletePod(pod);
    return;
  }
}

void Update::WriteStatus() {
  const Object set = registry_.store().Get(key_);
  if (!set) return;
  std::int64_t present = 0, ready = 0, current = 0;
  for (const Object& pod : OwnedBy(registry_, set_, kPods)) {
    ++present;
    ready += IsReadyPod(*pod);
    current += IsCurrent(*pod);
  }
  Json changed = *set;
  Json& status = changed["status"];
  status["observedGeneration"] = NumberAt(*set, {"metadata", "generation"}, 1);
  status["replicas"] = present;
  for (const char* field : {"readyReplicas", "currentReplicas", "updatedReplicas"}) status.erase(field);
  if (ready > 0) status["readyReplicas"] = ready;
  status["availableReplicas"] = ready;
  const std::string update = fmt::format("{}-{}", key_.name, revision_);
  const bool done = current == present && ready == present && present == wanted_;
  std::string before = TextAt(status, {"currentRevision"});
  if (done || before.empty()) before = update;
  status["updateRevision"] = update;
  status["currentRevision"] = before;
  const std::int64_t old = before == update ? current : present - current;
  if (old > 0) status["currentReplicas"] = old;
  if (current > 0) status["updatedReplicas"] = current;
  status["collisionCount"] = 0;
  sandbox::WriteStatus(registry_, set, std::move(changed), kControllerManager);
}

}  // namespace

void ReconcileStatefulSet(Registry& registry, Backstage& /*backstage*/, const Key& key) {
  const Object set = registry.store().Get(key);
  if (!set || !TextAt(*set, {"metadata", "deletionTimestamp"}).empty()) return;
  Update update(registry, key, *set);
  update.Run();
  update.WriteStatus();
}

}  // namespace meshctl::sandbox
