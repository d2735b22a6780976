// SPDX-License-Identifier: Apache-2.0
// Points in time as Kubernetes writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace meshctl::model {

/// Seconds since 1970 of an RFC 3339 time such as `2026-01-02T03:04:05Z` or `...05.678+02:00`; fractions are
/// cut off. Nothing for any other text.
std::optional<std::int64_t> ParseTimestamp(std::string_view text);

}  // namespace meshctl::model
