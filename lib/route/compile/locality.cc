// SPDX-License-Identifier: Apache-2.0
// Localities are weighed (`distribute`) or ranked (failover), never both. Ranks count only where outliers are
// detected, since a proxy that does not notice that endpoints fail never turns to the next ones; the traffic
// distribution of a Service and zone-aware balancing rank in any case.
#include "route/compile/locality.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>

namespace meshctl::route {
namespace {

using mesh::Locality;

constexpr std::string_view kNetwork = "topology.istio.io/network";
constexpr std::string_view kRegion = "topology.kubernetes.io/region";
constexpr std::string_view kZone = "topology.kubernetes.io/zone";
constexpr std::string_view kSubzone = "topology.istio.io/subzone";
constexpr std::string_view kHostname = "kubernetes.io/hostname";
constexpr std::string_view kDistribution = "networking.istio.io/traffic-distribution";

/// What holds for one cluster.
struct Settings {
  const std::vector<model::Distribute>* distribute = nullptr;
  std::vector<std::string_view> priority_labels;
  const std::vector<model::Failover>* failover = nullptr;
  bool ranks = false;
  bool by_region = false;  ///< zone-aware: a region is one place
};

bool Enabled(const model::Switch& enabled) { return enabled->value_or(true); }

std::vector<std::string_view> Views(const std::vector<model::Text>& texts) {
  std::vector<std::string_view> views;
  for (const model::Text& text : texts) views.push_back(*text);
  return views;
}

Settings FromLocality(const model::LocalityBalancing& setting, bool ranks) {
  Settings settings;
  if (!Enabled(setting.enabled)) return settings;
  settings.distribute = setting.distribute.empty() ? nullptr : &setting.distribute;
  settings.priority_labels = Views(setting.failover_priority);
  settings.failover = &setting.failover;
  settings.ranks = ranks && !settings.distribute;
  return settings;
}

std::string_view DistributionOf(const mesh::Mesh& mesh, const mesh::Service& service) {
  if (service.kubernetes) {
    const std::string_view field = service.object->Get("spec").Get("trafficDistribution").text();
    if (!field.empty()) return field;
  }
  if (const std::string_view own = service.object->annotations.Get(kDistribution); !own.empty()) return own;
  const mesh::Namespace* ns = mesh.FindNamespace(service.ns);
  return ns ? ns->object->annotations.Get(kDistribution) : std::string_view();
}

std::optional<Settings> FromDistribution(std::string_view distribution) {
  Settings settings;
  settings.ranks = true;
  if (distribution == "PreferClose" || distribution == "PreferSameZone") {
    settings.priority_labels = {kNetwork, kRegion, kZone};
  } else if (distribution == "PreferSameNode") {
    settings.priority_labels = {kNetwork, kRegion, kZone, kSubzone, kHostname};
  } else {
    return std::nullopt;
  }
  return settings;
}

Settings SettingsOf(const mesh::Mesh& mesh, const LocalityQuestion& question) {
  if (question.balancer && question.balancer->zone_aware) {
    const model::ZoneAwareBalancing& setting = *question.balancer->zone_aware;
    Settings settings;
    settings.ranks = settings.by_region = Enabled(setting.enabled);
    settings.priority_labels = Views(setting.failover_priority);
    settings.failover = &setting.failover;
    return settings;
  }
  if (question.balancer && question.balancer->locality)
    return FromLocality(*question.balancer->locality, question.detects_outliers);
  if (auto settings = FromDistribution(DistributionOf(mesh, question.service))) return *settings;
  if (const auto& setting = mesh.config().locality_balancing)
    return FromLocality(*setting, question.detects_outliers);
  Settings settings;
  settings.ranks = question.detects_outliers;
  return settings;
}

/// Numbers priorities from 0 without gaps.
void Close(std::vector<Place>& places) {
  std::map<std::uint32_t, std::uint32_t> ranks;
  for (const Place& place : places) ranks.emplace(place.priority, 0);
  std::uint32_t next = 0;
  for (auto& [priority, rank] : ranks) rank = next++;
  for (Place& place : places) place.priority = ranks.at(place.priority);
}

/// The label of a workload, or what its place says in the label's stead.
std::string_view LabelOf(const model::Labels& labels, const Locality& place, std::string_view key) {
  if (const std::string_view own = labels.Get(key); !own.empty()) return own;
  if (key == kRegion) return place.region;
  if (key == kZone) return place.zone;
  return key == kSubzone ? std::string_view(place.subzone) : std::string_view();
}

/// The more labels in a row an endpoint shares with the client, the sooner it is chosen. A network that
/// differs puts it behind all others and does not end the row.
std::uint32_t PriorityOf(const Settings& settings, const LocalityQuestion& question,
                         const mesh::Endpoint& endpoint, const Locality& place) {
  const std::size_t count = settings.priority_labels.size();
  std::uint32_t behind = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view written = settings.priority_labels[i];
    const std::size_t equals = written.find('=');
    const std::string_view key = written.substr(0, equals);
    const std::string_view own = equals == std::string_view::npos
                                     ? LabelOf(question.client_labels, question.client, key)
                                     : written.substr(equals + 1);
    if (own == LabelOf(*endpoint.labels, place, key)) continue;
    if (i == 0 && key == kNetwork) {
      behind = static_cast<std::uint32_t>(count);
      continue;
    }
    return behind + static_cast<std::uint32_t>(count - i);
  }
  return behind;
}

/// The region that `failover` sends requests of the client's region to; nothing where it says nothing.
std::optional<std::string_view> RegionAfter(const Settings& settings, const Locality& client) {
  if (!settings.failover) return std::nullopt;
  for (const model::Failover& rule : *settings.failover) {
    if (*rule.from == client.region) return *rule.to;
  }
  return std::nullopt;
}

std::uint32_t RankOf(const Settings& settings, const Locality& client, const Locality& place) {
  const std::optional<std::string_view> next = RegionAfter(settings, client);
  if (settings.by_region) {
    if (place.region == client.region) return 0;
    return next && place.region == *next ? 1 : 2;
  }
  const int distance = mesh::DistanceOf(client, place);
  if (distance == 3 && next && place.region != *next) return 4;
  return static_cast<std::uint32_t>(distance);
}

/// Endpoints that belong together, by number.
using Group = std::vector<std::size_t>;

std::uint64_t WeightOf(const Group& group, const std::vector<Place>& places) {
  std::uint64_t weight = 0;
  for (std::size_t number : group) weight += places[number].weight;
  return weight;
}

/// A multiple of the weight of every group, so that shares stay exact; for absurd weights just a large
/// number.
std::uint64_t CommonMultiple(const std::vector<Group>& groups, const std::vector<Place>& places) {
  constexpr std::uint64_t kLargest = std::uint64_t{1} << 40;
  std::uint64_t common = 1;
  for (const Group& group : groups) {
    if (group.empty()) continue;
    const std::uint64_t weight = WeightOf(group, places);
    if (weight > kLargest) return kLargest;
    common = std::lcm(common, weight);
    if (common > kLargest) return kLargest;
  }
  return common;
}

/// Gives each group its part of all requests, whatever the weights of its endpoints add up to.
void Spread(const std::vector<Group>& groups, const std::vector<std::uint64_t>& parts,
            std::vector<Place>& places) {
  const std::uint64_t common = CommonMultiple(groups, places);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].empty()) continue;
    const std::uint64_t factor = common / WeightOf(groups[i], places) * parts[i];
    for (std::size_t number : groups[i]) places[number].weight *= factor;
  }
}

