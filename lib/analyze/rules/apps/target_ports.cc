// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/apps/target_ports.h"

#include <algorithm>

namespace meshctl::analyze {

std::vector<const mesh::Workload*> PodsBehind(const mesh::Mesh& mesh, const model::Service& service) {
  if (service.selector.empty() || service.external()) return {};
  auto selected = mesh.workloads().Matching(*service.object->namespace_, service.selector);
  const bool only_pods =
      std::ranges::all_of(selected, [](const mesh::Workload* workload) { return workload->pods != nullptr; });
  if (!only_pods) selected.clear();
  return selected;
}

void ForEachPort(const model::PodTemplate& pod, const std::function<void(const model::ContainerPort&)>& use) {
  for (const auto* containers : {&pod.containers, &pod.init_containers}) {
    for (const model::Container& container : *containers) {
      for (const model::ContainerPort& port : container.ports) use(port);
    }
  }
}

}  // namespace meshctl::analyze
