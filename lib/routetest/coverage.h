// SPDX-License-Identifier: Apache-2.0
// Which rules of the manifests were asked about.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "mesh/mesh.h"
#include "route/table.h"
#include "simulate/simulate.h"
#include "source/source_file.h"

namespace meshctl::routetest {

/// Something that a test can exercise: a match of a rule (the rule where it has none) of a VirtualService or
/// of a route of the Gateway API, a path of an Ingress, or a subset of a DestinationRule.
struct CoverageItem {
  std::string object;  ///< `VirtualService shop/reviews`
  std::string field;   ///< `spec.http[1].match[0]`
  source::Span span;   ///< what `field` names
  source::Span rule;   ///< the rule around it; the same for a subset
  std::size_t hits = 0;
  /// Why some proxy that was asked has no such route: "it stands behind spec.http[0], which matches
  /// everything".
  std::string omitted;
};

/// Counts how often answers were decided by each item. Rules that only delegate make no routes and are no
/// items; those of their delegates are.
class Coverage {
 public:
  /// Everything that `mesh`, which must outlive the coverage, can be asked about. A file that is part of
  /// several meshes counts once.
  void Add(const mesh::Mesh& mesh);
  /// Counts one answer.
  void Note(const simulate::Simulation& simulation);

  /// In the order of objects and rules.
  const std::deque<CoverageItem>& items() const { return items_; }
  std::size_t covered() const;
  /// From 0 to 100; 100 when there is nothing to cover.
  double percent() const;

 private:
  using Key = std::tuple<std::string_view, std::uint32_t, std::uint32_t>;

  void AddItem(std::string object, std::string field, source::Span span, source::Span rule);
  void AddService(const model::VirtualService& service);
  void Hit(const source::Span& span);
  void NoteOmissions(const route::RouteTable& table);
  static Key KeyOf(const source::Span& span) { return {span.file->name(), span.begin, span.end}; }

  std::deque<CoverageItem> items_;
  std::map<Key, CoverageItem*> by_place_;
  std::multimap<Key, CoverageItem*> by_rule_;
  std::unordered_set<const route::RouteTable*> tables_;
};

/// For people: how much of each object is covered, and what is not.
std::string RenderCoverage(const Coverage& coverage);

/// lcov's tracefile: a line of a manifest counts as often as the item it belongs to.
std::string RenderLcov(const Coverage& coverage);

}  // namespace meshctl::routetest
