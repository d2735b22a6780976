// SPDX-License-Identifier: Apache-2.0
// A Pod written by hand has neither a status, nor a node, nor an identity; `kubectl get -o yaml` shows all
// three.
#include "analyze/rules/pods.h"

#include <algorithm>
#include <string_view>

#include "analyze/kinds.h"

namespace meshctl::analyze {

bool IsPod(const model::Workload& workload) { return workload.object->Is(kind::kPod.group, kind::kPod.name); }

bool IsDeployment(const model::Workload& workload) {
  return workload.object->Is(kind::kDeployment.group, kind::kDeployment.name);
}

bool StandsForPods(const model::Workload& workload, const Findings& findings) {
  return !IsPod(workload) && !findings.KnowsCluster() && workload.owner_name->empty();
}

bool IsYetToRun(const model::Workload& workload, const Findings& findings) {
  if (!IsPod(workload)) return false;
  const model::Object& pod = *workload.object;
  if (pod.file().origin() == source::Origin::kGenerated) return true;
  if (findings.KnowsCluster()) return false;
  return !pod.Get("status").present() && !pod.Get("spec").Get("nodeName").present() &&
         !pod.Get("metadata").Get("uid").present();
}

const model::Container* ProxyOf(const model::PodTemplate& pod) {
  for (const auto* containers : {&pod.containers, &pod.init_containers}) {
    auto proxy =
        std::ranges::find(*containers, "istio-proxy", [](const auto& container) { return *container.name; });
    if (proxy != containers->end()) return &*proxy;
  }
  return nullptr;
}

}  // namespace meshctl::analyze
