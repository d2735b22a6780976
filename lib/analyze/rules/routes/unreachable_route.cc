// SPDX-License-Identifier: Apache-2.0
// IST0130. Upstream looks at matches as values and does not reason about what they overlap: only a missing
// `match` and an equal match make a route unreachable. One finding per route.
#include <fmt/format.h>

#include <unordered_map>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/routes/route_list.h"
#include "analyze/rules/routes/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void AddBehindCatchAll(const model::Object& object, const ListedRoute& route, const ListedRoute& catch_all,
                       Findings& findings) {
  diag::Diagnostic& d =
      findings.Add(object, route.span, fmt::format("route `{}` can never be taken", route.label));
  d.primary.text = "an earlier route takes everything";
  d.secondary.push_back({catch_all.span, "this route has no `match`"});
  d.help = "move the route without `match` to the end";
}

void AddCovered(const model::Object& object, const ListedRoute& route,
                const std::vector<const ListedMatch*>& earlier, Findings& findings) {
  diag::Diagnostic& d =
      findings.Add(object, route.span, fmt::format("route `{}` can never be taken", route.label));
  d.primary.text = "earlier routes have all of its matches";
  for (const ListedMatch* match : earlier) d.secondary.push_back({match->span, "the same match"});
  d.help = "remove the route, or make its matches differ from the earlier ones";
}

void CheckList(const model::Object& object, const RouteList& list, Findings& findings) {
  std::unordered_map<std::string_view, const ListedMatch*> seen;
  const ListedRoute* catch_all = nullptr;
  for (const ListedRoute& route : list.routes) {
    if (catch_all) {
      AddBehindCatchAll(object, route, *catch_all, findings);
    } else if (route.matches.empty()) {
      catch_all = &route;
    } else {
      std::vector<const ListedMatch*> earlier;
      for (const ListedMatch& match : route.matches) {
        auto [at, fresh] = seen.try_emplace(match.key, &match);
        if (!fresh) earlier.push_back(at->second);
      }
      if (earlier.size() == route.matches.size()) AddCovered(object, route, earlier, findings);
    }
  }
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    for (const RouteList& list : RouteLists(vs)) CheckList(*vs.object, list, findings);
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kUnreachableRoute = {
    .name = "unreachable-route",
    .code = "IST0130",
    .analyzers = {"schema.ValidationAnalyzer.VirtualService"},
    .level = diag::Level::kWarning,
    .summary = "a route behind others that take every request it could match",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
