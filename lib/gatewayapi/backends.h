// SPDX-License-Identifier: Apache-2.0
// What a backendRef sends to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gatewayapi/objects.h"
#include "gatewayapi/parts.h"
#include "model/virtual_service.h"

namespace meshctl::gatewayapi {

/// Why istiod refuses a whole route: nothing of it is programmed then.
struct HardError {
  source::Span span;
  std::string reason;
};

/// Whether references into other namespaces need a ReferenceGrant: they do at gateways, not in the mesh.
enum class GrantPolicy : std::uint8_t { kEnforced, kIgnored };

struct ResolvedBackend {
  model::Destination destination;
  std::optional<HardError> error;
};

ResolvedBackend Resolve(const Backend& backend, const Route& route, GrantPolicy grants, const Parts& parts);

/// Why a mirror to a backend is left out: other than destinations, mirrors have to exist. Empty: it is not.
std::string WhyNoMirror(const Backend& backend, const ResolvedBackend& resolved, const Route& route,
                        const Parts& parts);

/// The backends that get any traffic. Of a list whose weights add up to zero: none.
std::vector<const Backend*> WeightedBackends(const RouteRule& rule);

}  // namespace meshctl::gatewayapi
