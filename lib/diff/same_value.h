// SPDX-License-Identifier: Apache-2.0
// Values that are written differently and mean the same.
#pragma once

#include "fields/topology.h"
#include "yaml/json.h"

namespace meshctl::diff {

/// Whether two values that are neither lists nor maps mean the same at this place: quantities (`1000m` and
/// `1`), durations (`60s` and `1m`), bytes and numbers that may be texts (`80` and `"80"`) are compared by
/// value where the schema says that they are such, all else as it is.
bool SameValue(const fields::Topology& topology, const Json& a, const Json& b);

}  // namespace meshctl::diff
