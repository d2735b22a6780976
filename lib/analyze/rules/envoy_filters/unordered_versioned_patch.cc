// SPDX-License-Identifier: Apache-2.0
// IST0155, instead of IST0151 where an earlier patch of the same name is not for every proxy.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/envoy_filters/patches.h"
#include "analyze/rules/envoy_filters/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Describe(std::span<const Patch> patches, diag::Diagnostic& diagnostic) {
  diagnostic.message =
      fmt::format("`{}` depends on the order of EnvoyFilters, some of which are for one proxy version only",
                  *patches.front().operation);
  diagnostic.primary.text = "acts on what is there when its turn comes";
  diagnostic.secondary.push_back(
      {patches.front().version, "an earlier patch of the same name is for this version"});
  diagnostic.help = "set `priority`, lower numbers are applied first";
}

void Check(const mesh::Mesh&, Findings& findings) {
  AddPatches(PatchFault::kUnorderedVersioned, findings, Describe);
}

constexpr Kind kReads[] = {kind::kEnvoyFilter};

}  // namespace

constinit const Rule kUnorderedVersionedPatch = {
    .name = "unordered-versioned-patch",
    .code = "IST0155",
    .analyzers = {"envoyfilter.EnvoyPatchAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a patch depends on the order of EnvoyFilters, some of which skip proxy versions",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
