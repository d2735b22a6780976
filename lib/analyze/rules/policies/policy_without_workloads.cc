// SPDX-License-Identifier: Apache-2.0
// IST0127. Pods outside of the mesh do not count, and as upstream targetRefs are not looked at: such a policy
// is taken for one of its whole namespace. In the root namespace a selector reaches every namespace.
#include <fmt/format.h>

#include <string>
#include <unordered_map>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/empty_selection.h"
#include "analyze/rules/membership.h"
#include "analyze/rules/pods.h"
#include "analyze/rules/policies/rules.h"
#include "analyze/rules/selected_pods.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

using Pods = std::vector<const model::Workload*>;

// The first Pod that each selector selects.
std::unordered_map<const PodSelector*, const model::Workload*> FirstSelected(
    const Pods& pods, const std::vector<PodSelector>& selectors) {
  std::unordered_map<const PodSelector*, const model::Workload*> first;
  for (const SelectedPod& pod : SelectPods(pods, selectors)) {
    for (const PodSelector* selector : pod.by) first.emplace(selector, pod.pod);
  }
  return first;
}

std::vector<PodSelector> SelectorsOf(const mesh::Mesh& mesh) {
  std::vector<PodSelector> selectors;
  for (const model::AuthorizationPolicy& policy : mesh.authorization_policies()) {
    const bool mesh_wide = *policy.object->namespace_ == mesh.config().root_namespace;
    if (mesh_wide && !policy.selector) continue;
    PodSelector& selector = selectors.emplace_back(policy.object, policy.selector.value_or(model::Labels()));
    if (mesh_wide) selector.scope = kEveryNamespace;
  }
  return selectors;
}

std::string MessageFor(const PodSelector& selector) {
  std::string reason = fmt::format("`{}` selects no Pod in the mesh", selector.labels.ToString());
  if (selector.labels.empty()) {
    reason = selector.scope == kEveryNamespace
                 ? "there are no Pods in the mesh"
                 : fmt::format("namespace `{}` has no Pods in the mesh", selector.scope);
  }
  return fmt::format("policy `{}` applies to no workload: {}", *selector.object->name, reason);
}

// Whether a Pod is in the mesh, or will be once it runs.
bool IsInMesh(const mesh::Mesh& mesh, const model::Workload& pod, const Findings& findings) {
  if (HasSidecar(mesh, pod) || IsAmbient(mesh, pod)) return true;
  if (!IsYetToRun(pod, findings) || !IsLeftToNamespace(pod)) return false;
  const mesh::Namespace* ns = mesh.FindNamespace(*pod.object->namespace_);
  return ns && (IsAmbient(*ns) || !ns->labels().Get(kRevisionLabel).empty());
}

// `outsider` is a Pod that is selected but not in the mesh, or null.
void AddFinding(const PodSelector& selector, const model::Workload* outsider, Certainty certainty,
                Findings& findings) {
  const bool labelled = !selector.labels.empty();
  diag::Diagnostic& d = findings.Add(
      *selector.object, labelled ? PairSpan(**selector.labels.begin()) : selector.object->name.span,
      MessageFor(selector), certainty);
  if (!outsider) return;
  if (labelled) d.primary.text = "selects Pods without a proxy";
  d.secondary.push_back({outsider->object->name.span, "is not in the mesh"});
  d.help = fmt::format("bring {} `{}` into the mesh, or remove the policy", *outsider->object->kind,
                       *outsider->object->name);
}

// Whether files say enough about a policy: all Pods of its namespace, and whether those that it selects are
// in the mesh, which may be written on a Namespace.
bool IsKnown(const mesh::Mesh& mesh, const PodSelector& selector, const model::Workload* outsider,
             const Findings& findings) {
  if (findings.KnowsCluster()) return true;
  if (outsider && IsLeftToNamespace(*outsider) && !mesh.FindNamespace(*outsider->object->namespace_))
    return false;
  return selector.scope != kEveryNamespace && findings.Knows(kind::kPod, selector.scope);
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  const std::vector<PodSelector> selectors = WithoutObviousPods(
      mesh, SelectorsOf(mesh), findings, [](const mesh::Mesh& in, const model::Workload& pod) {
        return HasSidecar(in, pod) || IsAmbient(in, pod);
      });
  if (selectors.empty()) return;
  Pods members, outsiders;
  for (const model::Workload* pod : PodsOf(mesh, findings))
    (IsInMesh(mesh, *pod, findings) ? members : outsiders).push_back(pod);

  const auto selected = FirstSelected(members, selectors);
  if (selected.size() == selectors.size()) return;
  const auto outside = FirstSelected(outsiders, selectors);
  EmptySelections empty(mesh, findings);
  for (const PodSelector& selector : selectors) {
    if (selected.contains(&selector)) continue;
    auto found = outside.find(&selector);
    const model::Workload* outsider = found == outside.end() ? nullptr : found->second;
    if (!outsider && !selector.labels.empty()) {
      empty.Add(*selector.object, *selector.object->namespace_, Reach::kPolicy, selector.labels,
                MessageFor(selector));
      continue;
    }
    const bool known = IsKnown(mesh, selector, outsider, findings);
    AddFinding(selector, outsider, known ? Certainty::kWrong : Certainty::kCannotKnow, findings);
  }
}

constexpr Kind kReads[] = {kind::kAuthorizationPolicy, kind::kMeshConfig, kind::kNamespace, kind::kPod};

}  // namespace

constinit const Rule kPolicyWithoutWorkloads = {
    .name = "policy-without-workloads",
    .code = "IST0127",
    .analyzers = {"auth.AuthorizationPoliciesAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "an AuthorizationPolicy is for no Pod that is in the mesh",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
