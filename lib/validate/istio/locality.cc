// SPDX-License-Identifier: Apache-2.0
// A locality is a region, a zone in it and a subzone in that; `*` at the end stands for the rest. In a list
// each must be new: one that an earlier, wider one covers would never be used.
#include "validate/istio/locality.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kConflictingLocalitySettings = {
    .code = "ISTIO0145",
    .name = "conflicting-locality-settings",
    .summary = "two settings decide in different ways where traffic goes"};
constinit const Rule kLocalityWeights = {
    .code = "ISTIO0146",
    .name = "invalid-locality-weights",
    .summary = "the weights of localities must each be 1 to 100 and 100 together"};
constinit const Rule kInvalidLocality = {
    .code = "ISTIO0147",
    .name = "invalid-locality",
    .summary = "a locality has an empty part, or a `*` that is not its end"};
constinit const Rule kOverlappingLocalities = {
    .code = "ISTIO0148",
    .name = "overlapping-localities",
    .summary = "a locality is covered by an earlier one of the same list"};
constinit const Rule kInvalidFailover = {
    .code = "ISTIO0149",
    .name = "invalid-failover",
    .summary = "traffic fails over from one whole region to another one, and to nothing else"};
constinit const Rule kFailoverWithoutDetection = {
    .code = "ISTIO0150",
    .name = "failover-without-outlier-detection",
    .level = diag::Level::kWarning,
    .summary = "without outlier detection no host is ever found to fail, so that nothing fails over"};

namespace {

constexpr std::array<std::string_view, 3> kTopologyLabels = {
    "topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"};

/// The parts of a locality; those that are not given are empty.
struct Locality {
  std::string_view region;
  std::string_view zone;
  std::string_view subzone;
};

/// At most three parts: later slashes belong to the subzone.
Locality Split(std::string_view text) {
  Locality locality;
  const std::size_t first = text.find('/');
  locality.region = text.substr(0, first);
  if (first == std::string_view::npos) return locality;
  const std::size_t second = text.find('/', first + 1);
  locality.zone = text.substr(first + 1, second == std::string_view::npos ? second : second - first - 1);
  if (second != std::string_view::npos) locality.subzone = text.substr(second + 1);
  return locality;
}

bool HasEmptyPart(std::string_view text) {
  const auto slashes = std::ranges::count(text, '/');
  const Locality locality = Split(text);
  return locality.region.empty() || (slashes >= 1 && locality.zone.empty()) ||
         (slashes >= 2 && locality.subzone.empty());
}

/// Whether the earlier locality covers the later one, or a whole region is asked for after parts of it.
bool Covers(const Locality& earlier, const Locality& later) {
  if (earlier.region == "*") return true;
  if (earlier.region != later.region) return false;
  if (earlier.zone.empty() || later.zone.empty() || earlier.zone == "*") return true;
  if (earlier.zone != later.zone) return false;
  return earlier.subzone.empty() || later.subzone.empty() || earlier.subzone == "*" ||
         earlier.subzone == later.subzone;
}

/// A locality where it is written: as a value, or as a key of a map.
struct Written {
  std::string_view text;
  const yaml::Node* value = nullptr;  // null: a key
  const yaml::Node* map = nullptr;
  source::Span span;
};

void Report(const Written& locality, const Rule& rule, std::string message, Words words, Verdict& verdict) {
  if (locality.value != nullptr) {
    verdict.At(rule, *locality.value, std::move(message), std::move(words));
  } else {
    verdict.AtKey(rule, *locality.map, locality.text, std::move(message), std::move(words));
  }
}

void CheckLocalities(const std::vector<Written>& localities, Verdict& verdict) {
  for (std::size_t i = 0; i < localities.size(); ++i) {
    const Written& locality = localities[i];
    const std::string_view text = locality.text;
    if (std::ranges::count(text, '*') > 1 ||
        (text.find('*') != std::string_view::npos && !text.ends_with('*'))) {
      return Report(locality, kInvalidLocality,
                    fmt::format("locality `{}` may hold `*` only once, at its end", text),
                    Label("misplaced `*`"), verdict);
    }
    if (HasEmptyPart(text)) {
      return Report(locality, kInvalidLocality,
                    fmt::format("locality `{}` has an empty region, zone or subzone", text),
                    Label("empty part", "write `region`, `region/zone` or `region/zone/subzone`"), verdict);
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (!Covers(Split(localities[j].text), Split(text))) continue;
      return Report(locality, kOverlappingLocalities,
                    fmt::format("locality `{}` overlaps `{}`", text, localities[j].text),
                    {.label = "overlaps", .secondary = {{localities[j].span, "an earlier one"}}}, verdict);
    }
  }
}

/// Answers whether the weights are right.
bool CheckWeights(const yaml::Node& distribute, Verdict& verdict) {
  const yaml::Node& to = distribute.Get("to");
  std::int64_t total = 0;
  for (const yaml::Entry& entry : to.entries()) {
    const std::int64_t weight = entry.value.integer().value_or(0);
    if (weight < 1 || weight > 100) {
      At(verdict, kLocalityWeights, entry.value, "must be a weight from 1 to 100", Label("out of range"));
      return false;
    }
    total += weight;
  }
  if (total == 100) return true;
  verdict.AtKey(
      kLocalityWeights, distribute, "to",
      fmt::format("the weights of {} sum up to {}, not to 100", verdict.Path(distribute, "to"), total),
      Label("must be 100 together"));
  return false;
}

void CheckRegion(const yaml::Node& region, Verdict& verdict) {
  if (region.string().find('/') != std::string_view::npos) {
    At(verdict, kInvalidFailover, region, "must be a region, without zones",
       Label("a part of a region", "write the region alone"));
  } else if (region.string().find('*') != std::string_view::npos) {
    At(verdict, kInvalidFailover, region, "must be the name of a region: `*` is not supported",
       Label("no wildcards here"));
  }
}

void CheckFailovers(const yaml::Node& setting, FailureDetection detection, Verdict& verdict) {
  for (const std::string_view field : {"failover", "failoverPriority"}) {
    if (setting.Get(field).size() == 0 || detection == FailureDetection::kOn) continue;
    AtKey(verdict, kFailoverWithoutDetection, setting, field,
          "has no effect without `outlierDetection`, which finds the hosts that fail",
          Label("nothing fails over", "add `outlierDetection` to the traffic policy"));
    break;
  }
  for (const yaml::Node& failover : setting.Get("failover").items()) {
    const yaml::Node& from = failover.Get("from");
    const yaml::Node& to = failover.Get("to");
    CheckRegion(from, verdict);
    CheckRegion(to, verdict);
    if (from.string() != to.string()) continue;
    verdict.Missing(kInvalidFailover, failover,
                    fmt::format("{} fails over from a region to itself", verdict.Path(failover)),
                    Label("the same region twice"));
  }
}

const yaml::Node* TopologyPriority(const yaml::Node& setting) {
  for (const yaml::Node& label : setting.Get("failoverPriority").items()) {
    if (std::ranges::find(kTopologyLabels, label.string()) != kTopologyLabels.end()) return &label;
  }
  return nullptr;
}

}  // namespace

