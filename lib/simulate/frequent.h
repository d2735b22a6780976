// SPDX-License-Identifier: Apache-2.0
// The most frequent of a stream of texts, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "route/domain_index.h"

namespace meshctl::simulate {

/// Counts of texts by Space-Saving (Metwally et al.): exact while there are no more different texts than
/// `capacity`; beyond that every text seen more often than `total / capacity` is kept, and a count is too
/// high by at most what it says. The same stream gives the same answer.
class Frequent {
 public:
  struct Text {
    std::string text;
    std::uint64_t count = 0;
    std::uint64_t excess = 0;  ///< the count may be too high by this
  };

  explicit Frequent(std::size_t capacity) : capacity_(capacity) {}

  void Add(std::string_view text, std::uint64_t count);

  /// The first `most`, by count, then by name.
  std::vector<Text> Top(std::size_t most) const;

  /// Whether every count is exact.
  bool exact() const { return !full_; }

 private:
  struct Count {
    std::uint64_t count = 0;
    std::uint64_t excess = 0;
  };
  using Counts = std::unordered_map<std::string, Count, route::TextHash, std::equal_to<>>;

  void Insert(std::string_view text, Count count);

  std::size_t capacity_;
  bool full_ = false;
  Counts counts_;
  std::set<std::pair<std::uint64_t, std::string_view>> by_count_;  // the texts are keys of counts_
};

}  // namespace meshctl::simulate
