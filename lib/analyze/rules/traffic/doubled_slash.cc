// SPDX-License-Identifier: Apache-2.0
// MESH0111. The replacement ends with a slash and the prefix does not: `/api/items` becomes `//items`. Many
// servers do not mind, hence a hint only.
#include <fmt/format.h>

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
    if (rewrite.prefix->value->ends_with('/') || !rewrite.replacement->ends_with('/')) continue;
    diag::Diagnostic& d =
        findings.Add(*rewrite.service->object, rewrite.replacement.span,
                     fmt::format("the rewrite makes `{}` of `{}`", rewrite.after, rewrite.before));
    d.primary.text = "ends with a slash, and the rest of the path begins with one";
    d.secondary.push_back({rewrite.prefix->value.span, "cut off, without a slash"});
    if (rewrite.replacement->size() > 1) {
      ProposeReplacement(rewrite.replacement, rewrite.replacement->substr(0, rewrite.replacement->size() - 1),
                         d);
    } else {
      d.help = fmt::format("put a match for prefix `{}/` before this one", *rewrite.prefix->value);
    }
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kDoubledSlash = {
    .name = "doubled-slash",
    .code = "MESH0111",
    .level = diag::Level::kInfo,
    .summary = "a rewrite that leaves two slashes in a row",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
