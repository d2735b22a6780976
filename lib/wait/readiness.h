// SPDX-License-Identifier: Apache-2.0
// When an object has become what somebody who applied it was after.
#pragma once

#include "wait/standing.h"
#include "yaml/json.h"

namespace meshctl::wait {

/// Workloads: rolled out. Job: complete. Pod: ready, or done. PersistentVolumeClaim: bound.
/// CustomResourceDefinition: established. Gateway: programmed; routes of the Gateway API: accepted by all
/// parents, references resolved. APIService: available. Namespace: active. Service of type LoadBalancer: has
/// an address. Any other kind: when its `Ready` condition says so, or it has none. What a controller says of
/// an older generation does not count.
Standing ReadinessOf(const Json& object);

}  // namespace meshctl::wait
