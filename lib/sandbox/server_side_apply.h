// SPDX-License-Identifier: Apache-2.0
// Server-side apply: an applied configuration laid over a live object, with ownership kept by field.
#pragma once

#include <string>

#include "fields/topology.h"
#include "sandbox/managed_fields.h"
#include "sandbox/status.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

using fields::Topology;

struct ApplyOptions {
  Owner owner;         ///< operation kApply
  bool force = false;  ///< take conflicting fields over instead of refusing
  std::string now;     ///< RFC 3339
};

/// The object after the apply, managedFields included. `live` is an empty object when there is none yet.
/// Fields that the owner applied last time and does not apply now are removed, unless another applier owns
/// them. Refuses with 409 and one cause per field when another owner holds a different value. `applied` must
/// not name an item of a merged list twice.
Answer<Json> Apply(const Topology& topology, const Json& live, const Json& applied,
                   const ApplyOptions& options);

}  // namespace meshctl::sandbox
