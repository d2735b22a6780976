// SPDX-License-Identifier: Apache-2.0
// IST0133. Istiod has no warning about a WorkloadGroup.
#include "analyze/findings.h"
#include "analyze/rules/schema/rules.h"
#include "analyze/rules/schema/validation.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh&, Findings& findings) { AddInvalidObjects(diag::Level::kWarning, findings); }

constexpr std::span kReads = std::span(kValidatedKinds).first<kValidatedKinds.size() - 1>();

}  // namespace

constinit const Rule kQuestionableObject = {
    .name = "questionable-object",
    .code = "IST0133",
    .analyzers = {kValidationAnalyzer},
    .level = diag::Level::kWarning,
    .summary = "istiod's validation warns about an object",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
