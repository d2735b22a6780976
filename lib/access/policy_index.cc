// SPDX-License-Identifier: Apache-2.0
// Three namespaces at most are looked at: the root namespace, that of the proxy, that of the service a
// waypoint serves.
#include "access/policy_index.h"

#include <algorithm>

namespace meshctl::access {

PolicyIndex::PolicyIndex(const mesh::Mesh& mesh) : mesh_(mesh) {
  for (const model::AuthorizationPolicy& policy : mesh.authorization_policies())
    authorizations_[*policy.object->namespace_].push_back(&policy);
  for (const model::RequestAuthentication& policy : mesh.request_authentications())
    authentications_[*policy.object->namespace_].push_back(&policy);
}

template <typename Policy>
Attached<Policy> PolicyIndex::Find(const ByNamespace<Policy>& policies, const Enforcer& enforcer) const {
  const std::string_view root = mesh_.config().root_namespace;
  std::vector<std::string_view> scopes = {root, enforcer.ns};
  if (enforcer.service) scopes.push_back(enforcer.service->ns);
  Attached<Policy> attached;
  for (auto scope = scopes.begin(); scope != scopes.end(); ++scope) {
    const auto found = policies.find(*scope);
    if (found == policies.end() || std::find(scopes.begin(), scope, *scope) != scope) continue;
    for (const Policy* policy : found->second) {
      const Attachment attachment{.ns = *scope,
                                  .selector = policy->selector ? &*policy->selector : nullptr,
                                  .targets = &policy->target_refs};
      if (Concerns(attachment, enforcer, root)) {
        attached.concerned.push_back(policy);
      } else if (*scope == enforcer.ns) {
        attached.elsewhere.push_back(policy);
      }
    }
  }
  return attached;
}

Attached<model::AuthorizationPolicy> PolicyIndex::AuthorizationPoliciesOf(const Enforcer& enforcer) const {
  return Find(authorizations_, enforcer);
}

Attached<model::RequestAuthentication> PolicyIndex::RequestAuthenticationsOf(const Enforcer& enforcer) const {
  return Find(authentications_, enforcer);
}

}  // namespace meshctl::access
