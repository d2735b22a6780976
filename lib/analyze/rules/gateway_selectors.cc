// SPDX-License-Identifier: Apache-2.0
// Selectors are related through the Pods that satisfy both, so that those which have no Pod in common are
// never compared.
#include "analyze/rules/gateway_selectors.h"

#include <set>
#include <utility>

namespace meshctl::analyze {

GatewaySelectors::GatewaySelectors(const mesh::Mesh& mesh, const Findings& findings) {
  for (const model::Gateway& gateway : mesh.gateways()) {
    const auto number = static_cast<std::uint32_t>(selectors_.size());
    if (numbers_.try_emplace(gateway.selector.ToString(), number).second)
      selectors_.push_back({.object = gateway.object, .labels = gateway.selector, .scope = kEveryNamespace});
  }
  pods_.resize(selectors_.size());
  if (selectors_.empty()) return;
  selected_ = SelectPods(analyze::PodsOf(mesh, findings), selectors_);
  for (const SelectedPod& pod : selected_) {
    for (const PodSelector* selector : pod.by) pods_[NumberOf(*selector)].push_back(pod.pod);
  }
}

std::vector<std::vector<std::uint32_t>> GatewaySelectors::Related() const {
  std::vector<std::vector<std::uint32_t>> related;
  std::vector<std::string> texts;
  for (const PodSelector& selector : selectors_) {
    related.push_back({NumberOf(selector)});
    texts.push_back(selector.labels.ToString());
  }
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
  for (const SelectedPod& pod : selected_) {
    for (auto first = pod.by.begin(); first != pod.by.end(); ++first) {
      for (auto second = first + 1; second != pod.by.end(); ++second) {
        const std::uint32_t a = NumberOf(**first), b = NumberOf(**second);
        if (!texts[a].contains(texts[b]) && !texts[b].contains(texts[a])) continue;
        if (!seen.emplace(a, b).second) continue;
        related[a].push_back(b);
        related[b].push_back(a);
      }
    }
  }
  return related;
}

GatewaySelectors SelectorsOfGateways(const mesh::Mesh& mesh, const Findings& findings) {
  return GatewaySelectors(mesh, findings);
}

}  // namespace meshctl::analyze
