// SPDX-License-Identifier: Apache-2.0
// Applying such a folder leaves whichever document came last. Files may stand over objects of a cluster,
// which is what they are for, and two documents with the same words do no harm.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/apps/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::Duplicate& duplicate : mesh.manifests().duplicates()) {
    const model::Object& earlier = *duplicate.earlier;
    const model::Object& later = *duplicate.later;
    if (earlier.file().origin() != later.file().origin()) continue;
    if (earlier.root->span().text() == later.root->span().text()) continue;
    diag::Diagnostic& d = findings.Add(earlier, earlier.span(),
                                       fmt::format("{} `{}` is given twice", *earlier.kind, *earlier.name));
    d.primary.text = "this one is overwritten";
    d.secondary.push_back({later.span(), "this one counts, because it comes later"});
    d.help = "remove one of them, or give them different names";
  }
}

constexpr Kind kReads[] = {kind::kAny};

}  // namespace

constinit const Rule kDuplicateObject = {
    .name = "duplicate-object",
    .code = "MESH0213",
    .level = diag::Level::kWarning,
    .summary = "two documents describe one object differently",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
