// SPDX-License-Identifier: Apache-2.0
// Earlier paths, found by a later one: long lists of routes are compared without trying every pair.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "route/pattern.h"

namespace meshctl::route {

class PatternIndex {
 public:
  /// The number is handed back by Candidates.
  void Add(const Pattern& path, std::size_t number);

  /// The numbers of all paths that may contain `narrow`, in ascending order. Every one that does is there.
  std::vector<std::size_t> Candidates(const Pattern& narrow) const;

 private:
  using Numbers = std::vector<std::size_t>;

  std::unordered_map<std::string, Numbers> beginnings_;  // prefixes of both kinds, in lower case
  std::set<std::size_t> lengths_;                        // of the keys of beginnings_
  std::unordered_map<std::string, Numbers> exact_;       // in lower case
  std::unordered_map<std::string, Numbers> by_regex_;
  Numbers regexes_;
};

/// A text that stands for the pattern in alphabetical order: its text, or the least text of a regular
/// expression; in lower case.
std::string SortKey(const Pattern& path);

}  // namespace meshctl::route
