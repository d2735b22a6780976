// SPDX-License-Identifier: Apache-2.0
// IST0108.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/replacement.h"
#include "analyze/rules/settings/annotations.h"
#include "analyze/rules/settings/rules.h"
#include "base/nearest.h"

namespace meshctl::analyze {
namespace {

// What people may write, for "did you mean".
std::vector<std::string_view> PublicNames() {
  std::vector<std::string_view> names;
  for (const KnownAnnotation& known : AllAnnotations()) {
    if (!known.internal) names.push_back(known.name);
  }
  return names;
}

void Explain(const WrittenAnnotation& annotation, diag::Diagnostic& d) {
  static const std::vector<std::string_view> kNames = PublicNames();
  const std::string_view name = annotation.entry->key;
  if (IsIstioLabel(name)) {
    d.primary.text = "a label, not an annotation";
    d.help = "write it under `labels`";
    return;
  }
  d.primary.text = "no such annotation";
  const std::string_view near = OnlyNearest(name, kNames);
  if (near.empty()) {
    d.help = "remove it, or use a prefix of your own: those that end in `istio.io` are Istio's";
    return;
  }
  ProposeReplacement(annotation.name(), near, d);
  if (annotation.annotations->Has(near)) d.fixes.clear();
  // Among names this long one wrong letter leaves no doubt.
  if (!d.fixes.empty() && EditDistance(name, near, 1) <= 1) d.fixes.front().safety = diag::Safety::kSafe;
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const WrittenAnnotation& annotation : IstioAnnotations(mesh, findings)) {
    if (annotation.known) continue;
    Explain(annotation,
            findings.Add(*annotation.object, annotation.entry->key_span(),
                         fmt::format("annotation `{}` is unknown to Istio", annotation.entry->key)));
  }
}

constexpr Kind kReads[] = {kind::kDeployment, kind::kNamespace, kind::kPod, kind::kService};

}  // namespace

constinit const Rule kUnknownAnnotation = {
    .name = "unknown-annotation",
    .code = "IST0108",
    .analyzers = {"annotations.K8sAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "an annotation has a name of Istio's, but Istio does not know it",
    .reads = kReads,
    .object_by_object = true,
    .check = Check,
};

}  // namespace meshctl::analyze
