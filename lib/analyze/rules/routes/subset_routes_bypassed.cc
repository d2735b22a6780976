// SPDX-License-Identifier: Apache-2.0
// IST0140. Requests that come in through a gateway obey the VirtualService bound to it; one for the mesh that
// spreads the host over subsets is not asked. Upstream compares hosts as texts and counts any entry of
// `gateways`, even `mesh`; it makes one finding for each pair of VirtualServices.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/routes/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// More pairs than this are in nobody's interest.
constexpr std::size_t kMostPairs = 100;

// A VirtualService that sends its own host to a subset.
struct Spread {
  const model::VirtualService* vs = nullptr;
  source::Span span;
};
using SpreadByHost = std::unordered_map<std::string_view, std::vector<Spread>>;

bool HasHost(const model::VirtualService& vs, std::string_view host) {
  return std::ranges::any_of(vs.hosts, [&](const model::Text& own) { return *own == host; });
}

SpreadByHost CollectSpread(const mesh::Mesh& mesh) {
  SpreadByHost spread;
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    for (const model::HttpRoute& route : vs.http) {
      for (const model::HttpDestination& target : route.route) {
        const model::Destination& destination = target.destination;
        if (destination.subset->empty() || !HasHost(vs, *destination.host)) continue;
        auto& known = spread[*destination.host];
        if (known.empty() || known.back().vs != &vs) known.push_back({&vs, destination.subset.span});
      }
    }
  }
  return spread;
}

void CheckRoutes(const model::VirtualService& vs, const SpreadByHost& spread, Findings& findings) {
  std::unordered_set<const model::VirtualService*> reported;
  for (const model::HttpRoute& route : vs.http) {
    for (const model::HttpDestination& target : route.route) {
      const model::Destination& destination = target.destination;
      if (!destination.subset->empty()) continue;
      auto at = spread.find(*destination.host);
      if (at == spread.end()) continue;
      for (const Spread& other : at->second) {
        if (reported.size() == kMostPairs) return;
        if (!reported.insert(other.vs).second) continue;
        diag::Diagnostic& d =
            findings.Add(*vs.object, destination.host.span,
                         fmt::format("requests from gateways to `{}` bypass the subsets that `{}` chooses",
                                     *destination.host, other.vs->object->resource()));
        d.primary.text = "this route goes to the host without a subset";
        d.secondary.push_back({other.span, "this choice does not apply to them"});
        d.help = "choose a subset here too";
        if (reported.size() == kMostPairs) d.notes.push_back("more VirtualServices like it are not shown");
      }
    }
  }
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  auto has_gateways = [](const model::VirtualService& vs) { return !vs.gateways.empty(); };
  if (std::ranges::none_of(mesh.virtual_services(), has_gateways)) return;
  const SpreadByHost spread = CollectSpread(mesh);
  if (spread.empty()) return;
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    if (has_gateways(vs)) CheckRoutes(vs, spread, findings);
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kSubsetRoutesBypassed = {
    .name = "subset-routes-bypassed",
    .code = "IST0140",
    .analyzers = {"virtualservice.DestinationHostAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a route for gateways ignores the subsets that another VirtualService chooses",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
