// SPDX-License-Identifier: Apache-2.0
// A folder holds a Deployment; a cluster also holds the ReplicaSets and Pods it made. Both must give one
// workload. Pods of a folder do not exist yet, so they get names: `web-0`, `web-1`.
#include "mesh/pods.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>

namespace meshctl::mesh {
namespace {

constexpr std::string_view kInjectKey = "sidecar.istio.io/inject";
constexpr std::string_view kRevisionKey = "istio.io/rev";

bool HasProxy(const std::vector<model::Container>& containers) {
  auto proxy =
      std::ranges::find(containers, "istio-proxy", [](const auto& container) { return *container.name; });
  return proxy != containers.end() && !proxy->image->empty();
}

bool Injected(const model::Workload& workload, const model::Labels* namespace_labels) {
  const model::PodTemplate& pod = workload.pod;
  if (HasProxy(pod.containers) || HasProxy(pod.init_containers)) return true;
  if (pod.labels.Has(kInjectKey)) return pod.labels.Get(kInjectKey) == "true";
  if (pod.annotations.Has(kInjectKey)) return pod.annotations.Get(kInjectKey) == "true";
  if (pod.host_network->value_or(false)) return false;
  if (namespace_labels && namespace_labels->Has("istio-injection")) {
    return namespace_labels->Get("istio-injection") == "enabled";
  }
  return !pod.labels.Get(kRevisionKey).empty() ||
         (namespace_labels && !namespace_labels->Get(kRevisionKey).empty());
}

/// Finds who made an object, through any number of steps.
class Owners {
 public:
  explicit Owners(const std::deque<model::Workload>& all) {
    for (const model::Workload& workload : all) by_name_.emplace(Key(workload, {}, {}), &workload);
  }

  /// The given object at the top of the chain, which is `workload` itself when it has no given owner.
  const model::Workload& Top(const model::Workload& workload) const {
    const model::Workload* top = &workload;
    // Chains have three steps at most (CronJob, Job, Pod); more is a circle.
    for (int steps = 0; steps < 4 && !top->owner_name->empty(); ++steps) {
      auto owner = by_name_.find(Key(*top, *top->owner_kind, *top->owner_name));
      if (owner == by_name_.end()) break;
      top = owner->second;
    }
    return *top;
  }

 private:
  /// The key of a workload, or of another kind and name in its namespace.
  static std::string Key(const model::Workload& workload, std::string_view kind, std::string_view name) {
    const model::Object& object = *workload.object;
    if (name.empty()) return fmt::format("{}/{}/{}", *object.namespace_, *object.kind, *object.name);
    return fmt::format("{}/{}/{}", *object.namespace_, kind, name);
  }

  std::unordered_map<std::string, const model::Workload*> by_name_;
};

Workload FromPods(const model::Workload& from, const NamespaceLabels& namespace_labels) {
  Workload workload;
  workload.name = *from.object->name;
  workload.ns = *from.object->namespace_;
  workload.labels = &from.pod.labels;
  workload.object = from.object;
  workload.pods = &from;
  workload.injected = Injected(from, namespace_labels(workload.ns));
  return workload;
}

void NamePods(Workload& workload) {
  if (!workload.pod_names.empty()) return;
  std::int64_t count = std::min(workload.pods->pod_count(), kMostPods);
  for (std::int64_t pod = 0; pod < count; ++pod)
    workload.pod_names.push_back(fmt::format("{}-{}", workload.name, pod));
  workload.pod_ips.resize(workload.pod_names.size());
  workload.live_pods.resize(workload.pod_names.size());
}

Workload FromEntry(const model::WorkloadEntry& from) {
  Workload workload;
  workload.name = *from.object->name;
  workload.ns = *from.object->namespace_;
  workload.labels = &from.labels;
  workload.object = from.object;
  workload.entry = &from;
  workload.injected = !from.endpoint.service_account->empty();
  return workload;
}

}  // namespace

std::vector<Workload> CollectWorkloads(const std::deque<model::Workload>& pods,
                                       const std::deque<model::WorkloadEntry>& entries,
                                       const NamespaceLabels& namespace_labels) {
  std::vector<Workload> workloads;
  std::unordered_map<const model::Workload*, std::size_t> numbers;
  Owners owners(pods);
  for (const model::Workload& from : pods) {
    if (&owners.Top(from) != &from) continue;
    numbers.emplace(&from, workloads.size());
    workloads.push_back(FromPods(from, namespace_labels));
  }
  for (const model::Workload& from : pods) {
    if (*from.object->kind != "Pod") continue;
    auto owner = numbers.find(&owners.Top(from));
    if (owner == numbers.end()) continue;
    workloads[owner->second].pod_names.emplace_back(*from.object->name);
    workloads[owner->second].pod_ips.emplace_back(*from.pod_ip);
    workloads[owner->second].live_pods.push_back(&from);
  }
  for (Workload& workload : workloads) NamePods(workload);
  for (const model::WorkloadEntry& from : entries) workloads.push_back(FromEntry(from));
  return workloads;
}

}  // namespace meshctl::mesh