/// The first priority gets everything as long as Envoy takes it for well: until more than two of seven
/// endpoints are not ready (its overprovisioning factor of 1.4). What it cannot carry goes to the next one.
void SpreadOverPriorities(std::span<const mesh::Endpoint> endpoints, std::vector<Place>& places) {
  constexpr std::uint64_t kWhole = 100;
  constexpr std::uint64_t kOverprovisioned = 140;
  std::vector<Group> ready;
  std::vector<std::uint64_t> sizes;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::size_t priority = places[i].priority;
    if (priority >= ready.size()) {
      ready.resize(priority + 1);
      sizes.resize(priority + 1);
    }
    ++sizes[priority];
    if (endpoints[i].ready) ready[priority].push_back(i);
  }
  std::vector<std::uint64_t> health;
  for (std::size_t i = 0; i < ready.size(); ++i)
    health.push_back(std::min(kWhole, kOverprovisioned * ready[i].size() / sizes[i]));
  const std::uint64_t total =
      std::min(kWhole, std::accumulate(health.begin(), health.end(), std::uint64_t{0}));
  std::vector<std::uint64_t> loads(health.size());
  std::uint64_t left = kWhole;
  for (std::size_t i = 0; i < health.size() && total > 0; ++i) {
    loads[i] = std::min(left, health[i] * kWhole / total);
    left -= loads[i];
  }
  const auto first = std::ranges::find_if(loads, [](std::uint64_t load) { return load > 0; });
  if (first != loads.end()) *first += left;  // what rounding has left over
  Spread(ready, loads, places);
}

