// SPDX-License-Identifier: Apache-2.0
// A Service without endpoints is accepted everywhere and answers nothing. Services without a selector have
// their endpoints made by hand, and Istio counts WorkloadEntries among what a selector selects.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/apps/rules.h"
#include "analyze/rules/empty_selection.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  EmptySelections empty(mesh, findings);
  for (const model::Service& service : mesh.kubernetes_services()) {
    if (service.selector.empty() || service.external()) continue;
    const std::string_view ns = *service.object->namespace_;
    if (!mesh.workloads().Matching(ns, service.selector).empty()) continue;
    empty.Add(*service.object, ns, Reach::kNamespace, service.selector,
              fmt::format("service `{}` selects no pods", *service.object->name));
  }
}

constexpr Kind kReads[] = {kind::kPod, kind::kService, kind::kWorkloadEntry};

}  // namespace

constinit const Rule kServiceSelectsNothing = {
    .name = "service-selects-nothing",
    .code = "MESH0203",
    .level = diag::Level::kWarning,
    .summary = "a Service has a selector that no workload satisfies",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
