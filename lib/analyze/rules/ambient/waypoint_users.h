// SPDX-License-Identifier: Apache-2.0
// Everything that can ask for a waypoint by a label.
#pragma once

#include <cstdint>
#include <functional>

#include "analyze/rules/ambient/waypoints.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

enum class UserKind : std::uint8_t { kNamespace, kService, kWorkload };

/// An object with the label `istio.io/use-waypoint`: its own, or that of the Pods it makes.
struct WaypointUser {
  const model::Object* object = nullptr;
  UserKind kind = UserKind::kService;  ///< a ServiceEntry counts as a Service, a WorkloadEntry as a workload
  UsedWaypoint waypoint;
};

/// Calls `use` for each: Namespaces, Services, ServiceEntries, workloads, WorkloadEntries.
void ForEachWaypointUser(const mesh::Mesh& mesh, const std::function<void(const WaypointUser&)>& use);

}  // namespace meshctl::analyze
