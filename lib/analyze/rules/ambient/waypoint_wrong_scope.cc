// SPDX-License-Identifier: Apache-2.0
// A waypoint takes requests to Services unless `istio.io/waypoint-for` says otherwise, on the Gateway or its
// class. For a namespace one of the two is enough: Services and workloads pick what concerns them.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/ambient/rules.h"
#include "analyze/rules/ambient/waypoint_users.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

bool Takes(const WaypointScope& scope, UserKind kind) {
  switch (kind) {
    case UserKind::kNamespace:
      return scope.TakesServices() || scope.TakesWorkloads();
    case UserKind::kService:
      return scope.TakesServices();
    case UserKind::kWorkload:
      return scope.TakesWorkloads();
  }
  return true;
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.ObjectsOf(kind::kKubernetesGateway.group, kind::kKubernetesGateway.name).empty()) return;
  ForEachWaypointUser(mesh, [&](const WaypointUser& user) {
    const UsedWaypoint& used = user.waypoint;
    if (!used.gateway) return;
    const WaypointScope scope = ScopeOf(mesh, *used.gateway);
    if (Takes(scope, user.kind)) return;
    const std::string_view wanted = user.kind == UserKind::kWorkload ? "workload" : "service";
    diag::Diagnostic& d =
        findings.Add(*user.object, used.label->value.span(),
                     fmt::format("waypoint `{}` does not take requests to {}s", used.name, wanted));
    d.primary.text = "not used";
    d.secondary.push_back({scope.span ? scope.span : used.gateway->span(),
                           scope.span ? fmt::format("it takes `{}`", scope.traffic)
                                      : "no `istio.io/waypoint-for`: it takes requests to services"});
    d.help =
        fmt::format("label the waypoint `{}: {}` or `{}: all`", kWaypointForLabel, wanted, kWaypointForLabel);
  });
}

constexpr Kind kReads[] = {kind::kKubernetesGateway, kind::kGatewayClass, kind::kNamespace,    kind::kPod,
                           kind::kService,           kind::kServiceEntry, kind::kWorkloadEntry};

}  // namespace

constinit const Rule kWaypointWrongScope = {
    .name = "waypoint-wrong-scope",
    .code = "MESH0304",
    .level = diag::Level::kWarning,
    .summary = "a waypoint does not take the traffic of what asks for it (`istio.io/waypoint-for`)",
    .reads = kReads,
    .object_by_object = true,
    .check = Check,
};

}  // namespace meshctl::analyze
