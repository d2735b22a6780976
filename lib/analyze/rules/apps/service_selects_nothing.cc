// SPDX-License-Identifier: Apache-2.0
// A Service without endpoints is accepted everywhere and answers nothing. Services without a selector have
// their endpoints made by hand, and Istio counts WorkloadEntries among what a selector selects.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/apps/rules.h"
#include "analyze/rules/apps/selection.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::Service& service : mesh.kubernetes_services()) {
    if (service.selector.empty() || service.external()) continue;
    const std::string_view ns = *service.object->namespace_;
    if (!mesh.workloads().Matching(ns, service.selector).empty()) continue;
    const auto certainty = findings.Knows(kind::kPod, ns) ? Certainty::kWrong : Certainty::kCannotKnow;
    diag::Diagnostic& d =
        findings.Add(*service.object, SelectorSpan(service.selector),
                     fmt::format("service `{}` selects no pods", *service.object->name), certainty);
    d.primary.text = fmt::format("no workload of namespace `{}` has `{}`", ns, service.selector.ToString());
    ExplainEmptySelection(mesh, ns, service.selector, d);
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
