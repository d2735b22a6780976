// SPDX-License-Identifier: Apache-2.0
// The selectors of Gateways and the Pods behind them.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyze/findings.h"
#include "analyze/rules/selected_pods.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

/// The different selectors of a mesh's Gateways, each looked up once: many Gateways share one.
class GatewaySelectors {
 public:
  GatewaySelectors(const mesh::Mesh& mesh, const Findings& findings);
  GatewaySelectors(GatewaySelectors&&) = default;
  GatewaySelectors& operator=(GatewaySelectors&&) = default;

  /// The number of a Gateway's selector.
  std::uint32_t NumberOf(const model::Gateway& gateway) const {
    return numbers_.at(gateway.selector.ToString());
  }
  /// The Pods, in any namespace, that a Gateway selects. As upstream, and unlike what the control plane does,
  /// no selector selects every Pod.
  const std::vector<const model::Workload*>& PodsOf(const model::Gateway& gateway) const {
    return pods_[NumberOf(gateway)];
  }

  /// For each selector the numbers of those that upstream takes for the same, itself first: others whose
  /// printed form is part of its own or the reverse (`istio=edge` of `app=gw,istio=edge`), when some Pod
  /// satisfies both.
  std::vector<std::vector<std::uint32_t>> Related() const;

 private:
  std::uint32_t NumberOf(const PodSelector& selector) const {
    return static_cast<std::uint32_t>(&selector - selectors_.data());
  }

  std::vector<PodSelector> selectors_;
  std::unordered_map<std::string, std::uint32_t> numbers_;  // by Labels::ToString
  std::vector<SelectedPod> selected_;                       // points into selectors_
  std::vector<std::vector<const model::Workload*>> pods_;   // by number
};

/// Those of a run, for `Findings::Get`: every rule about Gateways asks for them.
GatewaySelectors SelectorsOfGateways(const mesh::Mesh& mesh, const Findings& findings);

}  // namespace meshctl::analyze
