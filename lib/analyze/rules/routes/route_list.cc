// SPDX-License-Identifier: Apache-2.0
// Keys are texts in which every value stands behind its length, so that no two different matches share one.
// A value that means the same as a missing one (`port: 0`, `ignoreUriCase: false`) is written as missing, as
// in the messages that Istio compares.
#include "analyze/rules/routes/route_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

namespace meshctl::analyze {
namespace {

class Key {
 public:
  void Add(std::string_view field, std::string_view value) {
    if (!value.empty()) fmt::format_to(std::back_inserter(text_), "{}={}:{};", field, value.size(), value);
  }
  void Add(std::string_view field, const model::Number& number) {
    if (number->value_or(0) != 0) fmt::format_to(std::back_inserter(text_), "{}={};", field, **number);
  }
  void Add(std::string_view field, const std::optional<model::StringMatch>& match) {
    if (match) Add(field, *match);
  }
  void Add(std::string_view field, const model::StringMatch& match) {
    fmt::format_to(std::back_inserter(text_), "{}~{}:{}:{};", field, static_cast<int>(match.kind),
                   match.value->size(), *match.value);
  }
  void Add(std::string_view field, const std::vector<model::NamedMatch>& matches) {
    std::vector<const model::NamedMatch*> sorted;
    sorted.reserve(matches.size());
    for (const model::NamedMatch& match : matches) sorted.push_back(&match);
    std::ranges::sort(sorted, {}, [](const model::NamedMatch* match) { return *match->name; });
    for (const model::NamedMatch* match : sorted) {
      Add(field, *match->name);
      Add("is", match->match);
    }
  }
  void Add(std::string_view field, const std::vector<model::Text>& values) {
    for (const model::Text& value : values)
      fmt::format_to(std::back_inserter(text_), "{}={}:{};", field, value->size(), *value);
  }

  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string KeyOf(const model::HttpMatch& match) {
  Key key;
  key.Add("uri", match.uri);
  key.Add("scheme", match.scheme);
  key.Add("method", match.method);
  key.Add("authority", match.authority);
  key.Add("headers", match.headers);
  key.Add("withoutHeaders", match.without_headers);
  key.Add("queryParams", match.query_params);
  key.Add("ignoreUriCase", match.ignore_uri_case->value_or(false) ? "true" : "");
  key.Add("port", match.port);
  key.Add("sourceLabels", match.source_labels.ToString());
  key.Add("sourceNamespace", *match.source_namespace);
  key.Add("gateways", match.gateways);
  key.Add("statPrefix", *match.stat_prefix);
  return key.Take();
}

std::string KeyOf(const model::L4Match& match) {
  Key key;
  key.Add("sniHosts", match.sni_hosts);
  key.Add("destinationSubnets", match.destination_subnets);
  key.Add("sourceSubnet", *match.source_subnet);
  key.Add("port", match.port);
  key.Add("sourceLabels", match.source_labels.ToString());
  key.Add("sourceNamespace", *match.source_namespace);
  key.Add("gateways", match.gateways);
  return key.Take();
}

ListedMatch Listed(const model::HttpMatch& match, std::size_t index) {
  std::string label = match.name->empty() ? fmt::format("match[{}]", index) : std::string(*match.name);
  return {match.span, std::move(label), KeyOf(match), &match};
}
ListedMatch Listed(const model::L4Match& match, std::size_t index) {
  return {match.span, fmt::format("match[{}]", index), KeyOf(match), nullptr};
}

std::string_view NameOf(const model::HttpRoute& route) { return *route.name; }
std::string_view NameOf(const model::L4Route&) { return {}; }

source::Span SpanOf(const model::HttpRoute& route) {
  return route.name->empty() ? route.span : route.name.span;
}
source::Span SpanOf(const model::L4Route& route) { return route.span; }

template <typename Route>
void AddList(std::string_view field, const std::vector<Route>& routes, std::vector<RouteList>& lists) {
  if (routes.empty()) return;
  RouteList& list = lists.emplace_back(RouteList{field, {}});
  list.routes.reserve(routes.size());
  for (const Route& route : routes) {
    std::string_view name = NameOf(route);
    ListedRoute& listed = list.routes.emplace_back();
    listed.span = SpanOf(route);
    listed.label = name.empty() ? fmt::format("{}[{}]", field, list.routes.size() - 1) : std::string(name);
    for (const auto& match : route.match) listed.matches.push_back(Listed(match, listed.matches.size()));
  }
}

}  // namespace

std::vector<RouteList> RouteLists(const model::VirtualService& vs) {
  std::vector<RouteList> lists;
  AddList("http", vs.http, lists);
  AddList("tls", vs.tls, lists);
  AddList("tcp", vs.tcp, lists);
  return lists;
}

}  // namespace meshctl::analyze
