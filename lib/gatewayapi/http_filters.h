// SPDX-License-Identifier: Apache-2.0
// The filters of a rule or of one of its backends.
#pragma once

#include <optional>
#include <span>

#include "gatewayapi/backends.h"

namespace meshctl::gatewayapi {

/// Adds what the filters of a rule do to `rule`. An error refuses the whole route. Mirrors that lead nowhere
/// are left out, or refuse a GRPCRoute.
std::optional<HardError> ApplyFilters(std::span<const model::Fields> filters, const Route& route,
                                      GrantPolicy grants, const Parts& parts, model::HttpRoute& rule);

/// The filters of a backend: only those that change headers exist there.
std::optional<HardError> ApplyFilters(std::span<const model::Fields> filters, const Parts& parts,
                                      model::HttpDestination& destination);

}  // namespace meshctl::gatewayapi
