// SPDX-License-Identifier: Apache-2.0
// Texts that regular expressions match.
#pragma once

#include <optional>
#include <string>

namespace meshctl::routetest {

/// A short text that RE2 matches in full with this expression: optional parts are left out, of alternatives
/// the first is taken. Nothing when that does not lead to one, as for an expression that RE2 refuses.
std::optional<std::string> SampleOf(const std::string& regex);

}  // namespace meshctl::routetest
