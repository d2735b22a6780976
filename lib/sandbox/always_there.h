// SPDX-License-Identifier: Apache-2.0
// The fields that are there even in an empty object, because Go writes them always.
#pragma once

#include "sandbox/catalog.h"

namespace meshctl::sandbox {

/// `object` as the API server sees it before a write: structs that Go cannot leave out (`spec`, `status`, the
/// template of a Deployment and its containers) are there, empty. Whoever fills them owns what they write and
/// not the structs. Objects of custom kinds are as they are.
Json WithWhatIsAlwaysThere(const Resource& resource, Json object);

}  // namespace meshctl::sandbox
