// SPDX-License-Identifier: Apache-2.0
// Exact names are hashed. Wildcards are hashed by what follows their `*`, and a look-up tries the host's
// endings in only those lengths that some wildcard has: two or three, however many names there are. A
// wildcard's own ending is found in the list of all names sorted from their last character.
#include "mesh/host_index.h"

#include <algorithm>

namespace meshctl::mesh {
namespace {

/// What follows `*`, or the whole name.
std::string_view Ending(std::string_view host) { return IsWildcard(host) ? host.substr(1) : host; }

bool LessFromBack(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

}  // namespace

std::size_t HostNames::Add(std::string_view host) {
  if (auto known = numbers_.find(host); known != numbers_.end()) return known->second;
  std::size_t number = names_.size();
  std::string_view name = names_.emplace_back(host);
  numbers_.emplace(name, number);
  if (IsWildcard(name)) {
    std::string_view ending = Ending(name);
    wildcards_.emplace(ending, number);
    auto at = std::ranges::lower_bound(wildcard_lengths_, ending.size(), std::greater());
    if (at == wildcard_lengths_.end() || *at != ending.size()) wildcard_lengths_.insert(at, ending.size());
  }
  return number;
}

void HostNames::Freeze() {
  by_ending_.resize(names_.size());
  for (std::size_t number = 0; number < by_ending_.size(); ++number) by_ending_[number] = number;
  std::ranges::sort(by_ending_, LessFromBack, [this](std::size_t number) { return Ending(names_[number]); });
}

std::size_t HostNames::Find(std::string_view host) const {
  auto at = numbers_.find(host);
  return at == numbers_.end() ? kNone : at->second;
}

template <typename Visit>
void HostNames::VisitWildcards(std::string_view host, Visit visit) const {
  std::string_view ending = Ending(host);
  for (std::size_t length : wildcard_lengths_) {
    if (length > ending.size()) continue;
    auto at = wildcards_.find(ending.substr(ending.size() - length));
    if (at != wildcards_.end() && !visit(at->second)) return;
  }
}

std::size_t HostNames::MostSpecific(std::string_view host) const {
  std::size_t found = Find(host);
  if (found != kNone) return found;
  VisitWildcards(host, [&found](std::size_t number) {
    found = number;
    return false;
  });
  return found;
}

std::vector<std::size_t> HostNames::Overlapping(std::string_view host) const {
  std::vector<std::size_t> found;
  VisitWildcards(host, [&found](std::size_t number) {
    found.push_back(number);
    return true;
  });
  if (!IsWildcard(host)) {
    if (std::size_t itself = Find(host); itself != kNone) found.push_back(itself);
  } else {
    std::string_view ending = Ending(host);
    auto at = std::ranges::lower_bound(by_ending_, ending, LessFromBack,
                                       [this](std::size_t number) { return Ending(names_[number]); });
    for (; at != by_ending_.end() && Ending(names_[*at]).ends_with(ending); ++at) found.push_back(*at);
  }
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

}  // namespace meshctl::mesh
