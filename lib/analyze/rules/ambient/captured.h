// SPDX-License-Identifier: Apache-2.0
// The workloads that ztunnel takes requests for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mesh/mesh.h"
#include "mesh/workloads.h"
#include "model/labels.h"
#include "model/security.h"

namespace meshctl::analyze {

/// Whether anything in the mesh can be in ambient mode: by the label of a Namespace, or by one of its own. A
/// first look that costs a mesh of sidecars nothing. Where no Namespace was given, it may.
bool MayBeAmbient(const mesh::Mesh& mesh);

/// Whether a workload is a gateway or a waypoint: nothing but Istio's proxy.
bool IsGatewayWorkload(const mesh::Workload& workload);

/// The captured workloads of a mesh: ambient ones, without a proxy of their own and not in the network of
/// their node. Cheap to make for a mesh without any.
class CapturedWorkloads {
 public:
  explicit CapturedWorkloads(const mesh::Mesh& mesh);

  bool empty() const { return workloads_.all().empty(); }
  /// Those that a policy in `ns` selects: of its namespace, or of all in the root namespace.
  std::vector<const mesh::Workload*> SelectedBy(std::string_view ns, const model::Labels& selector) const;
  std::vector<const mesh::Workload*> SelectedBy(const model::AuthorizationPolicy& policy) const;
  /// Those that a Service or ServiceEntry selects.
  std::vector<const mesh::Workload*> Behind(const mesh::Service& service) const;

 private:
  std::string root_;
  mesh::Workloads workloads_;
};

/// For Findings::Get: all rules of a run share them.
CapturedWorkloads Captured(const mesh::Mesh& mesh);

}  // namespace meshctl::analyze
