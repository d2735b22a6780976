// SPDX-License-Identifier: Apache-2.0
// Deployments with the Services that select their Pods.
#pragma once

#include <vector>

#include "mesh/mesh.h"

namespace meshctl::analyze {

struct DeploymentServices {
  const model::Workload* deployment = nullptr;
  std::vector<const model::Service*> services;  ///< in Istio's order; those without a selector are left out
};

/// Every Deployment of the mesh that Services select, but for waypoints, whose Services Istio makes itself.
std::vector<DeploymentServices> DeploymentsWithServices(const mesh::Mesh& mesh);

/// `ns/name`, or the name alone where there is no namespace.
std::string FullName(const model::Service& service);

}  // namespace meshctl::analyze
