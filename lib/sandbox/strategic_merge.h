// SPDX-License-Identifier: Apache-2.0
// Strategic merge patch: JSON merge patch that knows by which field the items of a list are told apart.
#pragma once

#include "fields/topology.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

using fields::Topology;

/// `live` with `patch` applied: null removes a field; lists whose schema has a merge key are merged by it,
/// others replaced. Knows `$patch: delete|replace|merge`, `$retainKeys`, `$deleteFromPrimitiveList/FIELD` and
/// `$setElementOrder/FIELD`.
Json ApplyStrategicMerge(const Topology& topology, const Json& live, const Json& patch);

}  // namespace meshctl::sandbox
