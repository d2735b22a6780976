// SPDX-License-Identifier: Apache-2.0
// A prefix that contains a path begins it, so that the beginnings of a path are all that has to be looked up.
// Case is folded here and looked at by whoever compares.
#include "route/pattern_index.h"

#include <algorithm>

#include "base/ascii.h"

namespace meshctl::route {

std::string SortKey(const Pattern& path) {
  if (path.kind != Pattern::Kind::kRegex) return LowerAscii(path.text);
  std::optional<TextRange> range = RangeOf(path.text, 64);
  return range ? LowerAscii(range->min) : std::string();
}

void PatternIndex::Add(const Pattern& path, std::size_t number) {
  switch (path.kind) {
    case Pattern::Kind::kExact:
      exact_[LowerAscii(path.text)].push_back(number);
      return;
    case Pattern::Kind::kPrefix:
    case Pattern::Kind::kSegmentPrefix:
      beginnings_[LowerAscii(path.text)].push_back(number);
      lengths_.insert(path.text.size());
      return;
    case Pattern::Kind::kRegex:
      by_regex_[path.text].push_back(number);
      regexes_.push_back(number);
  }
}

std::vector<std::size_t> PatternIndex::Candidates(const Pattern& narrow) const {
  Numbers found;
  const auto take = [&](const std::unordered_map<std::string, Numbers>& map, const std::string& key) {
    if (auto at = map.find(key); at != map.end())
      found.insert(found.end(), at->second.begin(), at->second.end());
  };
  if (narrow.kind == Pattern::Kind::kRegex) {
    take(by_regex_, narrow.text);
  } else if (narrow.kind == Pattern::Kind::kExact) {
    take(exact_, LowerAscii(narrow.text));
    found.insert(found.end(), regexes_.begin(), regexes_.end());
  }
  if (!beginnings_.empty()) {
    const std::string key = SortKey(narrow);
    for (std::size_t length : lengths_) {
      if (length > key.size()) break;
      take(beginnings_, key.substr(0, length));
    }
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace meshctl::route
