// SPDX-License-Identifier: Apache-2.0
// IST0111. A selector without labels counts as none. Ambient namespaces have no sidecars to configure.
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
  for (const auto& group : ByNamespace(DefaultSidecars(mesh))) {
    const mesh::Namespace* ns = mesh.FindNamespace(*group.front()->namespace_);
    if (group.size() > 1 && !(ns && IsAmbient(*ns))) AddSeveralDefaults(group, findings);
  }
}

constexpr Kind kReads[] = {kind::kNamespace, kind::kSidecar};
constexpr Kind kRefinedBy[] = {kind::kNamespace};

}  // namespace

constinit const Rule kSeveralDefaultSidecars = {
    .name = "several-default-sidecars",
    .code = "IST0111",
    .analyzers = {"sidecar.SelectorAnalyzer"},
    .level = diag::Level::kError,
    .summary = "a namespace has more than one Sidecar without a selector",
    .reads = kReads,
    .refined_by = kRefinedBy,
    .check = Check,
};

}  // namespace meshctl::analyze
