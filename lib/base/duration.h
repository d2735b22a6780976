// SPDX-License-Identifier: Apache-2.0
// Durations as Go writes them, the form every Istio and Kubernetes field uses.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace meshctl {

using Nanoseconds = std::chrono::nanoseconds;

/// Reads `1h2m3.5s`, `-1.5h`, `300ms`, `1us`, `0`. Nothing for any other text, for a number without a unit,
/// and for values beyond 292 years. Same grammar as Go's time.ParseDuration.
std::optional<Nanoseconds> ParseDuration(std::string_view text);

/// The shortest form people write: `1h30m`, `2.5s`, `250ms`, `0s`.
std::string ToString(Nanoseconds duration);

}  // namespace meshctl
