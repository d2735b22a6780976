// SPDX-License-Identifier: Apache-2.0
// Label maps are small (rarely ten pairs), so they are sorted vectors of pointers into the tree: nothing is
// copied, and both places of a pair stay known.
#include "model/labels.h"

#include <algorithm>

namespace meshctl::model {
namespace {

bool ByKey(const yaml::Entry* a, const yaml::Entry* b) { return a->key < b->key; }

bool SamePair(const yaml::Entry* a, const yaml::Entry* b) {
  return a->key == b->key && a->value.text() == b->value.text();
}

}  // namespace

Labels::Labels(const yaml::Node& map) {
  entries_.reserve(map.entries().size());
  for (const yaml::Entry& entry : map.entries()) {
    if (entry.value.is_string()) entries_.push_back(&entry);
  }
  std::ranges::stable_sort(entries_, ByKey);
  // A key given twice is reported by the parser; the first one stands.
  entries_.erase(std::ranges::unique(entries_, {}, &yaml::Entry::key).begin(), entries_.end());
}

const yaml::Entry* Labels::Find(std::string_view key) const {
  auto at = std::ranges::lower_bound(entries_, key, {}, [](const yaml::Entry* entry) { return entry->key; });
  return at != entries_.end() && (*at)->key == key ? *at : nullptr;
}

std::string_view Labels::Get(std::string_view key) const {
  const yaml::Entry* entry = Find(key);
  return entry ? entry->value.text() : std::string_view();
}

bool Labels::Satisfy(const Labels& selector) const {
  return std::ranges::includes(entries_, selector.entries_, [](const yaml::Entry* a, const yaml::Entry* b) {
    if (a->key != b->key) return a->key < b->key;
    return a->value.text() < b->value.text();
  });
}

Labels Labels::OverlaidBy(const Labels& top) const {
  Labels merged;
  merged.entries_.reserve(size() + top.size());
  // Of equal keys set_union keeps those of its first range.
  std::ranges::set_union(top.entries_, entries_, std::back_inserter(merged.entries_), ByKey);
  return merged;
}

std::string Labels::ToString() const {
  std::string text;
  for (const yaml::Entry* entry : entries_) {
    if (!text.empty()) text += ',';
    text.append(entry->key).append("=").append(entry->value.text());
  }
  return text;
}

bool operator==(const Labels& a, const Labels& b) {
  return std::ranges::equal(a.entries_, b.entries_, SamePair);
}

}  // namespace meshctl::model
