// SPDX-License-Identifier: Apache-2.0
// The policies of a mesh by namespace: a proxy looks at those of its own and of the root namespace only.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "access/selection.h"
#include "mesh/mesh.h"

namespace meshctl::access {

/// Policies of one kind, told apart by whether they concern a proxy.
template <typename Policy>
struct Attached {
  std::vector<const Policy*> concerned;
  /// Those of the same namespace as the proxy that do not concern it.
  std::vector<const Policy*> elsewhere;
};

/// `mesh` must outlive the index.
class PolicyIndex {
 public:
  explicit PolicyIndex(const mesh::Mesh& mesh);

  const mesh::Mesh& mesh() const { return mesh_; }

  /// In Istio's order, those of the root namespace first.
  Attached<model::AuthorizationPolicy> AuthorizationPoliciesOf(const Enforcer& enforcer) const;
  Attached<model::RequestAuthentication> RequestAuthenticationsOf(const Enforcer& enforcer) const;

 private:
  template <typename Policy>
  using ByNamespace = std::unordered_map<std::string_view, std::vector<const Policy*>>;

  template <typename Policy>
  Attached<Policy> Find(const ByNamespace<Policy>& policies, const Enforcer& enforcer) const;

  const mesh::Mesh& mesh_;
  ByNamespace<model::AuthorizationPolicy> authorizations_;
  ByNamespace<model::RequestAuthentication> authentications_;
};

}  // namespace meshctl::access
