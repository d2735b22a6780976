// SPDX-License-Identifier: Apache-2.0
// Kubernetes quantities: `100m`, `1.5Gi`, `1e3`.
#pragma once

#include <optional>
#include <string_view>

#include "cel/context.h"
#include "cel/functions.h"

namespace meshctl::cel {

__extension__ using Int128 = __int128;

/// A quantity in billionths. Beyond 1.7e29 the value stays at that limit.
struct Quantity {
  Int128 nanos = 0;
  bool integer = false;  ///< written without fraction and unit below one: what isInteger() answers
};

std::optional<Quantity> ParseQuantity(std::string_view text);

/// quantity() and what belongs to it.
Value CallQuantity(Context& context, Function function, std::span<const Value> arguments);

}  // namespace meshctl::cel
