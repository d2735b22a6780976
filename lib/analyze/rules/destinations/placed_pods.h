// SPDX-License-Identifier: Apache-2.0
// Pods with the labels that the place they run at gives them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyze/findings.h"
#include "mesh/mesh.h"
#include "mesh/postings.h"

namespace meshctl::analyze {

/// Every Pod of the mesh, and in files every template. To its own labels come, as in the control plane, the
/// name of its node
/// (`kubernetes.io/hostname`) and the node's region, zone and subzone.
class PlacedPods {
 public:
  PlacedPods(const mesh::Mesh& mesh, const Findings& findings);

  /// Whether a Pod of any namespace satisfies the selector. Equal selectors are looked up once.
  bool AnySatisfies(const model::Labels& selector);

 private:
  struct Place {
    std::string_view hostname, region, zone, subzone;  // empty where not known
  };
  Place PlaceOf(const model::Workload& pod) const;
  std::optional<std::string_view> Find(std::uint32_t number, std::string_view key) const;
  bool Satisfies(std::uint32_t number, const model::Labels& selector) const;

  std::vector<const model::Workload*> pods_;
  std::unordered_map<std::string_view, const model::Object*> nodes_;
  std::unordered_map<std::uint32_t, Place> places_;  // of Pods that have a node
  mesh::Postings postings_;                          // by label
  std::unordered_map<std::string, bool> answers_;    // by Labels::ToString
};

}  // namespace meshctl::analyze
