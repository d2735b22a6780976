// SPDX-License-Identifier: Apache-2.0
// Envoy cuts the prefix off as it is written and puts the replacement there; slashes are neither added nor
// removed. People know that and put a match for `/api/` before the one for `/api`, so the example counts only
// when no earlier route takes it.
#include "analyze/rules/traffic/prefix_rewrites.h"

#include <algorithm>

#include "analyze/rules/traffic/written_routes.h"
#include "route/compile/rules.h"
#include "route/cover.h"

namespace meshctl::analyze {
namespace {

bool RewritesPrefix(const route::Rule& rule, const WrittenMatch& match) {
  const auto& rewrite = rule.http->rewrite;
  return !rule.merged && rewrite && !rewrite->uri->empty() && !rewrite->uri_regex && !rule.http->redirect &&
         match.written && match.written->uri &&
         match.written->uri->kind == model::StringMatch::Kind::kPrefix && !match.written->uri->value->empty();
}

}  // namespace

std::vector<PrefixRewrite> PrefixRewrites(const mesh::Mesh& mesh) {
  std::vector<PrefixRewrite> rewrites;
  route::RuleBook book(mesh);
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    const bool any =
        std::ranges::any_of(vs.http, [](const model::HttpRoute& route) { return route.rewrite.has_value(); });
    if (!any || vs.hosts.empty()) continue;
    const WrittenRoutes routes = RoutesOf(vs, book);
    for (const WrittenMatch& match : routes.matches) {
      const route::Rule& rule = routes.rules[match.rule];
      if (!RewritesPrefix(rule, match)) continue;
      auto request = route::RequestFor({&match.conditions}, route::SampleHost(*vs.hosts.front()));
      if (!request) continue;
      const std::string_view prefix = *match.written->uri->value;
      const std::string rest = prefix.ends_with('/') ? "items" : "/items";
      request->path = std::string(prefix) + rest;
      const bool taken = std::ranges::any_of(routes.matches, [&](const WrittenMatch& earlier) {
        return &earlier < &match && !FindMismatch(earlier.conditions, *request);
      });
      if (taken) continue;
      const model::Text& replacement = rule.http->rewrite->uri;
      rewrites.push_back(
          {&vs, &*match.written->uri, replacement, request->path, std::string(*replacement) + rest});
    }
  }
  return rewrites;
}

}  // namespace meshctl::analyze
