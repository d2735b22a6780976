// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/apps/allow_policies.h"

#include <algorithm>

namespace meshctl::analyze {
namespace {

bool IsEnforcedAllow(const model::AuthorizationPolicy& policy) {
  const bool allow = policy.action->empty() || *policy.action == "ALLOW";
  return allow && policy.target_refs.empty() && policy.object->annotations.Get("istio.io/dry-run") != "true";
}

}  // namespace

AllowPolicies::AllowPolicies(const mesh::Mesh& mesh) : mesh_(mesh) {
  static const model::Labels kEverything;
  const auto& policies = mesh.authorization_policies();
  for (std::uint32_t number = 0; number < policies.size(); ++number) {
    const model::AuthorizationPolicy& policy = policies[number];
    if (!IsEnforcedAllow(policy)) continue;
    index_.Add(*policy.object->namespace_, policy.selector ? *policy.selector : kEverything, number);
    empty_ = false;
  }
  index_.Freeze();
}

std::vector<const model::AuthorizationPolicy*> AllowPolicies::Before(const mesh::Workload& workload) const {
  std::vector<const model::AuthorizationPolicy*> found;
  auto collect = [&](std::string_view ns) {
    for (std::uint32_t number : index_.Selecting(ns, *workload.labels))
      found.push_back(&mesh_.authorization_policies()[number]);
  };
  const std::string_view root = mesh_.config().root_namespace;
  if (workload.ns != root) collect(root);
  collect(workload.ns);
  std::ranges::stable_partition(found, [](const auto* policy) { return !policy->selector; });
  return found;
}

}  // namespace meshctl::analyze
