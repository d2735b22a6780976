// SPDX-License-Identifier: Apache-2.0
// Which item of one list became which of another, where nothing but their content tells them apart.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "yaml/json.h"

namespace meshctl::diff {

/// An item of both lists, or of one of them.
struct ItemPair {
  std::optional<std::size_t> before;
  std::optional<std::size_t> after;
  friend bool operator==(const ItemPair&, const ItemPair&) = default;
};

/// Pairs the items of two lists in their order: first those whose texts are equal, as many as possible; then,
/// between these, the items that have most in common. An item put in front of others leaves them paired with
/// themselves. `before_texts` and `after_texts` have one text for each item, without line endings, the same
/// for items that mean the same.
std::vector<ItemPair> PairItems(const Json& before, const std::vector<std::string>& before_texts,
                                const Json& after, const std::vector<std::string>& after_texts);

}  // namespace meshctl::diff
