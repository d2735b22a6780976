// SPDX-License-Identifier: Apache-2.0
// Unlike the directory's index this one has every type of Service, as upstream's analyzers ask for none.
#include "analyze/rules/workloads/deployment_services.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <utility>

#include "analyze/rules/membership.h"
#include "analyze/rules/pods.h"
#include "mesh/selector_index.h"

namespace meshctl::analyze {
namespace {

bool IsWaypoint(const model::Object& deployment) {
  return deployment.labels.Get(kGatewayManagerLabel) == kWaypointManager;
}

mesh::SelectorIndex IndexSelectors(const std::deque<model::Service>& services) {
  mesh::SelectorIndex index;
  for (std::uint32_t number = 0; number < services.size(); ++number) {
    const model::Service& service = services[number];
    if (!service.selector.empty()) index.Add(*service.object->namespace_, service.selector, number);
  }
  index.Freeze();
  return index;
}

}  // namespace

std::vector<DeploymentServices> DeploymentsWithServices(const mesh::Mesh& mesh) {
  const std::deque<model::Service>& services = mesh.kubernetes_services();
  std::optional<mesh::SelectorIndex> index;  // only made when there is a Deployment to ask for
  std::vector<DeploymentServices> found;
  for (const model::Workload& workload : mesh.pod_workloads()) {
    if (!IsDeployment(workload) || IsWaypoint(*workload.object) || !IsDeploymentInMesh(mesh, workload))
      continue;
    if (!index) index = IndexSelectors(services);
    DeploymentServices entry = {.deployment = &workload};
    for (std::uint32_t number : index->Selecting(*workload.object->namespace_, workload.pod.labels))
      entry.services.push_back(&services[number]);
    if (!entry.services.empty()) found.push_back(std::move(entry));
  }
  return found;
}

std::string FullName(const model::Service& service) {
  const model::Object& object = *service.object;
  return object.namespace_->empty() ? std::string(*object.name)
                                    : fmt::format("{}/{}", *object.namespace_, *object.name);
}

}  // namespace meshctl::analyze
