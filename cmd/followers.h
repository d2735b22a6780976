// SPDX-License-Identifier: Apache-2.0
// What goes along when a namespace or a definition is deleted.
#pragma once

#include <string>
#include <vector>

#include "kube/cluster.h"
#include "kube/discovery.h"
#include "wait/waiter.h"

namespace meshctl::cmd {

/// For each Namespace and CustomResourceDefinition among the targets that is not empty, a sentence:
/// `namespace/shop takes 14 objects with it: configmaps (3), deployments.apps (2), ...`. Kinds that may not
/// be listed are left out of the count, which then says `at least`.
std::vector<std::string> Followers(const std::vector<wait::Target>& targets, const kube::Discovery& discovery,
                                   kube::Cluster& cluster);

}  // namespace meshctl::cmd
