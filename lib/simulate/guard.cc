// SPDX-License-Identifier: Apache-2.0
// Names and statuses of guards: Envoy's RBAC filter answers 403, its JWT filter 401; connections that are
// refused get no answer at all.
#include "simulate/guard.h"

#include <array>

namespace meshctl::simulate {

std::uint32_t Guard::status() const {
  if (outcome == Outcome::kUnauthenticated) return 401;
  return outcome == Outcome::kForbidden ? 403 : 0;
}

std::string_view Name(Guard::Kind kind) {
  static constexpr std::array<std::string_view, 5> kNames = {"gateway", "sidecar", "waypoint", "ztunnel",
                                                             "nobody"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view Name(Guard::Outcome outcome) {
  static constexpr std::array<std::string_view, 5> kNames = {"passes", "unknown", "refused",
                                                             "unauthenticated", "forbidden"};
  return kNames[static_cast<std::size_t>(outcome)];
}

const Guard* Arrival::stopped_by() const {
  return !guards.empty() && !guards.back().passes() ? &guards.back() : nullptr;
}

}  // namespace meshctl::simulate