void CheckLocalityLb(const yaml::Node& setting, FailureDetection detection, Verdict& verdict) {
  if (setting.is_null()) return;
  const auto distributes = setting.Get("distribute").items();
  const bool fails_over = setting.Get("failover").size() > 0;
  if (!distributes.empty() && fails_over) {
    AtKey(verdict, kConflictingLocalitySettings, setting, "failover", "can not stand beside `distribute`",
          {.label = "a second way to choose localities",
           .help = "keep one of them",
           .secondary = {{setting.Find("distribute")->key_span(), "the first"}}});
    return;
  }
  if (const yaml::Node* label = TopologyPriority(setting); fails_over && label != nullptr) {
    At(verdict, kConflictingLocalitySettings, *label, "orders by locality, which `failover` does already",
       {.label = "a label of localities",
        .help = "remove it, or remove `failover`",
        .secondary = {{setting.Find("failover")->key_span(), "orders by region"}}});
    return;
  }
  std::vector<Written> sources;
  for (const yaml::Node& distribute : distributes) {
    const yaml::Node& from = distribute.Get("from");
    sources.push_back({from.string(), &from, nullptr, from.span()});
    if (!CheckWeights(distribute, verdict)) return;
    std::vector<Written> targets;
    for (const yaml::Entry& entry : distribute.Get("to").entries())
      targets.push_back({entry.key, nullptr, &distribute.Get("to"), entry.key_span()});
    CheckLocalities(targets, verdict);
  }
  CheckLocalities(sources, verdict);
  CheckFailovers(setting, detection, verdict);
}

void CheckZoneAwareLb(const yaml::Node& setting, FailureDetection detection, Verdict& verdict) {
  if (setting.is_null()) return;
  if (const yaml::Node* label = TopologyPriority(setting)) {
    At(verdict, kConflictingLocalitySettings, *label,
       "orders by locality, which zone-aware load balancing does by itself",
       Label("a label of localities", "remove it"));
  }
  CheckFailovers(setting, detection, verdict);
}

}  // namespace meshctl::validate::istio
