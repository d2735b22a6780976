// SPDX-License-Identifier: Apache-2.0
// A label that names a waypoint which does not exist also hides the one of the namespace. istiod reports it
// in the status of Services only. Waypoints are often made by a command, so files without any Gateway of a
// namespace do not know.
#include <fmt/format.h>

#include <optional>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/ambient/rules.h"
#include "analyze/rules/ambient/waypoint_users.h"
#include "analyze/rules/known_names.h"
#include "analyze/rules/replacement.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

KnownNames GatewayNames(const mesh::Mesh& mesh) {
  KnownNames names;
  for (const model::Object* object :
       mesh.ObjectsOf(kind::kKubernetesGateway.group, kind::kKubernetesGateway.name))
    names.Add(*object->namespace_, *object->name);
  return names;
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  std::optional<KnownNames> names;  // only made when something is wrong
  ForEachWaypointUser(mesh, [&](const WaypointUser& user) {
    const UsedWaypoint& used = user.waypoint;
    if (used.gateway) return;
    const auto certainty =
        findings.Knows(kind::kKubernetesGateway, used.ns) ? Certainty::kWrong : Certainty::kCannotKnow;
    const model::Text written = {used.label->value.text(), used.label->value.span()};
    diag::Diagnostic& d = findings.Add(*user.object, written.span,
                                       fmt::format("waypoint `{}` does not exist", used.name), certainty);
    d.primary.text = fmt::format("no Gateway of this name in namespace `{}`", used.ns);
    if (!names) names = GatewayNames(mesh);
    ProposeReplacement(written, names->NearestIn(used.ns, used.name), d);
    const std::string_view elsewhere = names->OnlyNamespaceOf(used.name);
    if (d.help.empty() && !elsewhere.empty())
      d.help = fmt::format("it is in namespace `{0}`: add the label `{1}: {0}`", elsewhere,
                           kUseWaypointNamespaceLabel);
  });
}

constexpr Kind kReads[] = {kind::kKubernetesGateway, kind::kNamespace,    kind::kPod,
                           kind::kService,           kind::kServiceEntry, kind::kWorkloadEntry};

}  // namespace

constinit const Rule kUnknownWaypoint = {
    .name = "unknown-waypoint",
    .code = "MESH0303",
    .level = diag::Level::kError,
    .summary = "the label `istio.io/use-waypoint` names a waypoint that does not exist",
    .reads = kReads,
    .object_by_object = true,
    .check = Check,
};

}  // namespace meshctl::analyze
