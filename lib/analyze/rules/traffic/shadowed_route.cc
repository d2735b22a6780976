// SPDX-License-Identifier: Apache-2.0
// MESH0101. Envoy takes the first route that matches, so a route whose every request meets an earlier one is
// dead. Upstream sees this only where matches are written alike (IST0130) or begin alike (IST0131); what
// those two say is not repeated. On a gateway the routes of all VirtualServices of a host form one list, the
// oldest VirtualService first and routes for everything last (istiod's SortVHostRoutes).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <ranges>
#include <set>
#include <utility>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/routes/route_list.h"
#include "analyze/rules/routes/written_cover.h"
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

// A match of some VirtualService in a list of routes.
struct Entry {
  const WrittenRoutes* routes = nullptr;
  const WrittenMatch* match = nullptr;

  const route::Rule& rule() const { return routes->rules[match->rule]; }
  std::string label() const { return LabelOf(rule(), *routes->service); }
};

// The routes that have been tried when a later one's turn comes.
class EarlierRoutes {
 public:
  void Add(const Entry& entry) {
    paths_.Add(route::PatternOf(entry.match->conditions.path), entries_.size());
    entries_.push_back(entry);
  }

  // The first one of them that takes everything that `later` could take. `covers_clients` compares the two
  // matches as written.
  template <typename CoversClients>
  const Entry* CoverOf(const Entry& later, CoversClients covers_clients) const {
    for (std::size_t number : paths_.Candidates(route::PatternOf(later.match->conditions.path))) {
      const Entry& earlier = entries_[number];
      if (&earlier.rule() == &later.rule() ||
          !route::Covers(earlier.match->conditions, later.match->conditions))
        continue;
      if (covers_clients(earlier.match->written, later.match->written)) return &earlier;
    }
    return nullptr;
  }

 private:
  route::PatternIndex paths_;
  std::vector<Entry> entries_;
};

// What Istio's own validation says of the matches of one VirtualService.
class Upstream {
 public:
  explicit Upstream(const model::VirtualService& vs) {
    for (RouteList& list : RouteLists(vs)) {
      if (list.field == "http") routes_ = std::move(list.routes);
    }
  }

  // Whether IST0130 or IST0131 is about this match, or about the rule when `match` is negative.
  bool Reports(std::size_t rule, int match) const {
    const auto before = std::views::take(routes_, rule);
    if (std::ranges::any_of(before, [](const ListedRoute& route) { return route.matches.empty(); }))
      return true;
    if (match < 0) return false;
    const ListedMatch& later = routes_[rule].matches[static_cast<std::size_t>(match)];
    return std::ranges::any_of(before, [&](const ListedRoute& route) {
      return std::ranges::any_of(route.matches, [&](const ListedMatch& earlier) {
        return earlier.key == later.key || CoversAsWritten(*earlier.http, *later.http);
      });
    });
  }

 private:
  std::vector<ListedRoute> routes_;
};

// A match and the route that takes its requests.
struct Shadow {
  Entry later;
  Entry earlier;
};

void Explain(const Shadow& shadow, std::string_view host, diag::Diagnostic& d) {
  auto request = route::RequestFor({&shadow.earlier.match->conditions, &shadow.later.match->conditions},
                                   route::SampleHost(host));
  if (!request) return;
  d.notes.push_back(fmt::format("for example, {} is taken by route `{}`", route::Describe(*request),
                                shadow.earlier.label()));
}

// Points at the routes that take everything, each once.
void AddPlaces(const std::vector<Shadow>& shadows, diag::Diagnostic& d) {
  std::set<const WrittenMatch*> shown;
  for (const Shadow& shadow : shadows) {
    if (!shown.insert(shadow.earlier.match).second) continue;
    d.secondary.push_back({shadow.earlier.match->span, "every such request is taken here"});
  }
}

diag::Diagnostic& AddDeadRule(const std::vector<Shadow>& shadows, std::string_view host, Findings& findings) {
  const Entry& later = shadows.front().later;
  const route::Rule& rule = later.rule();
  diag::Diagnostic& d =
      findings.Add(*rule.owner->object, SpanOf(rule),
                   fmt::format("route `{}` can never be taken", LabelOf(rule, *rule.owner)));
  d.primary.text = "earlier routes take all of its requests";
  AddPlaces(shadows, d);
  Explain(shadows.front(), host, d);
  const route::Rule& first = shadows.front().earlier.rule();
  d.help = first.owner == rule.owner
               ? fmt::format("move it before route `{}`, or remove it", LabelOf(first, *rule.owner))
               : fmt::format("narrow route `{}`, or remove this one", LabelOf(first, *rule.owner));
  return d;
}

