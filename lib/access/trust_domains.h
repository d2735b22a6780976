// SPDX-License-Identifier: Apache-2.0
// The trust domain of the mesh under all its names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mesh/config.h"

namespace meshctl::access {

/// What a policy's principals and trust domains mean when the mesh's trust domain has aliases: a principal in
/// one of them, or in `cluster.local`, means the same workload in each.
class TrustDomains {
 public:
  explicit TrustDomains(const mesh::MeshConfig& config);
  explicit TrustDomains(std::vector<std::string> names) : names_(std::move(names)) {}

  /// The principals (`td/ns/a/sa/b`, without `spiffe://`) that one written in a policy stands for, at least
  /// itself. Those that are no full identities or begin with `*/` stay as they are.
  std::vector<std::string> OfPrincipal(std::string_view principal) const;
  /// The trust domains that one written in a policy stands for.
  std::vector<std::string> OfTrustDomain(std::string_view name) const;

 private:
  std::vector<std::string> names_;  ///< the mesh's own first
};

}  // namespace meshctl::access
