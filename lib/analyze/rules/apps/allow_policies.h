// SPDX-License-Identifier: Apache-2.0
// The policies that let requests in.
#pragma once

#include <string_view>
#include <vector>

#include "mesh/mesh.h"
#include "mesh/selector_index.h"
#include "model/security.h"

namespace meshctl::analyze {

/// The ALLOW policies of a mesh that are enforced before workloads: not attached to anything, and no trials
/// (`istio.io/dry-run`).
class AllowPolicies {
 public:
  /// `mesh` must outlive the index.
  explicit AllowPolicies(const mesh::Mesh& mesh);

  bool empty() const { return empty_; }
  /// Those before a workload: of whole namespaces first, the root namespace's before its own, so that the
  /// nearest one comes last.
  std::vector<const model::AuthorizationPolicy*> Before(const mesh::Workload& workload) const;

 private:
  const mesh::Mesh& mesh_;
  mesh::SelectorIndex index_;  // by namespace
  bool empty_ = true;
};

}  // namespace meshctl::analyze
