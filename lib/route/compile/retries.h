// SPDX-License-Identifier: Apache-2.0
// Retries as Envoy makes them.
#pragma once

#include "mesh/config.h"
#include "route/action.h"

namespace meshctl::route {

/// The retries of a route whose own policy is `own` (null: it has none) in a mesh with `config`. A route that
/// balances by hash on its only destination stays with the endpoint the hash has chosen.
Retries CompileRetries(const mesh::RetryPolicy* own, const mesh::MeshConfig& config, bool by_hash);

}  // namespace meshctl::route
