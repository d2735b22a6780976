// SPDX-License-Identifier: Apache-2.0
// MESH0102. A gateway tries the routes of several VirtualServices of one host in the order of their age,
// which no manifest says; Istio's documentation calls the order undefined. That is harmless as long as no
// request meets routes of two of them, and routes for everything, which go to the end, harm only each other.
// istio/istio#37500.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/traffic/kept_matches.h"
#include "analyze/rules/traffic/rules.h"
#include "analyze/rules/traffic/shared_hosts.h"
#include "analyze/rules/traffic/written_routes.h"
#include "mesh/mesh.h"
#include "route/cover.h"
#include "route/pattern.h"
#include "route/pattern_index.h"

namespace meshctl::analyze {
namespace {

struct Entry {
  const WrittenRoutes* routes = nullptr;
  const WrittenMatch* match = nullptr;
  std::size_t turn = 0;  // among the VirtualServices of the host
  route::Pattern path;
  std::string key;  // by which paths that overlap stand together

  const route::Rule& rule() const { return routes->rules[match->rule]; }
  bool begins(const Entry& other) const {
    return path.kind == route::Pattern::Kind::kExact || path.kind == route::Pattern::Kind::kRegex
               ? key == other.key
               : other.key.starts_with(key);
  }
};

bool SamePortPossible(const WrittenMatch& a, const WrittenMatch& b) {
  const auto port = [](const WrittenMatch& match) {
    return match.written ? match.written->port->value_or(0) : 0;
  };
  return port(a) == 0 || port(b) == 0 || port(a) == port(b);
}

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings) : mesh_(mesh), book_(mesh), findings_(findings) {}

  void Check() {
    for (const SharedHost& shared : SharedHosts(mesh_, book_)) {
      std::vector<Entry> entries, catch_alls;
      Collect(shared, entries, catch_alls);
      // Paths that overlap begin alike: in order of the alphabet, a path follows all its beginnings.
      std::ranges::stable_sort(entries, {}, &Entry::key);
      std::vector<const Entry*> open;
      for (const Entry& entry : entries) {
        while (!open.empty() && !open.back()->begins(entry)) open.pop_back();
        Compare(entry, open, shared);
        open.push_back(&entry);
      }
      open.clear();
      for (const Entry& entry : catch_alls) {
        Compare(entry, open, shared);
        open.push_back(&entry);
      }
    }
  }

 private:
  void Collect(const SharedHost& shared, std::vector<Entry>& entries, std::vector<Entry>& catch_alls) {
    const std::string gateway =
        fmt::format("{}/{}", *shared.gateway->object->namespace_, *shared.gateway->object->name);
    for (std::size_t turn = 0; turn < shared.services.size(); ++turn) {
      const WrittenRoutes& routes = RoutesOf(*shared.services[turn]);
      for (const WrittenMatch& match : routes.matches) {
        if (!IsKeptAt(*shared.services[turn], match.written, gateway)) continue;
        const bool last = match.conditions.catches_all();
        route::Pattern path = route::PatternOf(match.conditions.path);
        std::string key = route::SortKey(path);
        (last ? catch_alls : entries).push_back({&routes, &match, turn, std::move(path), std::move(key)});
        if (last) break;  // istiod makes no routes behind it
      }
    }
  }

  const WrittenRoutes& RoutesOf(const model::VirtualService& vs) {
    auto [at, fresh] = routes_.try_emplace(&vs);
    if (fresh) at->second = analyze::RoutesOf(vs, book_);
    return at->second;
  }

  // Reports at the one whose turn is later, once for each match.
  void Compare(const Entry& entry, const std::vector<const Entry*>& open, const SharedHost& shared) {
    for (const Entry* other : open) {
      if (other->turn == entry.turn) continue;
      const Entry& earlier = other->turn < entry.turn ? *other : entry;
      const Entry& later = other->turn < entry.turn ? entry : *other;
      if (reported_.contains(later.match) || !SamePortPossible(*earlier.match, *later.match)) continue;
      if (OrderIsKnown(mesh_, *earlier.routes->service, *later.routes->service)) continue;
      const auto request = route::RequestFor({&earlier.match->conditions, &later.match->conditions},
                                             route::SampleHost(shared.host));
      if (!request || SameAction(earlier.rule(), later.rule())) continue;
      reported_.insert(later.match);
      Report(earlier, later, *request, shared);
    }
  }

  void Report(const Entry& earlier, const Entry& later, const http::Request& request,
              const SharedHost& shared) {
    const model::VirtualService& other = *earlier.routes->service;
    diag::Diagnostic& d = findings_.Add(
        *later.rule().owner->object, later.match->span,
        fmt::format("route `{}` competes with route `{}` of VirtualService `{}/{}` for requests to `{}`",
                    LabelOf(later.rule(), *later.rule().owner), LabelOf(earlier.rule(), other), other.ns(),
                    other.name(), shared.host));
    d.primary.text = fmt::format("matches {}", route::Describe(request));
    d.secondary.push_back({earlier.match->span, "matches it too"});
    d.notes.push_back(
        fmt::format("gateway `{}/{}` serves both, and which one is tried first depends on their age alone",
                    *shared.gateway->object->namespace_, *shared.gateway->object->name));
    d.help = "put the routes of one host into one VirtualService, or make the matches exclude each other";
  }

  const mesh::Mesh& mesh_;
  route::RuleBook book_;
  Findings& findings_;
  std::map<const model::VirtualService*, WrittenRoutes> routes_;
  std::set<const WrittenMatch*> reported_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) { Checker(mesh, findings).Check(); }

constexpr Kind kReads[] = {kind::kGateway, kind::kVirtualService};

}  // namespace

constinit const Rule kOverlappingVirtualServices = {
    .name = "overlapping-virtual-services",
    .code = "MESH0102",
    .level = diag::Level::kWarning,
    .summary = "VirtualServices of one gateway host match the same requests in no defined order",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
