// SPDX-License-Identifier: Apache-2.0
// From a path to the few routes of a virtual host that its path condition lets through, in time that does not
// depend on the number of routes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ascii.h"
#include "route/domain_index.h"
#include "route/match.h"

namespace re2 {
class RE2;
}

namespace meshctl::route {

/// The conditions on paths of a list of routes. It may let through a route whose path does not match, never
/// the reverse. Built once; then read by as many threads as there are.
class PathIndex {
 public:
  PathIndex();
  PathIndex(PathIndex&&) noexcept;
  PathIndex& operator=(PathIndex&&) noexcept;
  ~PathIndex();

  /// Routes have to be added in the order they are tried, the first one as 0.
  void Add(const PathMatch& path);
  /// Has to be called once after the last `Add`.
  void Finish();

  /// The first route for which `matches(route)` holds, of those that `path` may reach; `none` without one.
  /// Routes are asked at most once each, and not in order.
  template <class Matches>
  std::uint32_t FindFirst(std::string_view path, Matches&& matches) const;

  static constexpr std::uint32_t none = UINT32_MAX;

 private:
  using Routes = std::vector<std::uint32_t>;  // ascending
  using ByText = std::unordered_map<std::string, Routes, TextHash, std::equal_to<>>;
  class Patterns;

  /// Texts that are compared either as they are or without case.
  struct Texts {
    ByText exact;
    ByText prefixes;
    std::vector<std::size_t> lengths;  ///< of prefixes, ascending, each once

    void Add(PathMatch::Kind kind, std::string text, std::uint32_t route);
    bool empty() const { return exact.empty() && prefixes.empty(); }
    template <class Visit>
    void Each(std::string_view path, Visit&& visit) const;
  };

  Routes MatchingPatterns(std::string_view path) const;

  std::uint32_t count_ = 0;
  Texts as_written_;
  Texts lower_case_;
  /// Null when no route has a regular expression.
  std::unique_ptr<Patterns> patterns_;
};

template <class Visit>
void PathIndex::Texts::Each(std::string_view path, Visit&& visit) const {
  if (const auto found = exact.find(path); found != exact.end()) visit(found->second);
  for (const std::size_t length : lengths) {
    if (length > path.size()) break;
    if (const auto found = prefixes.find(path.substr(0, length)); found != prefixes.end())
      visit(found->second);
  }
}

template <class Matches>
std::uint32_t PathIndex::FindFirst(std::string_view path, Matches&& matches) const {
  std::uint32_t best = none;
  const auto visit = [&](std::span<const std::uint32_t> routes) {
    for (const std::uint32_t route : routes) {
      if (route >= best) return;
      if (matches(route)) {
        best = route;
        return;
      }
    }
  };
  as_written_.Each(path, visit);
  if (!lower_case_.empty()) lower_case_.Each(LowerAscii(path), visit);
  if (patterns_) visit(MatchingPatterns(path));
  return best;
}

}  // namespace meshctl::route
