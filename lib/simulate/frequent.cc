// SPDX-License-Identifier: Apache-2.0
// A text that is not known takes the place of the least frequent one and inherits its count, since it may
// have been there before: so no frequent text is ever missed.
#include "simulate/frequent.h"

#include <algorithm>

namespace meshctl::simulate {

void Frequent::Insert(std::string_view text, Count count) {
  const auto entry = counts_.emplace(text, count).first;
  by_count_.emplace(count.count, entry->first);
}

void Frequent::Add(std::string_view text, std::uint64_t count) {
  const auto known = counts_.find(text);
  if (known != counts_.end()) {
    by_count_.erase({known->second.count, known->first});
    known->second.count += count;
    by_count_.emplace(known->second.count, known->first);
    return;
  }
  if (counts_.size() < capacity_) {
    Insert(text, {count, 0});
    return;
  }
  full_ = true;
  const auto least = by_count_.begin();
  const std::uint64_t inherited = least->first;
  counts_.erase(counts_.find(least->second));
  by_count_.erase(least);
  Insert(text, {inherited + count, inherited});
}

std::vector<Frequent::Text> Frequent::Top(std::size_t most) const {
  std::vector<Text> texts;
  for (const auto& [text, count] : counts_) texts.push_back({text, count.count, count.excess});
  std::ranges::sort(texts, [](const Text& a, const Text& b) {
    return a.count != b.count ? a.count > b.count : a.text < b.text;
  });
  if (texts.size() > most) texts.resize(most);
  return texts;
}

}  // namespace meshctl::simulate
