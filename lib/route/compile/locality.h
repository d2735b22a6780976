// SPDX-License-Identifier: Apache-2.0
// How requests are divided among endpoints by where these are.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mesh/locality.h"
#include "mesh/mesh.h"

namespace meshctl::route {

/// The part of one endpoint. With nothing that speaks of localities every weight is the endpoint's own.
struct Place {
  std::uint64_t weight = 1;    ///< 0: gets nothing while those of priority 0 are well
  std::uint32_t priority = 0;  ///< 0 comes first
  bool left_out = false;       ///< `distribute` names the client's place and gives this endpoint nothing
  mesh::Locality locality;
};

/// Who asks, and what holds for the cluster.
struct LocalityQuestion {
  const mesh::Service& service;
  const mesh::Locality& client;
  const model::Labels& client_labels;
  const model::LoadBalancer* balancer = nullptr;  ///< of the DestinationRule in effect; null: none
  bool detects_outliers = false;
};

/// The places of `endpoints`, in their order. zoneAwareLbSetting of the DestinationRule comes before its
/// localityLbSetting, the Service's traffic distribution, and the mesh's setting. Where the client is nobody
/// knows, nothing is weighed. Upstream: loadbalancer.GetEffectiveLbSetting and what it leads to.
std::vector<Place> PlacesOf(const mesh::Mesh& mesh, const LocalityQuestion& question,
                            std::span<const mesh::Endpoint> endpoints);

}  // namespace meshctl::route
