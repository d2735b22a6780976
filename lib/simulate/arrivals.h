// SPDX-License-Identifier: Apache-2.0
// What becomes of a forwarded request at the workloads it reaches.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "http/request.h"
#include "mesh/mesh.h"
#include "route/decide.h"
#include "route/table.h"
#include "simulate/answer.h"
#include "simulate/guards.h"

namespace meshctl::simulate {

/// Fills in `Target::arrivals` and the caveats of the proxies there. `request` is what the routes have seen.
void AddArrivals(const mesh::Mesh& mesh, Guards& guards, const route::RouteTable& table,
                 const http::Request& request, const route::Decision& decision, Answer& answer);

/// Requests that are stopped on arrival for one reason.
struct Stop {
  Guard::Outcome outcome = Guard::Outcome::kForbidden;
  std::uint32_t status = 0;
  std::string reason;
  Share share;
};

/// What arrivals stop, in the order of the targets.
std::vector<Stop> StopsOf(const std::vector<Target>& targets);

}  // namespace meshctl::simulate
