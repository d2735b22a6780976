// SPDX-License-Identifier: Apache-2.0
// IST0167. Traffic of ambient Pods goes through ztunnel, which knows no Sidecars. One ambient Pod among those
// selected is enough, and each Sidecar is named once.
#include <fmt/format.h>

#include <unordered_set>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/membership.h"
#include "analyze/rules/sidecars/rules.h"
#include "analyze/rules/sidecars/sidecars.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

constexpr const char* kHelp =
    "remove the Sidecar; a waypoint does for ambient workloads what sidecars do for others";

void CheckSelecting(const mesh::Mesh& mesh, Findings& findings) {
  const auto selectors = SelectingSidecars(mesh);
  if (selectors.empty()) return;
  std::unordered_set<const PodSelector*> reported;
  for (const SelectedPod& pod : SelectPods(PodsOf(mesh, findings), selectors)) {
    if (!IsAmbient(mesh, *pod.pod)) continue;
    const model::Object& selected = *pod.pod->object;
    for (const PodSelector* selector : pod.by) {
      if (!reported.insert(selector).second) continue;
      diag::Diagnostic& d =
          findings.Add(*selector->object, PairSpan(**selector->labels.begin()),
                       fmt::format("Sidecar `{}` has no effect on {} `{}`, which is in ambient mode",
                                   *selector->object->name, *selected.kind, *selected.name));
      d.primary.text = "selects it";
      d.secondary.push_back({selected.name.span, "has no sidecar"});
      d.help = kHelp;
    }
  }
}

void CheckDefaults(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::Object* object : DefaultSidecars(mesh)) {
    const mesh::Namespace* ns = mesh.FindNamespace(*object->namespace_);
    if (!ns || !IsAmbient(*ns)) continue;
    diag::Diagnostic& d =
        findings.Add(*object, object->name.span,
                     fmt::format("Sidecar `{}` has no effect in namespace `{}`, which is in ambient mode",
                                 *object->name, ns->name()));
    d.primary.text = "is for all workloads of the namespace";
    d.secondary.push_back({PairSpan(*ns->labels().Find(kDataplaneLabel)), "they have no sidecars"});
    d.help = kHelp;
  }
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  CheckSelecting(mesh, findings);
  CheckDefaults(mesh, findings);
}

constexpr Kind kReads[] = {kind::kNamespace, kind::kPod, kind::kSidecar};
constexpr Kind kRefinedBy[] = {kind::kPod};

}  // namespace

constinit const Rule kIneffectiveSidecar = {
    .name = "ineffective-sidecar",
    .code = "IST0167",
    .analyzers = {"sidecar.SelectorAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a Sidecar is for workloads in ambient mode, which have no sidecars",
    .reads = kReads,
    .refined_by = kRefinedBy,
    .check = Check,
};

}  // namespace meshctl::analyze
