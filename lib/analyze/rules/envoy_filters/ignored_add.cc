// SPDX-License-Identifier: Apache-2.0
// IST0153. Routes have an order, so they can be inserted; `ADD` names no place for them.
#include <algorithm>
#include <utility>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/envoy_filters/patches.h"
#include "analyze/rules/envoy_filters/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Describe(std::span<const Patch> patches, diag::Diagnostic& diagnostic) {
  DescribeIgnored(patches.front(), diagnostic);
  if (!std::ranges::all_of(patches, [](const Patch& patch) { return *patch.apply_to == "HTTP_ROUTE"; })) {
    diagnostic.help = "insert routes with `INSERT_FIRST`, and change a route configuration with `MERGE`";
    return;
  }
  diagnostic.help = "insert the route with `INSERT_FIRST`, `INSERT_BEFORE` or `INSERT_AFTER`";
  diag::Fix fix = {.title = "replace `ADD` by `INSERT_FIRST`", .safety = diag::Safety::kUnsafe};
  for (const Patch& patch : patches) fix.edits.push_back({patch.operation.span, "INSERT_FIRST"});
  diagnostic.fixes.push_back(std::move(fix));
}

void Check(const mesh::Mesh&, Findings& findings) { AddPatches(PatchFault::kIgnoredAdd, findings, Describe); }

constexpr Kind kReads[] = {kind::kEnvoyFilter};

}  // namespace

constinit const Rule kIgnoredAdd = {
    .name = "ignored-add",
    .code = "IST0153",
    .analyzers = {"envoyfilter.EnvoyPatchAnalyzer"},
    .level = diag::Level::kError,
    .summary = "an EnvoyFilter adds a route or a route configuration, which is ignored",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
