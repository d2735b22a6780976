// SPDX-License-Identifier: Apache-2.0
// What stands between a workload and the network: a sidecar, a ztunnel, a waypoint, nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mesh/mesh.h"

namespace meshctl::mesh {

enum class DataPlane : std::uint8_t {
  kNone,     ///< bytes travel as the application sends them
  kSidecar,  ///< a proxy of its own
  kZtunnel,  ///< ambient mode: the node's ztunnel
};

/// `sidecar`, `ztunnel`, `nothing`.
std::string_view Name(DataPlane kind);

struct DataPlaneDecision {
  DataPlane kind = DataPlane::kNone;
  /// Whether a sidecar is taken for granted: the workload does not say it, and its Namespace, which would,
  /// was not given.
  bool assumed = false;
  source::Span span;  ///< the label or annotation that decides; nowhere for a proxy that is a container
};

/// A sidecar that is there or will be injected comes before ambient mode (`istio.io/dataplane-mode` of the
/// Pod, then of the Namespace), as in Istio's CNI node agent.
DataPlaneDecision DataPlaneOf(const Mesh& mesh, const Workload& workload);

/// A proxy that ambient traffic passes for HTTP policies and routes.
struct Waypoint {
  std::string_view ns;
  std::string_view name;
  const model::Object* gateway = nullptr;  ///< null: no such Gateway was given, so that nothing passes it
  source::Span span;                       ///< the `istio.io/use-waypoint` label
};

/// The waypoint in front of a service, or, when the workload itself is dialled (`service` is null), in front
/// of the workload: its label `istio.io/use-waypoint`, else its Namespace's. Nothing when there is none, or
/// when the waypoint is for the other kind of traffic (`istio.io/waypoint-for`).
std::optional<Waypoint> WaypointOf(const Mesh& mesh, const Service* service, const Workload& workload);

/// `spiffe://cluster.local/ns/shop/sa/web`: the identity in the certificate of a workload's proxy.
std::string IdentityOf(const Workload& workload, const MeshConfig& config);

}  // namespace meshctl::mesh
