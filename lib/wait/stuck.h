// SPDX-License-Identifier: Apache-2.0
// Why an object does not become ready: what its Pods and the cluster's events say, in a sentence each.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "yaml/json.h"

namespace meshctl::wait {

/// The label selector of the Pods that a workload waits for, as a list request takes it: of a Deployment,
/// StatefulSet, DaemonSet, ReplicaSet, ReplicationController or Job. Empty for other kinds, and for a
/// selector that is malformed.
std::string PodSelectorOf(const Json& object);

/// Short sentences, the newest first, none twice: images that cannot be pulled, crashes with exit code and
/// message, memory that ran out, Pods that no node takes, init containers, probes that fail, ConfigMaps and
/// Secrets that are missing, quotas, webhooks that deny, volumes that cannot be mounted. `pods` are those of
/// the object, or the object itself when it is a Pod; `events` any of the namespace. At most five.
std::vector<std::string> StuckReasons(const Json& object, std::span<const Json> pods,
                                      std::span<const Json> events);

}  // namespace meshctl::wait
