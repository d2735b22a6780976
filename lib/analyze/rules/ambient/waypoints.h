// SPDX-License-Identifier: Apache-2.0
// Which waypoint stands before whom.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "mesh/mesh.h"
#include "model/labels.h"
#include "model/object.h"

namespace meshctl::analyze {

inline constexpr std::string_view kUseWaypointLabel = "istio.io/use-waypoint";
inline constexpr std::string_view kUseWaypointNamespaceLabel = "istio.io/use-waypoint-namespace";
inline constexpr std::string_view kWaypointForLabel = "istio.io/waypoint-for";
inline constexpr std::string_view kGatewayNameLabel = "gateway.networking.k8s.io/gateway-name";

/// The waypoint that labels ask for. It need not exist, nor take what they stand for.
struct UsedWaypoint {
  const yaml::Entry* label = nullptr;  ///< `istio.io/use-waypoint`
  bool inherited = false;              ///< whether the label is the namespace's
  std::string_view ns;
  std::string_view name;
  const model::Object* gateway = nullptr;  ///< null: there is no such Gateway
};

/// What the labels of an object in `ns` ask for: its own, else its Namespace's. Nothing when neither asks, or
/// the object says `none`.
std::optional<UsedWaypoint> WaypointOf(const mesh::Mesh& mesh, std::string_view ns,
                                       const model::Labels& labels);
/// What these labels ask for by themselves.
std::optional<UsedWaypoint> OwnWaypoint(const mesh::Mesh& mesh, std::string_view ns,
                                        const model::Labels& labels);

/// What a waypoint takes (`istio.io/waypoint-for`): `service`, `workload`, `all` or `none`.
struct WaypointScope {
  std::string_view traffic = "service";
  source::Span span;  ///< the label's value; nowhere when it is the default
  bool TakesServices() const { return traffic == "service" || traffic == "all"; }
  bool TakesWorkloads() const { return traffic == "workload" || traffic == "all"; }
};
WaypointScope ScopeOf(const mesh::Mesh& mesh, const model::Object& gateway);

/// Which namespaces a waypoint serves: `Same`, `All`, or `Selector` for those with certain labels.
std::string_view ServedNamespaces(const model::Object& gateway);
/// Whether a waypoint takes what is in a namespace: `allowedRoutes` of its HBONE listener. What it asks of
/// the labels of a Namespace that was not given counts as fulfilled.
bool Takes(const mesh::Mesh& mesh, const model::Object& gateway, std::string_view ns);

/// The waypoint that requests to a Service or ServiceEntry in fact go through; null when there is none.
const model::Object* EffectiveWaypoint(const mesh::Mesh& mesh, const model::Object& service);

}  // namespace meshctl::analyze
