// SPDX-License-Identifier: Apache-2.0
// IST0154. What is generated for routes stays; it can only be changed.
#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/envoy_filters/patches.h"
#include "analyze/rules/envoy_filters/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Describe(std::span<const Patch> patches, diag::Diagnostic& diagnostic) {
  DescribeIgnored(patches.front(), diagnostic);
  diagnostic.help = "change it with `MERGE`, or leave the route out of the VirtualService it comes from";
}

void Check(const mesh::Mesh&, Findings& findings) {
  AddPatches(PatchFault::kIgnoredRemove, findings, Describe);
}

constexpr Kind kReads[] = {kind::kEnvoyFilter};

}  // namespace

constinit const Rule kIgnoredRemove = {
    .name = "ignored-remove",
    .code = "IST0154",
    .analyzers = {"envoyfilter.EnvoyPatchAnalyzer"},
    .level = diag::Level::kError,
    .summary = "an EnvoyFilter removes a route or a route configuration, which is ignored",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
