// SPDX-License-Identifier: Apache-2.0
// IST0106. A cluster with Istio's webhook holds no such object; files do, and clusters whose webhook was off.
#include "analyze/findings.h"
#include "analyze/rules/schema/rules.h"
#include "analyze/rules/schema/validation.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh&, Findings& findings) { AddInvalidObjects(diag::Level::kError, findings); }

constexpr std::span kReads(kValidatedKinds);

}  // namespace

constinit const Rule kInvalidObject = {
    .name = "invalid-object",
    .code = "IST0106",
    .analyzers = {kValidationAnalyzer},
    .level = diag::Level::kError,
    .summary = "istiod's validation refuses an object",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
