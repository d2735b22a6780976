// SPDX-License-Identifier: Apache-2.0
// IST0101 for the selector of a Telemetry. It reaches no further than its own namespace, and the root
// namespace is none but its own either.
#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/selected_pods.h"
#include "analyze/rules/telemetry/rules.h"
#include "analyze/rules/telemetry/telemetries.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  AddSelectsNothing(mesh, SelectingTelemetries(mesh), findings);
}

constexpr Kind kReads[] = {kind::kPod, kind::kTelemetry};

}  // namespace

constinit const Rule kTelemetryWithoutPods = {
    .name = "telemetry-without-pods",
    .code = "IST0101",
    .analyzers = {"telemetry.SelectorAnalyzer"},
    .level = diag::Level::kError,
    .summary = "the selector of a Telemetry selects no Pod of its namespace",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
