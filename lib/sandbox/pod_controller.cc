// SPDX-License-Identifier: Apache-2.0
// Scheduler and kubelet of the one node: a Pod runs as soon as it is there.
#include "sandbox/addresses.h"
#include "sandbox/conditions.h"
#include "sandbox/controllers.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kNode = "sandbox";
constexpr const char* kNodeAddress = "10.0.0.1";

Json ContainerStatuses(const Json& containers, const std::string& now) {
  Json statuses = Json::array();
  for (const Json& container : containers) {
    const std::string image = TextAt(container, {"image"});
    statuses.push_back({{"name", TextAt(container, {"name"})},
                        {"image", image},
                        {"imageID", ""},
                        {"ready", true},
                        {"started", true},
                        {"restartCount", 0},
                        {"state", {{"running", {{"startedAt", now}}}}}});
  }
  return statuses;
}

}  // namespace

void ReconcilePod(Registry& registry, const Key& key) {
  Object pod = registry.store().Get(key);
  const Resource* resource = registry.catalog().Preferred(key.resource);
  if (!pod || !resource || !TextAt(*pod, {"status", "podIP"}).empty()) return;

  if (TextAt(*pod, {"spec", "nodeName"}).empty()) {
    Json bound = *pod;
    bound["spec"]["nodeName"] = kNode;
    const Owner scheduler{"kube-scheduler", Owner::Operation::kUpdate, resource->api_version(), ""};
    auto stored = registry.Update(*resource, pod, std::move(bound), {scheduler, "", Commit::kStore});
    if (!stored) return;
    pod = *stored;
  }
  const std::string now = registry.now();
  Json started = *pod;
  Json& status = started["status"];
  status["phase"] = "Running";
  status["podIP"] = AllocatePodAddress(registry.store(), *pod);
  status["podIPs"] = Json::array({Json{{"ip", status["podIP"]}}});
  status["hostIP"] = kNodeAddress;
  status["startTime"] = now;
  status["qosClass"] = "BestEffort";
  if (const Json* containers = ValueAt(*pod, {"spec", "containers"})) {
    status["containerStatuses"] = ContainerStatuses(*containers, now);
  }
  for (const char* type : {"PodScheduled", "Initialized", "ContainersReady", "Ready"}) {
    SetCondition(status, {type, "True", "", ""}, now);
  }
  for (Json& condition : status["conditions"]) {
    condition.erase("reason");
    condition.erase("message");
  }
  WriteStatus(registry, pod, std::move(started), "kubelet");
}

}  // namespace meshctl::sandbox
