// SPDX-License-Identifier: Apache-2.0
// Like a route to a Gateway, a user of a waypoint must be let in: by `allowedRoutes` of the listener for
// HBONE, of which the default is the waypoint's own namespace.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/ambient/rules.h"
#include "analyze/rules/ambient/waypoint_users.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.ObjectsOf(kind::kKubernetesGateway.group, kind::kKubernetesGateway.name).empty()) return;
  ForEachWaypointUser(mesh, [&](const WaypointUser& user) {
    const UsedWaypoint& used = user.waypoint;
    const std::string_view ns =
        user.kind == UserKind::kNamespace ? *user.object->name : *user.object->namespace_;
    if (!used.gateway || Takes(mesh, *used.gateway, ns)) return;
    diag::Diagnostic& d =
        findings.Add(*user.object, used.label->value.span(),
                     fmt::format("waypoint `{}/{}` does not serve namespace `{}`", used.ns, used.name, ns));
    d.primary.text = "not used";
    d.secondary.push_back({used.gateway->span(), ServedNamespaces(*used.gateway) == "Selector"
                                                     ? "its listener for HBONE selects other namespaces"
                                                     : "it serves its own namespace only"});
    d.help = "set `allowedRoutes.namespaces.from: All`, or a selector, on its listener for HBONE";
  });
}

constexpr Kind kReads[] = {kind::kKubernetesGateway, kind::kNamespace,    kind::kPod,
                           kind::kService,           kind::kServiceEntry, kind::kWorkloadEntry};

}  // namespace

constinit const Rule kWaypointRefusesNamespace = {
    .name = "waypoint-refuses-namespace",
    .code = "MESH0308",
    .level = diag::Level::kError,
    .summary = "a waypoint of another namespace does not let in what asks for it",
    .reads = kReads,
    .object_by_object = true,
    .check = Check,
};

}  // namespace meshctl::analyze
