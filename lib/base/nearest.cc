// SPDX-License-Identifier: Apache-2.0
// Three rolling rows of the classic dynamic programme; names are short, so no banding is needed.
#include "base/nearest.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"

namespace meshctl {
namespace {

/// One edit in three characters, at least one.
std::size_t LikelyEdits(std::string_view word) { return std::max<std::size_t>(1, word.size() / 3); }

}  // namespace

std::size_t EditDistance(std::string_view a, std::string_view b, std::size_t limit) {
  std::size_t length_gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (length_gap > limit) return limit + 1;
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    std::size_t best = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      bool same = LowerAscii(a[i - 1]) == LowerAscii(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      bool swapped = i > 1 && j > 1 && LowerAscii(a[i - 1]) == LowerAscii(b[j - 2]) &&
                     LowerAscii(a[i - 2]) == LowerAscii(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
      best = std::min(best, row[j]);
    }
    if (best > limit) return limit + 1;
    std::swap(before, above);
    std::swap(above, row);
  }
  return std::min(above[b.size()], limit + 1);
}

std::string_view Nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view nearest;
  std::size_t distance = LikelyEdits(word) + 1;
  for (std::string_view candidate : candidates) {
    std::size_t d = EditDistance(word, candidate, distance - 1);
    if (d < distance) {
      distance = d;
      nearest = candidate;
      if (d == 0) break;
    }
  }
  return nearest;
}

bool NearestIsOnlyOne(std::string_view word, std::span<const std::string_view> candidates) {
  const std::size_t limit = LikelyEdits(word);
  return std::ranges::count_if(candidates, [&](std::string_view candidate) {
           return EditDistance(word, candidate, limit) <= limit;
         }) == 1;
}

}  // namespace meshctl
