// SPDX-License-Identifier: Apache-2.0
// A Pod with a proxy of its own is left alone by ztunnel, whatever labels say. Three ways to get both: a Pod
// that asks for both, a Pod that asks for ambient mode where its namespace injects, and a Pod that was
// injected before its namespace became ambient and never restarted. A sidecar in an ambient namespace that
// was asked for is fine.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/ambient/captured.h"
#include "analyze/rules/ambient/rules.h"
#include "analyze/rules/membership.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kInjectKey = "sidecar.istio.io/inject";

void CheckLabelled(const mesh::Workload& workload, Findings& findings) {
  const yaml::Entry* label = workload.labels->Find(kDataplaneLabel);
  diag::Diagnostic& d =
      findings.Add(*workload.object, label->value.span(),
                   fmt::format("`{}` gets a sidecar, so that it is not in ambient mode", workload.name));
  d.primary.text = "has no effect";
  if (const yaml::Entry* inject = workload.labels->Find(kInjectKey))
    d.secondary.push_back({inject->value.span(), "asks for a sidecar"});
  d.help = fmt::format("label its pods `{}: \"false\"`, or remove `{}`", kInjectKey, kDataplaneLabel);
}

void CheckLeftOver(const mesh::Mesh& mesh, const mesh::Workload& workload, Findings& findings) {
  const mesh::Namespace* ns = mesh.FindNamespace(workload.ns);
  if (!ns || !IsAmbient(*ns)) return;
  diag::Diagnostic& d =
      findings.Add(*workload.object, workload.object->name.span,
                   fmt::format("`{}` still has a sidecar, though its namespace is ambient", workload.name));
  d.primary.text = "ztunnel leaves it alone";
  d.secondary.push_back({ns->labels().Find(kDataplaneLabel)->value.span(), "the namespace is ambient"});
  d.help = fmt::format("restart it, or label it `{}: \"true\"` if the sidecar is meant", kInjectKey);
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (!MayBeAmbient(mesh)) return;
  for (const mesh::Workload& workload : mesh.workloads().all()) {
    if (!workload.pods || IsGatewayWorkload(workload) || !HasSidecar(mesh, *workload.pods)) continue;
    if (workload.labels->Get(kDataplaneLabel) == "ambient") {
      CheckLabelled(workload, findings);
    } else if (workload.object->Is(kind::kPod.group, kind::kPod.name) && !workload.labels->Has(kInjectKey) &&
               !workload.labels->Has(kDataplaneLabel)) {
      CheckLeftOver(mesh, workload, findings);
    }
  }
}

constexpr Kind kReads[] = {kind::kNamespace, kind::kPod};

}  // namespace

constinit const Rule kSidecarAndAmbient = {
    .name = "sidecar-and-ambient",
    .code = "MESH0306",
    .level = diag::Level::kWarning,
    .summary = "a workload in ambient mode has a sidecar, which takes it out of ambient mode",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
