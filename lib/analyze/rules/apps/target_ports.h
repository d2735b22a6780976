// SPDX-License-Identifier: Apache-2.0
// Where the ports of Services end, for the rules about them.
#pragma once

#include <functional>
#include <vector>

#include "mesh/mesh.h"
#include "model/service.h"

namespace meshctl::analyze {

/// The Pods behind a Service of Kubernetes, one for each workload; none when it selects anything else, whose
/// ports are written elsewhere.
std::vector<const mesh::Workload*> PodsBehind(const mesh::Mesh& mesh, const model::Service& service);

/// Calls `use` for every port that a container of the Pods declares.
void ForEachPort(const model::PodTemplate& pod, const std::function<void(const model::ContainerPort&)>& use);

}  // namespace meshctl::analyze
