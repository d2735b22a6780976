// SPDX-License-Identifier: Apache-2.0
// Without a readiness probe a Pod counts as ready as soon as its process has started, and gets requests that
// it cannot answer yet. Only Pods behind a Service are sent any. A gate from outside the Pod does as well.
#include <fmt/format.h>

#include <algorithm>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/apps/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

bool HasProbe(const model::Container& container) { return container.node->Get("readinessProbe").present(); }

// The proxy's own probe comes with injection and says nothing about the program.
bool IsProxy(const model::Container& container) { return *container.name == "istio-proxy"; }

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const mesh::Workload& workload : mesh.workloads().all()) {
    if (!workload.pods) continue;
    const auto& containers = workload.pods->pod.containers;
    const auto program = std::ranges::find_if_not(containers, IsProxy);
    if (program == containers.end() || workload.pods->pod.spec->Get("readinessGates").size() > 0 ||
        std::ranges::any_of(containers, [](const model::Container& container) {
          return !IsProxy(container) && HasProbe(container);
        }))
      continue;
    const auto services = mesh.ServicesOf(workload);
    const auto service =
        std::ranges::find_if(services, [](const mesh::Service* s) { return s->kubernetes != nullptr; });
    if (service == services.end()) continue;
    diag::Diagnostic& d =
        findings.Add(*workload.object, program->name.span,
                     fmt::format("no container of `{}` has a readiness probe", workload.name));
    d.primary.text = "counts as ready as soon as it has started";
    d.secondary.push_back({(*service)->object->span(), "this service sends it requests from then on"});
    d.help = "add a `readinessProbe`";
  }
}

constexpr Kind kReads[] = {kind::kPod, kind::kService};

}  // namespace

constinit const Rule kMissingReadinessProbe = {
    .name = "missing-readiness-probe",
    .code = "MESH0210",
    .level = diag::Level::kInfo,
    .summary = "a Service sends requests to pods that do not say when they are ready",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
