// SPDX-License-Identifier: Apache-2.0
// How the requests of a route are divided.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/virtual_service.h"

namespace meshctl::analyze {

struct Part {
  const model::Destination* destination = nullptr;
  model::Number weight;
};

/// A route with its destinations.
struct Division {
  std::string label;      ///< the name, else `http[2]`
  std::string_view what;  ///< `requests` or `connections`
  std::vector<Part> parts;
  std::int64_t total = 0;  ///< of the weights

  /// `25 %` of the requests, `all` of them, or `none`.
  std::string ShareOf(const Part& part) const;
};

/// Whether a route has more than one destination.
bool DividesTraffic(const model::VirtualService& vs);

/// The routes of all three lists that send traffic somewhere.
std::vector<Division> DivisionsOf(const model::VirtualService& vs);

/// `reviews`, or `reviews` subset `v2`: with backticks.
std::string NameOf(const model::Destination& destination);

}  // namespace meshctl::analyze
