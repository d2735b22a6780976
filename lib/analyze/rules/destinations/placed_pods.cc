// SPDX-License-Identifier: Apache-2.0
// The control plane writes a node's place as `region/zone/subzone`, which ends at the first empty part but
// for the region: a subzone without a zone is lost.
#include "analyze/rules/destinations/placed_pods.h"

#include <algorithm>
#include <utility>

#include "analyze/kinds.h"
#include "analyze/rules/selected_pods.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kHostname = "kubernetes.io/hostname";
constexpr std::string_view kRegion = "topology.kubernetes.io/region";
constexpr std::string_view kZone = "topology.kubernetes.io/zone";
constexpr std::string_view kSubzone = "topology.istio.io/subzone";

}  // namespace

PlacedPods::PlacedPods(const mesh::Mesh& mesh, const Findings& findings) : pods_(PodsOf(mesh, findings)) {
  for (const model::Object* node : mesh.ObjectsOf(kind::kNode.group, kind::kNode.name))
    nodes_.emplace(*node->name, node);
  for (std::uint32_t number = 0; number < pods_.size(); ++number) {
    const model::Workload& pod = *pods_[number];
    for (const yaml::Entry* label : pod.pod.labels)
      postings_.Add(mesh::Postings::KeyOf({label->key, label->value.text()}), number);
    if (!pod.pod.node_name->empty()) {
      const Place& place = places_.emplace(number, PlaceOf(pod)).first->second;
      postings_.Add(mesh::Postings::KeyOf({kHostname, place.hostname}), number);
      postings_.Add(mesh::Postings::KeyOf({kRegion, place.region}), number);
      postings_.Add(mesh::Postings::KeyOf({kZone, place.zone}), number);
      postings_.Add(mesh::Postings::KeyOf({kSubzone, place.subzone}), number);
    }
  }
  postings_.Freeze();
}

PlacedPods::Place PlacedPods::PlaceOf(const model::Workload& pod) const {
  Place place{.hostname = *pod.pod.node_name};
  auto node = nodes_.find(place.hostname);
  if (node == nodes_.end()) return place;
  const model::Labels& labels = node->second->labels;
  place.region = labels.Get(kRegion);
  place.zone = labels.Get(kZone);
  if (!place.zone.empty()) place.subzone = labels.Get(kSubzone);
  return place;
}

std::optional<std::string_view> PlacedPods::Find(std::uint32_t number, std::string_view key) const {
  if (auto at = places_.find(number); at != places_.end()) {
    const Place& place = at->second;
    for (const auto& [name, value] : {std::pair(kHostname, place.hostname), std::pair(kRegion, place.region),
                                      std::pair(kZone, place.zone), std::pair(kSubzone, place.subzone)}) {
      if (key == name && !value.empty()) return value;
    }
  }
  const yaml::Entry* label = pods_[number]->pod.labels.Find(key);
  return label ? std::optional(label->value.text()) : std::nullopt;
}

bool PlacedPods::Satisfies(std::uint32_t number, const model::Labels& selector) const {
  return std::ranges::all_of(
      selector, [&](const yaml::Entry* pair) { return Find(number, pair->key) == pair->value.text(); });
}

bool PlacedPods::AnySatisfies(const model::Labels& selector) {
  if (selector.empty()) return !pods_.empty();
  auto [answer, fresh] = answers_.try_emplace(selector.ToString());
  if (!fresh) return answer->second;
  auto having = [&](const yaml::Entry* pair) {
    return postings_.Get(mesh::Postings::KeyOf({pair->key, pair->value.text()}));
  };
  auto rarest = having(*selector.begin());
  for (const yaml::Entry* pair : selector) {
    if (auto list = having(pair); list.size() < rarest.size()) rarest = list;
  }
  answer->second =
      std::ranges::any_of(rarest, [&](const auto& posting) { return Satisfies(posting.second, selector); });
  return answer->second;
}

}  // namespace meshctl::analyze