void RankPlaces(const Settings& settings, const LocalityQuestion& question,
                std::span<const mesh::Endpoint> endpoints, std::vector<Place>& places) {
  constexpr std::uint32_t kRanks = 5;
  if (!settings.priority_labels.empty()) {
    for (std::size_t i = 0; i < places.size(); ++i)
      places[i].priority = PriorityOf(settings, question, endpoints[i], places[i].locality);
    Close(places);
  }
  const bool by_place = settings.priority_labels.empty() || settings.by_region ||
                        (settings.failover && !settings.failover->empty());
  if (by_place) {
    for (Place& place : places)
      place.priority = place.priority * kRanks + RankOf(settings, question.client, place.locality);
    Close(places);
  }
  SpreadOverPriorities(endpoints, places);
}

/// The weights of groups as `distribute` gives them; a group that no entry names has none.
std::vector<std::uint64_t> Distributed(const model::Distribute& rule, const std::vector<Group>& groups,
                                       const std::vector<Place>& places) {
  std::vector<std::uint64_t> weights(groups.size());
  std::vector<bool> named(groups.size());
  for (const auto& [to, weight] : rule.to) {
    const Locality place = mesh::ParseLocality(*to);
    std::vector<std::size_t> matching;
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (named[i] || !mesh::Matches(places[groups[i].front()].locality, place)) continue;
      named[i] = true;
      matching.push_back(i);
      total += WeightOf(groups[i], places);
    }
    const auto percent = static_cast<std::uint64_t>(std::max<std::int64_t>(weight->value_or(0), 0));
    for (std::size_t i : matching) {
      // Rounded up, as istiod does.
      weights[i] = (WeightOf(groups[i], places) * percent + total - 1) / total;
    }
  }
  return weights;
}

void WeighPlaces(const model::Distribute& rule, std::vector<Place>& places) {
  std::vector<Group> groups;
  std::map<std::string, std::size_t> numbers;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto [known, fresh] = numbers.try_emplace(places[i].locality.ToString(), groups.size());
    if (fresh) groups.emplace_back();
    groups[known->second].push_back(i);
  }
  const std::vector<std::uint64_t> weights = Distributed(rule, groups, places);
  Spread(groups, weights, places);
  for (Place& place : places) place.left_out = place.weight == 0;
}

}  // namespace

std::vector<Place> PlacesOf(const mesh::Mesh& mesh, const LocalityQuestion& question,
                            std::span<const mesh::Endpoint> endpoints) {
  std::vector<Place> places;
  places.reserve(endpoints.size());
  for (const mesh::Endpoint& endpoint : endpoints) {
    Place& place = places.emplace_back();
    place.weight = static_cast<std::uint64_t>(std::max<std::int64_t>(endpoint.weight, 1));
    if (!endpoint.locality.empty()) {
      place.locality = mesh::ParseLocality(endpoint.locality);
    } else if (endpoint.workload) {
      place.locality = mesh::LocalityOf(mesh, *endpoint.workload);
    }
  }
  if (question.client.empty()) return places;
  const Settings settings = SettingsOf(mesh, question);
  if (settings.distribute) {
    const auto rule = std::ranges::find_if(*settings.distribute, [&](const model::Distribute& candidate) {
      return mesh::Matches(question.client, mesh::ParseLocality(*candidate.from));
    });
    if (rule != settings.distribute->end()) WeighPlaces(*rule, places);
  } else if (settings.ranks) {
    RankPlaces(settings, question, endpoints, places);
  }
  return places;
}

}  // namespace meshctl::route
