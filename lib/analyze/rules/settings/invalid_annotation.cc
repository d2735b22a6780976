// SPDX-License-Identifier: Apache-2.0
// IST0125. All annotations whose values the injector looks at are for Pods; on other kinds they are
// misplaced, whatever they say.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/settings/annotation_values.h"
#include "analyze/rules/settings/annotations.h"
#include "analyze/rules/settings/rules.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const WrittenAnnotation& annotation : IstioAnnotations(mesh, findings)) {
    if (!annotation.known || !annotation.known->IsFor(annotation.kind)) continue;
    auto problem = CheckAnnotationValue(annotation.known->name, annotation.entry->value);
    if (!problem) continue;
    diag::Diagnostic& d = findings.Add(
        *annotation.object, problem->span,
        fmt::format("annotation `{}` has an invalid value: {}", annotation.known->name, problem->text));
    d.help = problem->help;
  }
}

constexpr Kind kReads[] = {kind::kPod};

}  // namespace

constinit const Rule kInvalidAnnotation = {
    .name = "invalid-annotation",
    .code = "IST0125",
    .analyzers = {"annotations.K8sAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "the value of an annotation of Istio's makes no sense to the injector",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
