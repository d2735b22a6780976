// SPDX-License-Identifier: Apache-2.0
// IST0101 for the selector of a Sidecar, which reaches no further than its own namespace.
#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/selected_pods.h"
#include "analyze/rules/sidecars/rules.h"
#include "analyze/rules/sidecars/sidecars.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  AddSelectsNothing(mesh, SelectingSidecars(mesh), findings);
}

constexpr Kind kReads[] = {kind::kPod, kind::kSidecar};

}  // namespace

constinit const Rule kSidecarWithoutPods = {
    .name = "sidecar-without-pods",
    .code = "IST0101",
    .analyzers = {"sidecar.SelectorAnalyzer"},
    .level = diag::Level::kError,
    .summary = "the selector of a Sidecar selects no Pod of its namespace",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
