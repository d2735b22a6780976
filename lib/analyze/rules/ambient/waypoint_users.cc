// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/ambient/waypoint_users.h"

#include "analyze/kinds.h"

namespace meshctl::analyze {

void ForEachWaypointUser(const mesh::Mesh& mesh, const std::function<void(const WaypointUser&)>& use) {
  auto ask = [&](const model::Object& object, UserKind kind, std::string_view ns,
                 const model::Labels& labels) {
    if (const auto waypoint = OwnWaypoint(mesh, ns, labels)) use({&object, kind, *waypoint});
  };
  for (const mesh::Namespace& ns : mesh.namespaces())
    ask(*ns.object, UserKind::kNamespace, ns.name(), ns.labels());
  for (const Kind& kind : {kind::kService, kind::kServiceEntry}) {
    for (const model::Object* object : mesh.ObjectsOf(kind.group, kind.name))
      ask(*object, UserKind::kService, *object->namespace_, object->labels);
  }
  for (const mesh::Workload& workload : mesh.workloads().all())
    ask(*workload.object, UserKind::kWorkload, workload.ns, *workload.labels);
}

}  // namespace meshctl::analyze
