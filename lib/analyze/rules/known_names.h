// SPDX-License-Identifier: Apache-2.0
// The names that exist, for "did you mean".
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

namespace meshctl::analyze {

/// Names by namespace. Filled once in a check, asked for every finding; a namespace of very many names is not
/// searched, so that a mesh in which everything is wrong costs no more than one in which nothing is.
/// Views must outlive it.
class KnownNames {
 public:
  void Add(std::string_view ns, std::string_view name);

  /// The name of this namespace that `word` is probably a misspelling of; empty when there is none or more
  /// than one.
  std::string_view NearestIn(std::string_view ns, std::string_view word) const;
  /// The one namespace that has exactly this name; empty when none or several do.
  std::string_view OnlyNamespaceOf(std::string_view name) const;

 private:
  static constexpr std::size_t kMostSearched = 1000;

  std::unordered_map<std::string_view, std::vector<std::string_view>> names_;       // by namespace
  std::unordered_map<std::string_view, std::vector<std::string_view>> namespaces_;  // by name
};

}  // namespace meshctl::analyze
