// SPDX-License-Identifier: Apache-2.0
// IST0107. No annotation is for Deployments: most that stand there were meant for the template.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/settings/annotations.h"
#include "analyze/rules/settings/rules.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const WrittenAnnotation& annotation : IstioAnnotations(mesh, findings)) {
    const KnownAnnotation* known = annotation.known;
    if (!known || known->IsFor(annotation.kind)) continue;
    diag::Diagnostic& d =
        findings.Add(*annotation.object, annotation.entry->key_span(),
                     fmt::format("annotation `{}` means nothing on a {}", known->name, annotation.kind));
    d.primary.text = fmt::format("for {} only", known->kinds);
    d.help = annotation.kind != "Pod" && annotation.pod && known->IsFor("Pod")
                 ? std::string("move it to `spec.template.metadata.annotations`, which the Pods get")
                 : fmt::format("move it to the object that it is meant for: {}", known->kinds);
  }
}

constexpr Kind kReads[] = {kind::kDeployment, kind::kNamespace, kind::kPod, kind::kService};

}  // namespace

constinit const Rule kMisplacedAnnotation = {
    .name = "misplaced-annotation",
    .code = "IST0107",
    .analyzers = {"annotations.K8sAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "an annotation of Istio's stands on a kind of object on which it means nothing",
    .reads = kReads,
    .object_by_object = true,
    .check = Check,
};

}  // namespace meshctl::analyze
