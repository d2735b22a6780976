// SPDX-License-Identifier: Apache-2.0
// The yardstick of the benchmarks.
#pragma once

#include <cstddef>
#include <string_view>

namespace meshctl::yaml {

/// How many events bare libyaml makes of a text, building nothing; stops at the first error. What reading
/// costs is measured against this.
std::size_t CountEvents(std::string_view text);

}  // namespace meshctl::yaml
