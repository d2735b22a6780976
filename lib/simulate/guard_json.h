// SPDX-License-Identifier: Apache-2.0
// How bytes travel, and who lets them pass, as JSON. Only the renderers of this room include this.
#pragma once

#include "mesh/transport.h"
#include "simulate/guard.h"
#include "simulate/json_parts.h"

namespace meshctl::simulate {

/// `{"wire", "client", "server", "sni", "refusal", "notes"}`.
OrderedJson ToJson(const mesh::Transport& transport);
/// `{"kind", "name", "outcome", "reason", "status", "place", "token", "policies", "notAsked"}`.
OrderedJson ToJson(const Guard& guard);
/// `{"workload", "port", "principal", "guards"}`.
OrderedJson ToJson(const Arrival& arrival);

}  // namespace meshctl::simulate
