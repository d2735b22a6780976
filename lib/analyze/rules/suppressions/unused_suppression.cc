// SPDX-License-Identifier: Apache-2.0
// Only whoever runs the rules knows what was silenced, so the runner makes these findings once the others
// have had their say (silencers.h). Here is what is said about the rule.
#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/suppressions/rules.h"

namespace meshctl::analyze {
namespace {

constexpr Kind kReads[] = {kind::kAny};

void LeaveToTheRunner(const mesh::Mesh& /*mesh*/, Findings& /*findings*/) {}

}  // namespace

constinit const Rule kUnusedSuppression = {
    .name = "unused-suppression",
    .code = "MESH0001",
    .level = diag::Level::kWarning,
    .summary = "a suppression that silences nothing, or names no rule",
    .reads = kReads,
    .check = LeaveToTheRunner,
};

}  // namespace meshctl::analyze
