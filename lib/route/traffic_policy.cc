// SPDX-License-Identifier: Apache-2.0
// Traffic policies in words.
#include "route/traffic_policy.h"

#include <fmt/format.h>

namespace meshctl::route {

std::string Describe(const HashKey& key) {
  switch (key.of) {
    case HashKey::Of::kHeader:
      return fmt::format("header `{}`", key.name);
    case HashKey::Of::kCookie:
      return fmt::format("cookie `{}`", key.name);
    case HashKey::Of::kParameter:
      return fmt::format("query parameter `{}`", key.name);
    case HashKey::Of::kSourceAddress:
      break;
  }
  return "source address";
}

std::string Describe(const LoadBalancing& balancing) {
  if (!balancing.hash) return balancing.algorithm;
  return fmt::format("{} by {}", balancing.algorithm, Describe(*balancing.hash));
}

}  // namespace meshctl::route
