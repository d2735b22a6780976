// SPDX-License-Identifier: Apache-2.0
// IST0110. A Pod in ambient mode has no sidecar that two Sidecars could disagree about; what is wrong there
// is IST0167.
#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/membership.h"
#include "analyze/rules/overlaps.h"
#include "analyze/rules/sidecars/rules.h"
#include "analyze/rules/sidecars/sidecars.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  const auto selectors = SelectingSidecars(mesh);
  if (selectors.empty()) return;
  for (const SelectedPod& pod : SelectPods(PodsOf(mesh, findings), selectors)) {
    if (pod.by.size() > 1 && !IsAmbient(mesh, *pod.pod)) AddOverlap(pod, findings);
  }
}

constexpr Kind kReads[] = {kind::kNamespace, kind::kPod, kind::kSidecar};
constexpr Kind kRefinedBy[] = {kind::kNamespace};

}  // namespace

constinit const Rule kOverlappingSidecars = {
    .name = "overlapping-sidecars",
    .code = "IST0110",
    .analyzers = {"sidecar.SelectorAnalyzer"},
    .level = diag::Level::kError,
    .summary = "two Sidecars select the same Pod",
    .reads = kReads,
    .refined_by = kRefinedBy,
    .check = Check,
};

}  // namespace meshctl::analyze
