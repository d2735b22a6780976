// SPDX-License-Identifier: Apache-2.0
// IST0103. As upstream, only the label `istio-injection` makes a namespace one that is injected; revisions
// are not looked at. A Pod of files that has never run is yet to meet the injector.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/injection/rules.h"
#include "analyze/rules/membership.h"
#include "analyze/rules/pods.h"
#include "base/ascii.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

bool EqualsFalse(std::string_view value) { return EqualIgnoringCase(value, "false"); }

const yaml::Entry* EnablingLabel(const mesh::Namespace* ns) {
  if (!ns || ns->name() == "istio-system" || ns->labels().Get(kDataplaneLabel) == "ambient") return nullptr;
  const yaml::Entry* label = ns->labels().Find(kInjectionLabel);
  return label && label->value.text() == "enabled" ? label : nullptr;
}

bool OptsOut(const model::PodTemplate& pod) {
  return EqualsFalse(pod.labels.Has(kInjectLabel) ? pod.labels.Get(kInjectLabel)
                                                  : pod.annotations.Get(kInjectLabel));
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::Workload& workload : mesh.pod_workloads()) {
    if (!IsPod(workload)) continue;
    const yaml::Entry* enabled = EnablingLabel(mesh.FindNamespace(*workload.object->namespace_));
    if (!enabled || OptsOut(workload.pod) || workload.pod.host_network->value_or(false)) continue;
    const model::Container* proxy = ProxyOf(workload.pod);
    if (proxy && !proxy->image->empty()) continue;
    diag::Diagnostic& d =
        findings.Add(*workload.object, workload.object->name.span,
                     fmt::format("pod `{}` has no sidecar", *workload.object->name),
                     IsYetToRun(workload, findings) ? Certainty::kCannotKnow : Certainty::kWrong);
    d.primary.text = "none of its containers is named `istio-proxy`";
    d.secondary.push_back({enabled->key_span(), "Pods of this namespace should be injected"});
    d.help = "recreate it, so that it is injected, or give it the label `sidecar.istio.io/inject: \"false\"`";
  }
}

constexpr Kind kReads[] = {kind::kNamespace, kind::kPod};

}  // namespace

constinit const Rule kMissingSidecar = {
    .name = "missing-sidecar",
    .code = "IST0103",
    .analyzers = {"injection.Analyzer"},
    .level = diag::Level::kWarning,
    .summary = "a Pod of a namespace that is injected has no sidecar",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
