// SPDX-License-Identifier: Apache-2.0
// Localities as istiod compares them (pkg/config, util.LocalityMatch and util.LbPriority).
#include "mesh/locality.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace meshctl::mesh {
namespace {

constexpr std::string_view kLocalityLabel = "istio-locality";

std::string_view First(const model::Labels& labels, std::initializer_list<std::string_view> keys) {
  for (std::string_view key : keys) {
    if (const std::string_view value = labels.Get(key); !value.empty()) return value;
  }
  return {};
}

}  // namespace

std::string Locality::ToString() const {
  std::string text = fmt::format("{}/{}/{}", region, zone, subzone);
  while (text.ends_with('/')) text.pop_back();
  return text;
}

Locality ParseLocality(std::string_view text) {
  std::array<std::string, 3> parts;
  for (std::size_t i = 0; i < parts.size() && !text.empty(); ++i) {
    const std::size_t slash = i + 1 < parts.size() ? text.find('/') : std::string_view::npos;
    parts[i] = text.substr(0, slash);
    text = slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1);
  }
  return {.region = parts[0], .zone = parts[1], .subzone = parts[2]};
}

bool Matches(const Locality& place, const Locality& rule) {
  const auto fits = [](std::string_view part, std::string_view asked) {
    return asked == "*" || asked.empty() || part == asked;
  };
  return (rule.region == "*" || place.region == rule.region) && fits(place.zone, rule.zone) &&
         fits(place.subzone, rule.subzone);
}

int DistanceOf(const Locality& from, const Locality& to) {
  if (from.region != to.region) return 3;
  if (from.zone != to.zone) return 2;
  return from.subzone == to.subzone ? 0 : 1;
}

Locality LocalityOfLabels(const model::Labels& labels) {
  std::string label(labels.Get(kLocalityLabel));
  // Labels cannot hold slashes; a locality that has dots of its own is not written this way.
  if (label.find('/') == std::string::npos) std::ranges::replace(label, '.', '/');
  return ParseLocality(label);
}

Locality LocalityOfNode(const model::Labels& labels) {
  return {.region = std::string(
              First(labels, {"topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"})),
          .zone = std::string(
              First(labels, {"topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"})),
          .subzone = std::string(labels.Get("topology.istio.io/subzone"))};
}

Locality LocalityOf(const Mesh& mesh, const Workload& workload) {
  if (Locality own = LocalityOfLabels(*workload.labels); !own.empty()) return own;
  if (workload.entry) return ParseLocality(*workload.entry->endpoint.locality);
  const std::string_view node = *workload.pods->pod.node_name;
  if (node.empty()) return {};
  const model::Object* object = mesh.manifests().Find(model::kCore, "Node", "", node);
  return object ? LocalityOfNode(object->labels) : Locality();
}

}  // namespace meshctl::mesh
