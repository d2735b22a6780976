// SPDX-License-Identifier: Apache-2.0
// What an object holds that nobody applied.
#pragma once

#include <cstdint>

#include "yaml/json.h"

namespace meshctl::diff {

enum class ManagedFields : std::uint8_t { kHide, kShow };

/// The object without what servers write on their own account: `status`; of the metadata resourceVersion,
/// uid, generation, creationTimestamp, selfLink and, unless they are to be shown, managedFields; the
/// annotations in which client-side `kubectl apply` and the Deployment controller keep notes; the
/// `creationTimestamp: null` that generators write into templates of Pods.
Json WithoutServerFields(Json object, ManagedFields managed_fields);

}  // namespace meshctl::diff
