// SPDX-License-Identifier: Apache-2.0
// MESH0112. The prefix ends with a slash and its replacement does not: `/api/items` becomes `/v1items`.
#include <fmt/format.h>

#include <cctype>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/replacement.h"
#include "analyze/rules/traffic/prefix_rewrites.h"
#include "analyze/rules/traffic/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const PrefixRewrite& rewrite : PrefixRewrites(mesh)) {
    // Behind `/files?name=` or `/tag-` the rest may well be meant to follow at once.
    const bool glued = rewrite.prefix->value->ends_with('/') &&
                       std::isalnum(static_cast<unsigned char>(rewrite.replacement->back()));
    if (!glued) continue;
    diag::Diagnostic& d =
        findings.Add(*rewrite.service->object, rewrite.replacement.span,
                     fmt::format("the rewrite makes `{}` of `{}`", rewrite.after, rewrite.before));
    d.primary.text = "the rest of the path follows without a slash";
    d.secondary.push_back({rewrite.prefix->value.span, "cut off, with its slash"});
    ProposeReplacement(rewrite.replacement, fmt::format("{}/", *rewrite.replacement), d);
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kGluedPathSegments = {
    .name = "glued-path-segments",
    .code = "MESH0112",
    .level = diag::Level::kWarning,
    .summary = "a rewrite that puts two segments of the path together",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
