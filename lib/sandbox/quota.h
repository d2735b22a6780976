// SPDX-License-Identifier: Apache-2.0
// ResourceQuotas, as far as they count objects.
#pragma once

#include <optional>

#include "sandbox/catalog.h"
#include "sandbox/status.h"
#include "sandbox/store.h"

namespace meshctl::sandbox {

/// 403 when one more object like this would exceed a ResourceQuota of its namespace. Counted are Pods
/// (`pods`), the kinds of the core group (`services`, `configmaps`) and any kind as `count/PLURAL.GROUP`;
/// quotas of CPU, memory and storage are not looked at.
std::optional<Refusal> ExceedsQuota(const Store& store, const Resource& resource, const Json& object);

/// `status.hard` and `status.used` of a ResourceQuota as things are now.
Json QuotaStatus(const Store& store, const Json& quota);

}  // namespace meshctl::sandbox
