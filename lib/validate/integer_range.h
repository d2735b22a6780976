// SPDX-License-Identifier: Apache-2.0
// What fits into an integer of the API, as Go's decoders have it.
#pragma once

#include <cstdint>
#include <limits>

#include "schema/scalar.h"

namespace meshctl::validate {

/// Both ends are allowed.
struct IntegerRange {
  std::int64_t low;
  std::int64_t high;
};

/// Unsigned 64-bit fields end at int64's limit here, where values of YAML do.
constexpr IntegerRange RangeOf(schema::Scalar scalar) {
  switch (scalar) {
    case schema::Scalar::kInt32:
    case schema::Scalar::kIntOrString:
      return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
    case schema::Scalar::kUint32:
      return {0, std::numeric_limits<std::uint32_t>::max()};
    case schema::Scalar::kUint64:
      return {0, std::numeric_limits<std::int64_t>::max()};
    default:
      return {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
  }
}

}  // namespace meshctl::validate
