// SPDX-License-Identifier: Apache-2.0
// Labels, annotations and the label maps of selectors.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/node.h"

namespace meshctl::model {

/// A map of strings in order of its keys. Entries keep the places they were written at; the tree they come
/// from must outlive the value.
class Labels {
 public:
  Labels() = default;
  /// Decodes a map. Entries whose value is no string are left out: validation reports them.
  explicit Labels(const yaml::Node& map);

  /// The entry of a key with its places, or null.
  const yaml::Entry* Find(std::string_view key) const;
  /// The value of a key; empty when it is missing.
  std::string_view Get(std::string_view key) const;
  bool Has(std::string_view key) const { return Find(key) != nullptr; }

  /// Whether every pair of `selector` is among these labels. An empty selector is satisfied by everything.
  bool Satisfy(const Labels& selector) const;
  /// These labels with those of `top` put over them.
  Labels OverlaidBy(const Labels& top) const;

  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  /// Iterates over `const yaml::Entry*`.
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

  /// `app=web,version=v1`, in order of the keys.
  std::string ToString() const;
  /// Whether both hold the same pairs, wherever they were written.
  friend bool operator==(const Labels& a, const Labels& b);

 private:
  std::vector<const yaml::Entry*> entries_;
};

}  // namespace meshctl::model