void AddDeadMatch(const Shadow& shadow, std::string_view host, Findings& findings) {
  const route::Rule& rule = shadow.later.rule();
  diag::Diagnostic& d = findings.Add(*rule.owner->object, shadow.later.match->span,
                                     fmt::format("`match[{}]` of route `{}` can never be met",
                                                 shadow.later.match->index, LabelOf(rule, *rule.owner)));
  d.primary.text = "an earlier route takes all of these requests";
  AddPlaces({shadow}, d);
  Explain(shadow, host, d);
  d.help =
      fmt::format("move it before route `{}`, or remove it", LabelOf(shadow.earlier.rule(), *rule.owner));
}

// Whether the path of `wide` could contain that of `narrow`, by a look at the texts.
bool MayContainPath(const model::HttpMatch& wide, const model::HttpMatch* narrow) {
  using enum model::StringMatch::Kind;
  if (!wide.uri || wide.uri->kind == kPresent || wide.uri->kind == kRegex) return true;
  const std::string_view text = *wide.uri->value;
  if (wide.uri->kind == kPrefix && (text.empty() || text == "/")) return true;
  if (!narrow || !narrow->uri || narrow->uri->kind == kPresent) return false;
  if (narrow->uri->kind == kRegex || wide.ignore_uri_case->value_or(false)) return true;
  const std::string_view other = *narrow->uri->value;
  return wide.uri->kind == kPrefix ? other.starts_with(text) : other == text;
}

// Whether `wide` could cover `narrow`: a cheap question that nearly all pairs of routes answer with no.
bool MayCover(const model::HttpMatch* wide, const model::HttpMatch* narrow) {
  if (!wide) return true;
  if (!MayContainPath(*wide, narrow)) return false;
  const auto asks_more = [&](auto field) {
    return !((*wide).*field).empty() && (!narrow || ((*narrow).*field).empty());
  };
  return !asks_more(&model::HttpMatch::headers) && !asks_more(&model::HttpMatch::query_params);
}

