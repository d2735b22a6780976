// SPDX-License-Identifier: Apache-2.0
// Semantic versions (semver.org 2.0.0).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "cel/context.h"
#include "cel/functions.h"

namespace meshctl::cel {

struct Version {
  std::uint64_t major = 0, minor = 0, patch = 0;
  std::string_view pre_release;  ///< without `-`
  std::string_view build;        ///< without `+`; does not count in comparisons
};

std::optional<Version> ParseVersion(std::string_view text);
std::strong_ordering Compare(const Version& left, const Version& right);

/// semver() and what belongs to it.
Value CallSemver(Context& context, Function function, std::span<const Value> arguments);

}  // namespace meshctl::cel
