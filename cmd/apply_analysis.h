// SPDX-License-Identifier: Apache-2.0
// Looking before leaping: what would be wrong in the cluster once the manifests are in it.
#pragma once

#include <cstddef>
#include <vector>

#include "apply/members.h"
#include "apply/plan.h"
#include "base/error.h"
#include "cli/env.h"
#include "cmd/manifest_input.h"
#include "kube/connection.h"
#include "model/manifests.h"

namespace meshctl::cmd {

/// What is about to happen to a cluster.
struct Coming {
  const ManifestInput& input;          ///< where the manifests come from
  const model::Manifests& manifests;   ///< all of them
  const apply::Plan& plan;             ///< those of their objects that are applied
  std::vector<apply::Member> removed;  ///< what is pruned
};

/// Analyzes the cluster as it would be afterwards, in all namespaces, and prints the warnings and errors that
/// it does not have now, also those that objects get which stay as they are. An object that is applied counts
/// as its manifest says. Answers how many new errors there are. Reads the kinds that rules look at, and reads
/// them again only when something was found.
Result<std::size_t> CountNewErrors(const Coming& coming, const kube::Connection& connection, cli::Env& env);

}  // namespace meshctl::cmd
