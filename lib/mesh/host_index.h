// SPDX-License-Identifier: Apache-2.0
// Values by host name, wildcards included.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mesh/host.h"

namespace meshctl::mesh {

/// The names of a HostIndex, numbered in the order of adding, apart from its values.
class HostNames {
 public:
  HostNames() = default;
  HostNames(HostNames&&) noexcept = default;
  HostNames& operator=(HostNames&&) noexcept = default;

  /// Adds a name and answers its number; the same name has the same number.
  std::size_t Add(std::string_view host);
  /// Sorts what was added. Comes after the last Add and before the first Overlapping.
  void Freeze();

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  /// The number of exactly this name, or kNone.
  std::size_t Find(std::string_view host) const;
  /// The number of the narrowest name that covers `host`: itself, else the longest wildcard. A wildcard
  /// `host` is covered by wildcards only.
  std::size_t MostSpecific(std::string_view host) const;
  /// The numbers of all names that overlap with `host`, in ascending order.
  std::vector<std::size_t> Overlapping(std::string_view host) const;

  const std::string& name(std::size_t number) const { return names_[number]; }

 private:
  /// Calls `visit(number)` for the wildcards that cover `host`, the narrowest first, until it answers false.
  template <typename Visit>
  void VisitWildcards(std::string_view host, Visit visit) const;

  std::deque<std::string> names_;
  std::unordered_map<std::string_view, std::size_t> numbers_;    // views into names_
  std::unordered_map<std::string_view, std::size_t> wildcards_;  // the same without `*`, wildcards only
  std::vector<std::size_t> wildcard_lengths_;                    // of the keys of wildcards_, longest first
  std::vector<std::size_t> by_ending_;                           // numbers, sorted by the reversed name
};

/// A map from host names to T. Look-ups cost as much as the host has different suffixes, not as much as there
/// are names.
template <typename T>
class HostIndex {
 public:
  /// The value of a host, made on first use. Moves other values.
  T& operator[](std::string_view host) {
    std::size_t number = names_.Add(host);
    if (number == values_.size()) values_.emplace_back();
    return values_[number];
  }
  void Freeze() { names_.Freeze(); }

  const T* Find(std::string_view host) const { return At(names_.Find(host)); }
  const T* MostSpecific(std::string_view host) const { return At(names_.MostSpecific(host)); }
  /// The name that MostSpecific found; empty when there is none.
  std::string_view MostSpecificName(std::string_view host) const {
    std::size_t number = names_.MostSpecific(host);
    return number == HostNames::kNone ? std::string_view() : std::string_view(names_.name(number));
  }
  /// Every host that overlaps with `host`, in the order of adding.
  std::vector<std::pair<std::string_view, const T*>> Overlapping(std::string_view host) const {
    std::vector<std::pair<std::string_view, const T*>> found;
    for (std::size_t number : names_.Overlapping(host)) {
      found.emplace_back(names_.name(number), &values_[number]);
    }
    return found;
  }
  std::size_t size() const { return values_.size(); }
  /// Calls `visit(host, value)` for every host in the order of adding.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (std::size_t number = 0; number < values_.size(); ++number)
      visit(names_.name(number), values_[number]);
  }

 private:
  const T* At(std::size_t number) const { return number == HostNames::kNone ? nullptr : &values_[number]; }

  HostNames names_;
  std::vector<T> values_;
};

}  // namespace meshctl::mesh
