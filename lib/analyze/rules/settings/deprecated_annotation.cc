// SPDX-License-Identifier: Apache-2.0
// IST0135. `sidecar.istio.io/inject` beside the label of that name is there for old control planes, and said
// nothing about.
#include <fmt/format.h>

#include <string>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/insertion.h"
#include "analyze/rules/membership.h"
#include "analyze/rules/settings/annotations.h"
#include "analyze/rules/settings/rules.h"

namespace meshctl::analyze {
namespace {

// Whether the labels are written beside the annotation, and not elsewhere behind an anchor.
bool AreBeside(const yaml::Entry& label, const WrittenAnnotation& annotation) {
  const source::Span key = label.key_span(), pod = annotation.pod->span;
  return key.file == pod.file && key.begin >= pod.begin && key.end <= pod.end && StandsOnItsOwnLine(label) &&
         key.position().column == annotation.entry->key_span().position().column;
}

// Says the same by a label. The annotation stays: beside the label it is what old control planes read.
void ProposeLabel(const WrittenAnnotation& annotation, diag::Diagnostic& d) {
  if (annotation.kind != "Pod" || annotation.labels->empty()) return;
  const yaml::Entry& first = **annotation.labels->begin();
  if (!AreBeside(first, annotation)) return;
  const std::string_view written = annotation.entry->value.span().text();
  if (written.find('\n') != std::string_view::npos) return;
  const std::string label = fmt::format("{}: {}", kInjectLabel, written);
  d.fixes.push_back({.title = fmt::format("add the label `{}`", label),
                     .edits = {InsertBefore(first, {label})},
                     .safety = diag::Safety::kUnsafe});
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const WrittenAnnotation& annotation : IstioAnnotations(mesh, findings)) {
    const KnownAnnotation* known = annotation.known;
    if (!known || !known->deprecated) continue;
    if (known->name == kInjectLabel && annotation.labels->Has(kInjectLabel)) continue;
    diag::Diagnostic& d = findings.Add(*annotation.object, annotation.entry->key_span(),
                                       fmt::format("annotation `{}` is deprecated", known->name));
    d.help =
        known->instead.empty() ? std::string("remove it") : fmt::format("use {} instead", known->instead);
    if (known->name == kInjectLabel) ProposeLabel(annotation, d);
  }
}

constexpr Kind kReads[] = {kind::kDeployment, kind::kNamespace, kind::kPod, kind::kService};

}  // namespace

constinit const Rule kDeprecatedAnnotation = {
    .name = "deprecated-annotation",
    .code = "IST0135",
    .analyzers = {"annotations.K8sAnalyzer"},
    .level = diag::Level::kInfo,
    .summary = "an annotation of Istio's is deprecated",
    .reads = kReads,
    .object_by_object = true,
    .check = Check,
};

}  // namespace meshctl::analyze
