// SPDX-License-Identifier: Apache-2.0
// IST0151. `MERGE`, `ADD` and `INSERT_FIRST` do not count as relative upstream.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/envoy_filters/patches.h"
#include "analyze/rules/envoy_filters/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Describe(std::span<const Patch> patches, diag::Diagnostic& diagnostic) {
  diagnostic.message = fmt::format("`{}` depends on the order of EnvoyFilters, which no `priority` sets",
                                   *patches.front().operation);
  diagnostic.primary.text = "acts on what is there when its turn comes";
  diagnostic.help = "set `priority`, lower numbers are applied first";
}

void Check(const mesh::Mesh&, Findings& findings) { AddPatches(PatchFault::kUnordered, findings, Describe); }

constexpr Kind kReads[] = {kind::kEnvoyFilter};

}  // namespace

constinit const Rule kUnorderedPatch = {
    .name = "unordered-patch",
    .code = "IST0151",
    .analyzers = {"envoyfilter.EnvoyPatchAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a patch depends on the order of EnvoyFilters, and no priority sets it",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
