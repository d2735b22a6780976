// SPDX-License-Identifier: Apache-2.0
// The name somebody probably meant.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace meshctl {

/// The Damerau-Levenshtein distance (insert, delete, replace, swap of neighbours), ASCII case ignored.
/// Stops counting at `limit` and answers `limit + 1` for anything farther.
std::size_t EditDistance(std::string_view a, std::string_view b, std::size_t limit);

/// The candidate nearest to `word`, or an empty view when none is near enough to be a likely
/// misspelling (one edit in three characters, at least one). On a tie the first candidate wins.
std::string_view Nearest(std::string_view word, std::span<const std::string_view> candidates);

/// Whether one candidate alone is near enough to `word` to be meant: nobody has to choose.
bool NearestIsOnlyOne(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace meshctl
