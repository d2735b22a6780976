// SPDX-License-Identifier: Apache-2.0
// Versions that servers no longer answer for (schema::AllRetired): such an object is in no cluster, so that
// nothing of what it says is in effect.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/apps/rules.h"
#include "mesh/mesh.h"
#include "schema/retired.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::Object& object : mesh.manifests().objects()) {
    if (object.schema_kind) continue;
    const schema::Retired* gone = schema::FindRetired(*object.api_version, *object.kind);
    if (!gone) continue;
    diag::Diagnostic& d =
        findings.Add(object, object.api_version.span,
                     fmt::format("`{}` is no longer served in `{}`", gone->kind, gone->api_version));
    d.primary.text = fmt::format("removed in {}", gone->since);
    if (gone->new_api_version.empty()) {
      d.help = gone->instead;
      continue;
    }
    if (!gone->instead.empty()) d.notes.emplace_back(gone->instead);
    d.help = fmt::format("use `apiVersion: {}`", gone->new_api_version);
    d.fixes.push_back({.title = fmt::format("replace `{}` by `{}`", gone->api_version, gone->new_api_version),
                       .edits = {{object.api_version.span, std::string(gone->new_api_version)}},
                       .safety = gone->same_shape ? diag::Safety::kSafe : diag::Safety::kUnsafe});
  }
}

constexpr Kind kReads[] = {kind::kAny};

}  // namespace

constinit const Rule kRemovedApiVersion = {
    .name = "removed-api-version",
    .code = "MESH0214",
    .level = diag::Level::kError,
    .summary = "an object is written in a version that no server answers for any more",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
