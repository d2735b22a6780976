// SPDX-License-Identifier: Apache-2.0
// A list of numbers for each key, all in one sorted array.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <ranges>
#include <string_view>
#include <utility>
#include <vector>

namespace meshctl::mesh {

/// Keys are kept as hashes only, which makes a posting 16 bytes: two keys may share a list, so whoever reads
/// one checks each candidate again.
class Postings {
 public:
  using Key = std::uint64_t;

  /// The key of several texts in order.
  static Key KeyOf(std::initializer_list<std::string_view> parts) {
    Key key = 0;
    for (std::string_view part : parts) {
      key = (key ^ std::hash<std::string_view>{}(part)) * 0x9E3779B97F4A7C15u;
    }
    return key;
  }

  void Add(Key key, std::uint32_t number) { all_.emplace_back(key, number); }
  /// Sorts what was added. Comes after the last Add and before the first Get.
  void Freeze() { std::ranges::sort(all_); }

  /// The postings of a key, numbers ascending.
  std::ranges::subrange<std::vector<std::pair<Key, std::uint32_t>>::const_iterator> Get(Key key) const {
    return std::ranges::equal_range(all_, key, {}, [](const auto& posting) { return posting.first; });
  }

 private:
  std::vector<std::pair<Key, std::uint32_t>> all_;
};

}  // namespace meshctl::mesh
