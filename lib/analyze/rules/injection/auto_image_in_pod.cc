// SPDX-License-Identifier: Apache-2.0
// IST0147. A Pod that runs has met the injector already, so an image that is still `auto` is final. A Pod of
// files that has never run may yet be injected.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/injection/auto_image.h"
#include "analyze/rules/injection/rules.h"
#include "analyze/rules/pods.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::Workload& workload : mesh.pod_workloads()) {
    if (!IsPod(workload)) continue;
    const model::Container* proxy = AutoImage(workload.pod);
    if (!proxy) continue;
    diag::Diagnostic& d = findings.Add(
        *workload.object, proxy->image.span,
        fmt::format("pod `{}` was not injected and cannot pull the image `auto`", *workload.object->name),
        IsYetToRun(workload, findings) ? Certainty::kCannotKnow : Certainty::kWrong);
    d.primary.text = "a placeholder that the injector replaces";
    d.help = "recreate it when the labels of the namespace and the Pod ask for injection";
  }
}

constexpr Kind kReads[] = {kind::kPod};

}  // namespace

constinit const Rule kAutoImageInPod = {
    .name = "auto-image-in-pod",
    .code = "IST0147",
    .analyzers = {"injection.ImageAutoAnalyzer"},
    .level = diag::Level::kError,
    .summary = "a Pod runs with the image `auto`, which the injector should have replaced",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
