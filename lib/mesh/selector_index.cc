// SPDX-License-Identifier: Apache-2.0
// Files a selector under its last pair: labels come sorted by key, and the first ones (`app`) are the common
// ones more often than the last (`version`).
#include "mesh/selector_index.h"

#include <algorithm>

namespace meshctl::mesh {

void SelectorIndex::Add(std::string_view scope, const model::Labels& selector, std::uint32_t number) {
  Postings::Key key = Postings::KeyOf({scope});
  if (!selector.empty()) {
    const yaml::Entry* pair = *(selector.end() - 1);
    key = Postings::KeyOf({scope, pair->key, pair->value.text()});
  }
  postings_.Add(key, static_cast<std::uint32_t>(filed_.size()));
  filed_.push_back({scope, &selector, number});
}

std::vector<std::uint32_t> SelectorIndex::Selecting(std::string_view scope,
                                                    const model::Labels& labels) const {
  std::vector<std::uint32_t> numbers;
  auto collect = [&](Postings::Key key) {
    for (auto [_, position] : postings_.Get(key)) {
      const Filed& filed = filed_[position];
      if (filed.scope == scope && labels.Satisfy(*filed.selector)) numbers.push_back(filed.number);
    }
  };
  collect(Postings::KeyOf({scope}));
  for (const yaml::Entry* pair : labels) collect(Postings::KeyOf({scope, pair->key, pair->value.text()}));
  std::ranges::sort(numbers);
  numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
  return numbers;
}

}  // namespace meshctl::mesh
