// SPDX-License-Identifier: Apache-2.0
// Delegates are merged by the compiler of routes; what is added here are the places and names that findings
// show.
#include "analyze/rules/traffic/written_routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "analyze/rules/traffic/kept_matches.h"
#include "route/compile/http_routes.h"

namespace meshctl::analyze {
namespace {

bool SameValue(const yaml::Node& a, const yaml::Node& b) {
  if (a.type() != b.type() || a.size() != b.size()) return false;
  if (a.is_scalar()) return a.text() == b.text();
  if (a.is_list()) return std::ranges::equal(a.items(), b.items(), SameValue);
  return std::ranges::all_of(a.entries(), [&](const yaml::Entry& entry) {
    const yaml::Entry* other = b.Find(entry.key);
    return other && SameValue(entry.value, other->value);
  });
}

const yaml::Node& NodeOf(const route::Rule& rule) {
  return rule.owner->object->Get("spec").Get("http").items()[rule.index];
}

bool IsCondition(const yaml::Entry& entry) { return entry.key == "name" || entry.key == "match"; }

bool HasShortHost(const model::HttpRoute& route) {
  const auto is_short = [](const model::Destination& destination) {
    return destination.host->find('.') == std::string_view::npos;
  };
  return (route.mirror && is_short(*route.mirror)) ||
         std::ranges::any_of(route.route, is_short, &model::HttpDestination::destination) ||
         std::ranges::any_of(route.mirrors, is_short, &model::Mirror::destination);
}

}  // namespace

WrittenRoutes RoutesOf(const model::VirtualService& service, route::RuleBook& book) {
  WrittenRoutes routes;
  routes.service = &service;
  std::vector<route::Omission> omissions;  // a missing delegate is no matter of order
  routes.rules = book.RulesOf(service, omissions);
  for (std::size_t i = 0; i < routes.rules.size(); ++i) {
    const model::HttpRoute& http = *routes.rules[i].http;
    if (http.match.empty()) {
      routes.matches.push_back({i, -1, nullptr, route::CompileMatch(nullptr), SpanOf(routes.rules[i])});
    }
    for (std::size_t m = 0; m < http.match.size(); ++m) {
      const model::HttpMatch& match = http.match[m];
      if (!IsKept(service, &match)) continue;
      routes.matches.push_back({i, static_cast<int>(m), &match, route::CompileMatch(&match), match.span});
    }
  }
  return routes;
}

std::string LabelOf(const route::Rule& rule, const model::VirtualService& service) {
  std::string label =
      rule.http->name->empty() ? fmt::format("http[{}]", rule.index) : std::string(*rule.http->name);
  if (rule.owner == &service) return label;
  return fmt::format("{}/{}: {}", rule.owner->ns(), rule.owner->name(), label);
}

source::Span SpanOf(const route::Rule& rule) {
  return rule.http->name->empty() ? rule.http->span : rule.http->name.span;
}

bool SameAction(const route::Rule& a, const route::Rule& b) {
  if (a.merged || b.merged) return false;  // part of what they do is written elsewhere
  if (a.owner->ns() != b.owner->ns() && HasShortHost(*a.http)) return false;
  const auto covered = [](const yaml::Node& all, const yaml::Node& some) {
    return std::ranges::all_of(some.entries(), [&](const yaml::Entry& entry) {
      const yaml::Entry* other = all.Find(entry.key);
      return IsCondition(entry) || (other && SameValue(entry.value, other->value));
    });
  };
  return covered(NodeOf(a), NodeOf(b)) && covered(NodeOf(b), NodeOf(a));
}

}  // namespace meshctl::analyze
