// SPDX-License-Identifier: Apache-2.0
// istiod: the weight of an only destination is ignored; of several, those without weight get nothing and the
// others their part of the sum, whatever it is.
#include "analyze/rules/traffic/weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace meshctl::analyze {
namespace {

// Of the field; more is for validation to report.
constexpr std::int64_t kMostWeight = std::numeric_limits<std::int32_t>::max();

template <typename Route>
Division DivisionOf(const Route& route, std::string label, std::string_view what) {
  Division division{std::move(label), what, {}, 0};
  for (const auto& target : route.route) {
    division.parts.push_back({&target.destination, target.weight});
    division.total += std::clamp<std::int64_t>(target.weight->value_or(0), 0, kMostWeight);
  }
  return division;
}

}  // namespace

std::string Division::ShareOf(const Part& part) const {
  if (parts.size() == 1) return "all";
  const std::int64_t weight = part.weight->value_or(0);
  if (weight <= 0) return "none";
  if (weight == total) return "all";
  const double percent = 100.0 * static_cast<double>(weight) / static_cast<double>(total);
  std::string text = fmt::format("{:.1f}", percent);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text + " %";
}

bool DividesTraffic(const model::VirtualService& vs) {
  const auto divides = [](const auto& route) { return route.route.size() > 1; };
  return std::ranges::any_of(vs.http, divides) || std::ranges::any_of(vs.tls, divides) ||
         std::ranges::any_of(vs.tcp, divides);
}

std::vector<Division> DivisionsOf(const model::VirtualService& vs) {
  std::vector<Division> divisions;
  const auto add = [&](const auto& routes, std::string_view field, std::string_view what) {
    for (std::size_t i = 0; i < routes.size(); ++i) {
      if (routes[i].route.empty()) continue;
      std::string label = fmt::format("{}[{}]", field, i);
      if constexpr (requires { routes[i].name; }) {
        if (!routes[i].name->empty()) label = *routes[i].name;
      }
      divisions.push_back(DivisionOf(routes[i], std::move(label), what));
    }
  };
  add(vs.http, "http", "requests");
  add(vs.tls, "tls", "connections");
  add(vs.tcp, "tcp", "connections");
  return divisions;
}

std::string NameOf(const model::Destination& destination) {
  if (destination.subset->empty()) return fmt::format("`{}`", *destination.host);
  return fmt::format("`{}` subset `{}`", *destination.host, *destination.subset);
}

}  // namespace meshctl::analyze
