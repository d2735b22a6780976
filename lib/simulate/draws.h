// SPDX-License-Identifier: Apache-2.0
// What chance makes of shares: many requests drawn as a proxy would send them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulate/simulate.h"

namespace meshctl::simulate {

/// One place that requests end up in.
struct Drawn {
  std::string place;  ///< a cluster and an endpoint of it, or `fault: answered with 503`
  Share share;        ///< exactly
  std::uint64_t count = 0;
};

/// Draws `count` times from the destinations and endpoints of an answer, and from its abort faults. The same
/// seed gives the same numbers on every machine. Endpoints are drawn by their weights, as a balancer without
/// memory would; LEAST_REQUEST and ROUND_ROBIN come out more evenly. Empty when nothing is forwarded or
/// drawn.
std::vector<Drawn> Draw(const Simulation& simulation, std::uint64_t count, std::uint64_t seed);

}  // namespace meshctl::simulate
