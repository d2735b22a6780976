// SPDX-License-Identifier: Apache-2.0
// Names as people write them into policies.
#include "access/verdict.h"

#include <array>

namespace meshctl::access {

std::string_view Name(Action action) {
  static constexpr std::array<std::string_view, 4> kNames = {"ALLOW", "DENY", "AUDIT", "CUSTOM"};
  return kNames[static_cast<std::size_t>(action)];
}

}  // namespace meshctl::access
