// SPDX-License-Identifier: Apache-2.0
// How far a Deployment, StatefulSet or DaemonSet has got with its Pods, in the words of `kubectl rollout
// status`.
#pragma once

#include <cstdint>
#include <string>

#include "wait/standing.h"
#include "yaml/json.h"

namespace meshctl::wait {

/// Whether the object is of a kind that is rolled out: Deployment, StatefulSet or DaemonSet of `apps`.
bool RollsOut(const Json& object);

/// The line that `kubectl rollout status` prints for the object, without its line feed (polymorphichelpers/
/// rollout_status.go). `revision` above 0 must be that of a Deployment.
Standing RolloutOf(const Json& object, std::int64_t revision);

/// The same for whoever waits for the object to be ready: without the name, and for strategies that `rollout
/// status` refuses (OnDelete), by the number of ready Pods.
Standing ReadyWorkload(const Json& object);

}  // namespace meshctl::wait
