// SPDX-License-Identifier: Apache-2.0
// Alpha and beta versions of kinds that have become v1: Istio serves all of them and they mean the same, but
// old ones are the first to go. What is already gone is another rule's (removed-api-version).
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/apps/rules.h"
#include "mesh/mesh.h"
#include "schema/kinds.h"

namespace meshctl::analyze {
namespace {

bool IsPreRelease(std::string_view version) {
  return version.find("alpha") != version.npos || version.find("beta") != version.npos;
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::Object& object : mesh.manifests().objects()) {
    const schema::Kind kind = object.schema_kind;
    if (!kind || !kind.custom() || !kind.served() || !IsPreRelease(kind.version())) continue;
    const schema::Kind stable = schema::Preferred(kind.group(), kind.name());
    if (IsPreRelease(stable.version()) || !mesh.manifests().Counts(object)) continue;
    diag::Diagnostic& d =
        findings.Add(object, object.api_version.span,
                     fmt::format("{} `{}` is written in an old version", kind.name(), *object.name));
    d.primary.text = fmt::format("stable as `{}`", stable.api_version());
    d.help = fmt::format("use `apiVersion: {}`", stable.api_version());
    d.fixes.push_back({.title = fmt::format("replace `{}` by `{}`", kind.api_version(), stable.api_version()),
                       .edits = {{object.api_version.span, std::string(stable.api_version())}},
                       .safety = diag::Safety::kSafe});
  }
}

constexpr Kind kReads[] = {kind::kAny};

}  // namespace

constinit const Rule kOldApiVersion = {
    .name = "old-api-version",
    .code = "MESH0208",
    .level = diag::Level::kInfo,
    .summary = "an object is written in an alpha or beta version of a kind that is stable",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
