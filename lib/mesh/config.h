// SPDX-License-Identifier: Apache-2.0
// The mesh-wide settings that decide what objects mean, with Istio's defaults.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace meshctl::mesh {

/// What becomes of requests to hosts the mesh does not know.
enum class OutboundPolicy : std::uint8_t { kAllowAny, kRegistryOnly };

struct MeshConfig {
  std::string root_namespace = "istio-system";
  std::string cluster_domain = "cluster.local";
  /// Domain given to short names in Istio objects. Real installations use the cluster domain; Istio's own
  /// simulation tests run with none, so that `a` in `default` becomes `a.default`.
  std::string short_name_domain = "cluster.local";
  std::string trust_domain = "cluster.local";
  /// Where objects without exportTo are seen: `*`, `.` or namespaces.
  std::vector<std::string> default_service_export_to = {"*"};
  std::vector<std::string> default_virtual_service_export_to = {"*"};
  std::vector<std::string> default_destination_rule_export_to = {"*"};
  OutboundPolicy outbound_policy = OutboundPolicy::kAllowAny;
  bool auto_mtls = true;
};

}  // namespace meshctl::mesh
