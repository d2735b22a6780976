// SPDX-License-Identifier: Apache-2.0
// IST0152. Only filters and virtual hosts are replaced.
#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/envoy_filters/patches.h"
#include "analyze/rules/envoy_filters/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Describe(std::span<const Patch> patches, diag::Diagnostic& diagnostic) {
  DescribeIgnored(patches.front(), diagnostic);
  diagnostic.help =
      "only `NETWORK_FILTER`, `HTTP_FILTER` and `VIRTUAL_HOST` can be replaced; use `MERGE` for others";
}

void Check(const mesh::Mesh&, Findings& findings) {
  AddPatches(PatchFault::kIgnoredReplace, findings, Describe);
}

constexpr Kind kReads[] = {kind::kEnvoyFilter};

}  // namespace

constinit const Rule kIgnoredReplace = {
    .name = "ignored-replace",
    .code = "IST0152",
    .analyzers = {"envoyfilter.EnvoyPatchAnalyzer"},
    .level = diag::Level::kError,
    .summary = "an EnvoyFilter replaces what cannot be replaced, which is ignored",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
