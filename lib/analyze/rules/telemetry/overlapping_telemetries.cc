// SPDX-License-Identifier: Apache-2.0
// IST0159. Unlike Sidecars, Telemetries count in ambient mode too: waypoints obey them.
#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/overlaps.h"
#include "analyze/rules/telemetry/rules.h"
#include "analyze/rules/telemetry/telemetries.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  const auto selectors = SelectingTelemetries(mesh);
  if (selectors.empty()) return;
  for (const SelectedPod& pod : SelectPods(PodsOf(mesh, findings), selectors)) {
    if (pod.by.size() > 1) AddOverlap(pod, findings);
  }
}

constexpr Kind kReads[] = {kind::kPod, kind::kTelemetry};

}  // namespace

constinit const Rule kOverlappingTelemetries = {
    .name = "overlapping-telemetries",
    .code = "IST0159",
    .analyzers = {"telemetry.SelectorAnalyzer"},
    .level = diag::Level::kError,
    .summary = "two Telemetries select the same Pod",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
