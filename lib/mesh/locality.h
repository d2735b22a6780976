// SPDX-License-Identifier: Apache-2.0
// Where a workload runs.
#pragma once

#include <string>
#include <string_view>

#include "mesh/mesh.h"

namespace meshctl::mesh {

/// `region/zone/subzone`; what is not known is empty.
struct Locality {
  std::string region;
  std::string zone;
  std::string subzone;

  bool empty() const { return region.empty(); }
  /// `eu/eu-1/rack-2`, without empty parts at the end.
  std::string ToString() const;
  friend bool operator==(const Locality&, const Locality&) = default;
};

/// Reads `region/zone/subzone`, any part of which may be missing at the end.
Locality ParseLocality(std::string_view text);

/// What labels of a Pod or a WorkloadEntry say by `istio-locality`; empty: nothing.
Locality LocalityOfLabels(const model::Labels& labels);
/// What the labels of a Node say.
Locality LocalityOfNode(const model::Labels& labels);

/// Whether a place lies in `rule`, which may say `*` or nothing for its parts: `eu/*` holds `eu/eu-1/rack-2`.
bool Matches(const Locality& place, const Locality& rule);

/// 0 in the same subzone, 1 in the same zone, 2 in the same region, 3 elsewhere.
int DistanceOf(const Locality& from, const Locality& to);

/// Where a workload runs: by its label `istio-locality`, else by the node of its Pod, else as its
/// WorkloadEntry says.
Locality LocalityOf(const Mesh& mesh, const Workload& workload);

}  // namespace meshctl::mesh
