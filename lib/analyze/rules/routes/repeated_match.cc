// SPDX-License-Identifier: Apache-2.0
// IST0131, in two parts. A match that was already written, in any list; and an http match whose prefix,
// headers and all else begin as those of an earlier one do. The second is upstream's approximation: it
// compares the texts of conditions (`exact:GET` is what a missing method counts as), not what they match.
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/routes/route_list.h"
#include "analyze/rules/routes/rules.h"
#include "analyze/rules/routes/written_cover.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// A match that no earlier one equals, and where it stands.
struct Place {
  const ListedMatch* match = nullptr;
  const ListedRoute* route = nullptr;
};

void AddCovered(const model::Object& object, const Place& earlier, const Place& later, Findings& findings) {
  diag::Diagnostic& d = findings.Add(
      object, later.match->http->uri->value.span,
      fmt::format("match `{}` of route `{}` is covered by `{}` of route `{}`", later.match->label,
                  later.route->label, earlier.match->label, earlier.route->label));
  d.primary.text = "every path that begins so";
  d.secondary.push_back({earlier.match->http->uri->value.span, "begins so too and is matched here"});
  d.help = "put the longer prefix first";
}

// Earlier matches are found by the beginnings of the later one's prefix, so that long lists stay cheap.
void CheckPrefixes(const model::Object& object, const std::vector<Place>& places, Findings& findings) {
  std::unordered_map<std::string_view, std::vector<const Place*>> by_prefix;
  for (const Place& later : places) {
    const model::HttpMatch* match = later.match->http;
    if (!match || !match->uri || match->uri->kind != model::StringMatch::Kind::kPrefix ||
        match->uri->value->empty())
      continue;
    std::string_view prefix = *match->uri->value;
    for (std::size_t length = 1; length < prefix.size(); ++length) {
      auto at = by_prefix.find(prefix.substr(0, length));
      if (at == by_prefix.end()) continue;
      for (const Place* earlier : at->second) {
        if (CoversAsWritten(*earlier->match->http, *match)) AddCovered(object, *earlier, later, findings);
      }
    }
    by_prefix[prefix].push_back(&later);
  }
}

void CheckList(const model::Object& object, const RouteList& list, Findings& findings) {
  std::unordered_map<std::string_view, Place> seen;
  std::vector<Place> places;
  for (const ListedRoute& route : list.routes) {
    if (route.matches.empty()) break;  // what follows is unreachable anyway
    for (const ListedMatch& match : route.matches) {
      auto [at, fresh] = seen.try_emplace(match.key, Place{&match, &route});
      if (fresh) {
        places.push_back(at->second);
        continue;
      }
      diag::Diagnostic& d = findings.Add(object, match.span,
                                         fmt::format("match `{}` of route `{}` repeats one of route `{}`",
                                                     match.label, route.label, at->second.route->label));
      d.secondary.push_back({at->second.match->span, "the same match"});
      d.help = "remove the match, or make it differ";
    }
  }
  CheckPrefixes(object, places, findings);
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    for (const RouteList& list : RouteLists(vs)) CheckList(*vs.object, list, findings);
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kRepeatedMatch = {
    .name = "repeated-match",
    .code = "IST0131",
    .analyzers = {"schema.ValidationAnalyzer.VirtualService"},
    .level = diag::Level::kInfo,
    .summary = "a match takes nothing that an earlier one has not taken already",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