// Whether some route could hide a later one. Long lists are always worth an index.
bool MayShadow(const model::VirtualService& vs) {
  constexpr std::size_t kMost = 32;
  std::array<const model::HttpMatch*, kMost> earlier;
  std::size_t count = 0;
  for (const model::HttpRoute& route : vs.http) {
    if (route.delegate || count + std::max<std::size_t>(route.match.size(), 1) > kMost) return true;
    const std::size_t before = count;
    const auto hidden = [&](const model::HttpMatch* match) {
      earlier[count++] = match;
      return std::any_of(earlier.begin(), earlier.begin() + static_cast<std::ptrdiff_t>(before),
                         [&](const model::HttpMatch* other) { return MayCover(other, match); });
    };
    if (route.match.empty() && hidden(nullptr)) return true;
    for (const model::HttpMatch& match : route.match) {
      if (hidden(&match)) return true;
    }
  }
  return false;
}

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings) : mesh_(mesh), book_(mesh), findings_(findings) {}

  void Check() {
    for (const model::VirtualService& vs : mesh_.virtual_services()) {
      if (!vs.hosts.empty() && MayShadow(vs)) CheckOne(vs);
    }
    for (auto& [rule, shadows] : delegated_) {
      if (!shadows.empty() && !reachable_.contains(rule)) AddDeadRule(shadows, "*", findings_);
    }
    for (const SharedHost& shared : SharedHosts(mesh_, book_)) CheckShared(shared);
  }

 private:
  using RuleKey = std::pair<const model::VirtualService*, std::size_t>;  // a delegate and the place in it

  const WrittenRoutes& RoutesOf(const model::VirtualService& vs) {
    auto [at, fresh] = routes_.try_emplace(&vs);
    if (fresh) at->second = analyze::RoutesOf(vs, book_);
    return at->second;
  }

  void CheckOne(const model::VirtualService& vs) {
    const WrittenRoutes& routes = RoutesOf(vs);
    const auto covers_clients = [&](const model::HttpMatch* wide, const model::HttpMatch* narrow) {
      return CoversProxies(vs, wide, narrow);
    };
    EarlierRoutes earlier;
    std::vector<std::vector<Shadow>> shadows(routes.rules.size());
    std::vector<std::size_t> matches(routes.rules.size());
    for (const WrittenMatch& match : routes.matches) {
      const Entry entry{&routes, &match};
      ++matches[match.rule];
      if (const Entry* cover = earlier.CoverOf(entry, covers_clients)) {
        shadows[match.rule].push_back({entry, *cover});
      } else {
        earlier.Add(entry);
      }
    }
    std::optional<Upstream> upstream;
    for (std::size_t i = 0; i < routes.rules.size(); ++i) {
      const bool dead = matches[i] > 0 && shadows[i].size() == matches[i];
      if (routes.rules[i].merged) {
        NoteDelegated(routes.rules[i], dead, std::move(shadows[i]));
      } else if (!shadows[i].empty()) {
        if (!upstream) upstream.emplace(vs);
        Report(shadows[i], dead, *upstream, vs);
      }
    }
  }

  // A delegate's rule is dead only if it is for every VirtualService that delegates to it.
  void NoteDelegated(const route::Rule& rule, bool dead, std::vector<Shadow> shadows) {
    const RuleKey key{rule.owner, rule.index};
    if (!dead) {
      reachable_.insert(key);
    } else if (!Upstream(*rule.owner)
                    .Reports(rule.index, rule.owner->http[rule.index].match.empty() ? -1 : 0)) {
      delegated_.try_emplace(key, std::move(shadows));
    }
  }

  void Report(const std::vector<Shadow>& shadows, bool dead, const Upstream& upstream,
              const model::VirtualService& vs) {
    std::vector<Shadow> news;
    for (const Shadow& shadow : shadows) {
      const bool known = upstream.Reports(shadow.later.rule().index, shadow.later.match->index);
      if (!known && !SameAction(shadow.earlier.rule(), shadow.later.rule())) news.push_back(shadow);
    }
    if (news.empty()) return;
    const std::string_view host = *vs.hosts.front();
    if (dead) {
      AddDeadRule(news, host, findings_);
      return;
    }
    for (const Shadow& shadow : news) AddDeadMatch(shadow, host, findings_);
  }

  // Across VirtualServices: where their order is not settled, kOverlappingVirtualServices speaks.
  void CheckShared(const SharedHost& shared) {
    const std::string gateway =
        fmt::format("{}/{}", *shared.gateway->object->namespace_, *shared.gateway->object->name);
    EarlierRoutes earlier, earlier_catch_alls;
    for (const model::VirtualService* vs : shared.services) {
      const WrittenRoutes& routes = RoutesOf(*vs);
      std::vector<Entry> own;
      std::map<std::size_t, std::vector<Shadow>> shadows;
      std::map<std::size_t, std::size_t> alive;
      for (const WrittenMatch& match : routes.matches) {
        if (!IsKeptAt(*vs, match.written, gateway)) continue;
        const Entry entry{&routes, &match};
        const bool last = match.conditions.catches_all();
        const Entry* cover = (last ? earlier_catch_alls : earlier).CoverOf(entry, CoversClients);
        if (cover && OrderIsKnown(mesh_, *cover->routes->service, *vs) &&
            !SameAction(cover->rule(), entry.rule())) {
          shadows[match.rule].push_back({entry, *cover});
        } else {
          ++alive[match.rule];
        }
        own.push_back(entry);
        if (last) break;  // istiod makes no routes behind it
      }
      for (const auto& [rule, dead] : shadows) {
        if (alive.contains(rule) || !reported_.insert(routes.rules[rule].http).second) continue;
        const model::VirtualService& first = *dead.front().earlier.routes->service;
        diag::Diagnostic& d = AddDeadRule(dead, shared.host, findings_);
        d.notes.push_back(
            fmt::format("both VirtualServices serve `{}` on gateway `{}`, and `{}/{}` comes first",
                        shared.host, gateway, first.ns(), first.name()));
        d.help = "put the routes of one host into one VirtualService, where their order is yours";
      }
      for (const Entry& entry : own)
        (entry.match->conditions.catches_all() ? earlier_catch_alls : earlier).Add(entry);
    }
  }

  const mesh::Mesh& mesh_;
  route::RuleBook book_;
  Findings& findings_;
  std::map<const model::VirtualService*, WrittenRoutes> routes_;
  std::map<RuleKey, std::vector<Shadow>> delegated_;
  std::set<RuleKey> reachable_;
  std::set<const model::HttpRoute*> reported_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) { Checker(mesh, findings).Check(); }

constexpr Kind kReads[] = {kind::kGateway, kind::kVirtualService};

}  // namespace

constinit const Rule kShadowedRoute = {
    .name = "shadowed-route",
    .code = "MESH0101",
    .level = diag::Level::kWarning,
    .summary = "a route behind others that match every request it could match",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
