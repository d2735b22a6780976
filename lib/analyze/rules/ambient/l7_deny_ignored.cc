// SPDX-License-Identifier: Apache-2.0
// istio/istio#61126: once ztunnel has dropped what it cannot judge, rules of which nothing is left match
// nothing. A DENY policy of such rules only denies nothing, and its status used to claim the contrary.
#include <fmt/format.h>

#include <algorithm>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/ambient/captured.h"
#include "analyze/rules/ambient/rules.h"
#include "analyze/rules/ambient/ztunnel_policy.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void CheckPolicy(const model::AuthorizationPolicy& policy, const mesh::Workload& workload,
                 Findings& findings) {
  diag::Diagnostic* d = nullptr;
  for (const model::PolicyRule& rule : policy.rules) {
    const auto fields = HttpFieldsOf(rule);
    if (fields.empty()) continue;
    if (d) {
      d->secondary.push_back({fields.front().span, "nor this"});
      continue;
    }
    d = &findings.Add(
        *policy.object, fields.front().span,
        fmt::format("policy `{}` denies nothing before `{}`", *policy.object->name, workload.name));
    d->primary.text = "ztunnel does not see this";
    d->help = "attach it with `targetRefs` to the service, and give the service a waypoint";
  }
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  const CapturedWorkloads& captured = findings.Get(Captured);
  if (captured.empty()) return;
  for (const model::AuthorizationPolicy& policy : mesh.authorization_policies()) {
    if (*policy.action != "DENY" || policy.rules.empty() || !IsForZtunnel(policy)) continue;
    if (std::ranges::any_of(policy.rules, HoldsAtZtunnel)) continue;
    const auto workloads = captured.SelectedBy(policy);
    if (!workloads.empty()) CheckPolicy(policy, *workloads.front(), findings);
  }
}

constexpr Kind kReads[] = {kind::kAuthorizationPolicy, kind::kMeshConfig, kind::kNamespace, kind::kPod};

}  // namespace

constinit const Rule kL7DenyIgnored = {
    .name = "l7-deny-ignored",
    .code = "MESH0302",
    .level = diag::Level::kError,
    .summary = "a DENY policy asks about requests only, and ztunnel lets everything through",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
