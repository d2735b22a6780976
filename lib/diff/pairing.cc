// SPDX-License-Identifier: Apache-2.0
// Equal items by the difference of texts, one line for each item; what is left between two equal ones by a
// table of the best order-keeping choice of pairs.
#include "diff/pairing.h"

#include <algorithm>

#include "diff/lines.h"

namespace meshctl::diff {
namespace {

/// Larger gaps are paired by position: a table of them would be dear and say little.
constexpr std::size_t kLargestTable = 10'000;
constexpr int kEqualEntry = 4;

/// How much two items have in common; 0: they are not the same item.
int Likeness(const Json& a, const Json& b) {
  if (!a.is_object() || !b.is_object()) return 0;
  int likeness = 0;
  for (const auto& [key, value] : a.items()) {
    const auto other = b.find(key);
    if (other != b.end()) likeness += *other == value ? kEqualEntry : 1;
  }
  return likeness;
}

/// A run of items of either list between items that are equal.
struct Gap {
  std::size_t before = 0, before_end = 0;
  std::size_t after = 0, after_end = 0;
  std::size_t width() const { return before_end - before; }
  std::size_t height() const { return after_end - after; }
};

void PairByPosition(const Gap& gap, std::vector<ItemPair>& out) {
  const std::size_t both = std::min(gap.width(), gap.height());
  for (std::size_t i = 0; i < both; ++i) out.push_back({gap.before + i, gap.after + i});
  for (std::size_t i = gap.before + both; i < gap.before_end; ++i) out.push_back({i, {}});
  for (std::size_t i = gap.after + both; i < gap.after_end; ++i) out.push_back({{}, i});
}

void PairByLikeness(const Json& before, const Json& after, const Gap& gap, std::vector<ItemPair>& out) {
  const std::size_t rows = gap.width() + 1;
  const std::size_t columns = gap.height() + 1;
  // best[i][j]: of the items from i and j on.
  std::vector<int> best(rows * columns, 0);
  std::vector<int> likeness(rows * columns, 0);
  for (std::size_t i = gap.width(); i-- > 0;) {
    for (std::size_t j = gap.height(); j-- > 0;) {
      const int like = likeness[i * columns + j] = Likeness(before[gap.before + i], after[gap.after + j]);
      const int paired = like > 0 ? like + best[(i + 1) * columns + j + 1] : 0;
      best[i * columns + j] = std::max({paired, best[(i + 1) * columns + j], best[i * columns + j + 1]});
    }
  }
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < gap.width() || j < gap.height()) {
    const std::size_t at = i * columns + j;
    const bool both = i < gap.width() && j < gap.height();
    if (both && likeness[at] > 0 && best[at] == likeness[at] + best[at + columns + 1]) {
      out.push_back({gap.before + i++, gap.after + j++});
    } else if (i < gap.width() && (j == gap.height() || best[at] == best[at + columns])) {
      out.push_back({gap.before + i++, {}});
    } else {
      out.push_back({{}, gap.after + j++});
    }
  }
}

void PairGap(const Json& before, const Json& after, const Gap& gap, std::vector<ItemPair>& out) {
  const auto is_object = [](const Json& item) { return item.is_object(); };
  const auto begin = before.begin() + static_cast<std::ptrdiff_t>(gap.before);
  const bool objects = std::all_of(begin, begin + static_cast<std::ptrdiff_t>(gap.width()), is_object);
  // Plain values have nothing in common; where as many go as come, each is taken for a change of one.
  const bool by_position =
      gap.width() * gap.height() > kLargestTable || (!objects && gap.width() == gap.height());
  if (by_position) {
    PairByPosition(gap, out);
  } else {
    PairByLikeness(before, after, gap, out);
  }
}

std::string Join(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += text + "\n";
  return joined;
}

}  // namespace

std::vector<ItemPair> PairItems(const Json& before, const std::vector<std::string>& before_texts,
                                const Json& after, const std::vector<std::string>& after_texts) {
  const std::string old_text = Join(before_texts);
  const std::string new_text = Join(after_texts);
  std::vector<ItemPair> pairs;
  Gap gap;
  for (const LineChange& change : DiffLines(old_text, new_text)) {
    if (change.kind == LineChange::Kind::kRemoved) {
      ++gap.before_end;
    } else if (change.kind == LineChange::Kind::kAdded) {
      ++gap.after_end;
    } else {
      PairGap(before, after, gap, pairs);
      pairs.push_back({gap.before_end, gap.after_end});
      gap = {gap.before_end + 1, gap.before_end + 1, gap.after_end + 1, gap.after_end + 1};
    }
  }
  PairGap(before, after, gap, pairs);
  return pairs;
}

}  // namespace meshctl::diff
