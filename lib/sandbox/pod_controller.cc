// SPDX-License-Identifier: Apache-2.0
// Scheduler and kubelet of the one node: a Pod runs as soon as it is there, unless it asks for trouble
// (pod_trouble.h), which its first container then has.
#include <fmt/format.h>

#include "sandbox/addresses.h"
#include "sandbox/conditions.h"
#include "sandbox/controllers.h"
#include "sandbox/pod_trouble.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kNode = "sandbox";
constexpr const char* kNodeAddress = "10.0.0.1";

bool HasStatus(const Json& pod) { return ValueAt(pod, {"status", "conditions"}) != nullptr; }

bool IsReady(const Json& status) {
  const Json* containers = ValueAt(status, {"containerStatuses"});
  if (!containers) return true;
  for (const Json& container : *containers) {
    if (!container.value("ready", false)) return false;
  }
  return true;
}

// The conditions have no reason and no message when all is well.
void SetPlain(Json& status, std::string type, const std::string& now) {
  SetCondition(status, {std::move(type), "True", "", ""}, now);
  for (Json& condition : status["conditions"]) {
    if (TextAt(condition, {"reason"}).empty()) {
      condition.erase("reason");
      condition.erase("message");
    }
  }
}

void SetReadiness(Json& status, const std::string& now) {
  if (IsReady(status)) {
    SetPlain(status, "Ready", now);
    SetPlain(status, "ContainersReady", now);
    return;
  }
  std::string unready;
  for (const Json& container : status["containerStatuses"]) {
    if (container.value("ready", false)) continue;
    unready += (unready.empty() ? "" : " ") + TextAt(container, {"name"});
  }
  const std::string message = fmt::format("containers with unready status: [{}]", unready);
  for (const char* type : {"Ready", "ContainersReady"}) {
    SetCondition(status, {type, "False", "ContainersNotReady", message}, now);
  }
}

Object Bind(Registry& registry, const Resource& resource, const Object& pod) {
  if (!TextAt(*pod, {"spec", "nodeName"}).empty()) return pod;
  Json bound = *pod;
  bound["spec"]["nodeName"] = kNode;
  const Owner scheduler{"kube-scheduler", Owner::Operation::kUpdate, resource.api_version(), ""};
  auto stored = registry.Update(resource, pod, std::move(bound), {scheduler, "", Commit::kStore});
  return stored ? *stored : nullptr;
}

void TellTrouble(Registry& registry, const Json& pod, Trouble trouble) {
  const Json* containers = ValueAt(pod, {"spec", "containers"});
  if (!containers || containers->empty()) return;
  for (const Event& event : EventsOf(pod, containers->front(), trouble)) TellEvent(registry, pod, event);
}

void LeaveUnscheduled(Registry& registry, const Object& pod) {
  Json waiting = *pod;
  Json& status = waiting["status"];
  status["phase"] = "Pending";
  status["qosClass"] = "BestEffort";
  SetCondition(status, {"PodScheduled", "False", "Unschedulable", kNoRoom}, registry.now());
  WriteStatus(registry, pod, std::move(waiting), "kube-scheduler");
  TellTrouble(registry, *pod, Trouble::kUnschedulable);
}

void Start(Registry& registry, const Object& pod, Trouble trouble, Started started) {
  const std::string now = registry.now();
  Json running = *pod;
  Json& status = running["status"];
  const bool image_and_configuration =
      trouble != Trouble::kImagePullBackOff && trouble != Trouble::kCreateContainerConfigError;
  status["phase"] = started == Started::kYes && image_and_configuration ? "Running" : "Pending";
  if (!status.contains("podIP")) status["podIP"] = AllocatePodAddress(registry.store(), *pod);
  status["podIPs"] = Json::array({Json{{"ip", status["podIP"]}}});
  status["hostIP"] = kNodeAddress;
  status["hostIPs"] = Json::array({Json{{"ip", kNodeAddress}}});
  if (!status.contains("startTime")) status["startTime"] = now;
  status["qosClass"] = "BestEffort";
  Json statuses = Json::array();
  if (const Json* containers = ValueAt(*pod, {"spec", "containers"})) {
    for (const Json& container : *containers) {
      const Trouble its = statuses.empty() ? trouble : Trouble::kNone;
      statuses.push_back(ContainerStatus(*pod, container, its, started, now));
    }
  }
  if (!statuses.empty()) status["containerStatuses"] = std::move(statuses);
  for (const char* type : {"PodReadyToStartContainers", "Initialized"}) SetPlain(status, type, now);
  SetReadiness(status, now);
  SetPlain(status, "PodScheduled", now);
  WriteStatus(registry, pod, std::move(running), "kubelet");
}

}  // namespace

void ReconcilePod(Registry& registry, Backstage& backstage, const Key& key) {
  Object pod = registry.store().Get(key);
  const Resource* resource = registry.catalog().Preferred(key.resource);
  if (!pod || !resource) return;
  const Trouble trouble = TroubleOf(*pod);
  if (HasStatus(*pod)) {
    const bool due = trouble == Trouble::kSlow && TextAt(*pod, {"status", "phase"}) == "Pending" &&
                     !backstage.alarms.IsSet(key);
    if (due) Start(registry, pod, trouble, Started::kYes);
    return;
  }
  if (trouble == Trouble::kUnschedulable) return LeaveUnscheduled(registry, pod);
  pod = Bind(registry, *resource, pod);
  if (!pod) return;
  if (trouble == Trouble::kSlow) {
    backstage.alarms.Set(key, kSlowStart);
    return Start(registry, pod, trouble, Started::kNo);
  }
  Start(registry, pod, trouble, Started::kYes);
  TellTrouble(registry, *pod, trouble);
}

}  // namespace meshctl::sandbox
