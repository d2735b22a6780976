// SPDX-License-Identifier: Apache-2.0
// A guess is only worth printing when it is the only one, here as in OnlyNearest.
#include "analyze/rules/known_names.h"

#include "analyze/rules/replacement.h"

namespace meshctl::analyze {

void KnownNames::Add(std::string_view ns, std::string_view name) {
  names_[ns].push_back(name);
  namespaces_[name].push_back(ns);
}

std::string_view KnownNames::NearestIn(std::string_view ns, std::string_view word) const {
  auto at = names_.find(ns);
  if (at == names_.end() || at->second.size() > kMostSearched) return {};
  return OnlyNearest(word, at->second);
}

std::string_view KnownNames::OnlyNamespaceOf(std::string_view name) const {
  auto at = namespaces_.find(name);
  return at != namespaces_.end() && at->second.size() == 1 ? at->second.front() : std::string_view();
}

}  // namespace meshctl::analyze
