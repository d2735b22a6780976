// SPDX-License-Identifier: Apache-2.0
// The answer for people: one sentence, then the way in the order the request takes it. Each line has a word
// for what it is, what it is, and where it is written.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/utf8.h"
#include "simulate/effects.h"
#include "simulate/guard_lines.h"
#include "simulate/page.h"
#include "simulate/policy_lines.h"
#include "simulate/render.h"
#include "simulate/words.h"

namespace meshctl::simulate {
namespace {

/// Rules before the one taken that are shown without --explain.
constexpr std::size_t kRulesShown = 8;

class TextRenderer {
 public:
  TextRenderer(const Simulation& simulation, Detail detail, const diag::Style& style,
               const std::vector<Drawn>& drawn)
      : sim_(simulation), detail_(detail), style_(style), drawn_(drawn), page_(style) {}

  std::string Render() {
    AddProxy();
    AddServer();
    if (sim_.answer.gateway) AddGuard(*sim_.answer.gateway, detail_, page_);
    AddHost();
    AddRules();
    AddEffects();
    for (const Target& target : sim_.answer.targets) AddTarget(target);
    AddDrawn();
    if (detail_ == Detail::kExplain) {
      AddRest();
    } else if (const std::size_t count = Omissions().size(); count > 0) {
      page_.Add("left out", fmt::format("{} that cannot match here (--explain)",
                                        count == 1 ? "1 rule" : fmt::format("{} rules", count)));
    }
    for (const route::Caveat& caveat : sim_.answer.caveats) {
      page_.Add("not sure", fmt::format("{} {}", caveat.object, caveat.reason), caveat.span);
    }
    const std::string lines = page_.Render();
    return Headline() + (lines.empty() ? "" : "\n" + lines);
  }

 private:
  std::string Headline() const {
    const http::Request& request = sim_.request;
    const std::string query = request.query.empty() ? "" : "?" + request.query;
    const std::string asked =
        fmt::format("{} {}://{}{}{}", request.method, request.scheme, request.authority, request.path, query);
    const std::string hint = sim_.answer.hint.empty() ? "" : "; " + sim_.answer.hint;
    const std::string line = utf8::Printable(fmt::format("{} → {}{}", asked, sim_.answer.summary, hint));
    return style_.color ? fmt::format("\x1b[1m{}\x1b[0m\n", line) : line + "\n";
  }

  void AddProxy() {
    const route::Proxy& proxy = sim_.table->proxy;
    if (proxy.name.empty()) return;
    const bool gateway = proxy.kind == route::Proxy::Kind::kGateway;
    page_.Add(gateway ? "gateway" : "sidecar", fmt::format("{}/{}", proxy.workload_ns, proxy.name),
              proxy.span);
  }

  void AddServer() {
    const route::FilterChain* const chain = sim_.decision.chain;
    if (sim_.table->proxy.kind == route::Proxy::Kind::kSidecar) {
      if (sim_.decision.listener) page_.Add("listener", sim_.decision.listener->name);
    } else if (chain) {
      page_.Add("server", fmt::format("{}, {}", chain->owner, chain->server), chain->span);
    }
  }

  void AddHost() {
    const route::VirtualHost* const host = sim_.decision.host;
    if (!host) return;
    page_.Add("host", fmt::format("{} of {}", host->name, host->source), host->span);
  }

  void AddRules() {
    const std::string_view host =
        sim_.decision.host ? std::string_view(sim_.decision.host->source) : std::string_view();
    const std::vector<route::Trace::RejectedRoute>& rejected = sim_.trace.routes;
    const std::size_t hidden =
        detail_ == Detail::kExplain || rejected.size() <= kRulesShown ? 0 : rejected.size() - kRulesShown;
    if (hidden > 0)
      page_.Add("rule", fmt::format("… {} rules before these do not match (--explain shows them)", hidden));
    for (std::size_t i = hidden; i < rejected.size(); ++i) {
      const route::Route& route = *rejected[i].route;
      page_.Add(
          "rule",
          Join(NameOf(route.origin, host), route::Describe(rejected[i].mismatch, route.match, sim_.request)),
          PlaceOf(route.origin), Mark::kRejected);
    }
    if (const route::Route* const route = sim_.decision.route) {
      std::string name = NameOf(route->origin, host);
      if (!route->name.empty()) name += fmt::format("{}`{}`", name.empty() ? "" : " ", route->name);
      page_.Add("rule", Join(name, fmt::format("matches {}", route::Describe(route->match))),
                PlaceOf(route->origin), Mark::kTaken);
    } else if (const route::FilterChain* const chain = sim_.decision.chain;
               chain && !chain->http && !chain->origin.object.empty()) {
      page_.Add("rule", NameOf(chain->origin, {}), PlaceOf(chain->origin), Mark::kTaken);
    }
  }

  void Add(const std::vector<Effect>& effects) {
    for (const Effect& effect : effects) page_.Add(std::string(effect.word), effect.text, effect.place);
  }

  void AddEffects() {
    const Answer& answer = sim_.answer;
    if (!answer.location.empty()) page_.Add("location", answer.location);
    if (!answer.body.empty()) page_.Add("body", answer.body);
    if (!sim_.decision.route) return;
    const route::Action& action = *sim_.decision.route->action;
    Add(FaultsOf(action));
    if (action.rewrite && action.kind == route::Action::Kind::kForward) {
      if (answer.path != sim_.request.path) page_.Add("rewrite", fmt::format("path to `{}`", answer.path));
      if (answer.authority != sim_.request.authority)
        page_.Add("rewrite", fmt::format("host to `{}`", answer.authority));
    }
    Add(EffectsOf(action));
  }

  void AddTarget(const Target& target) {
    const route::Cluster& cluster = *target.destination->cluster;
    const source::Span place = cluster.subset_span ? cluster.subset_span : cluster.service;
    page_.Add("cluster", fmt::format("{:>6}  {}", target.share.ToPercent(), cluster.name), place);
    Add(HeaderEffects("request", target.destination->request_headers));
    Add(HeaderEffects("response", target.destination->response_headers));
    if (!target.fault.empty()) {
      page_.Add("endpoints",
                fmt::format("{:>6}  {}: {}", target.share.ToPercent(), target.fault_status, target.fault));
      return;
    }
    for (const EndpointShare& share : target.endpoints) {
      page_.Add("endpoints",
                fmt::format("{:>6}  {}", share.share.ToPercent(), EndpointName(*share.endpoint)));
    }
    AddTransports(cluster, detail_, page_);
    for (const Arrival& arrival : target.arrivals) AddArrival(arrival, detail_, page_);
    if (cluster.load_balancer != "LEAST_REQUEST")
      page_.Add("balancing", cluster.load_balancer, cluster.destination_rule);
    for (const PolicyLine& line : PolicyLinesOf(*target.destination))
      page_.Add(std::string(line.word), line.text, line.place);
  }

  void AddDrawn() {
    std::uint64_t total = 0;
    for (const Drawn& place : drawn_) total += place.count;
    for (const Drawn& place : drawn_) {
      page_.Add("drawn", fmt::format("{} of {}, {:.4g} % for {}: {}", place.count, total,
                                     100.0 * static_cast<double>(place.count) / static_cast<double>(total),
                                     place.share.ToPercent(), place.place));
    }
  }

  /// What is left out for this host or connection, or of the whole table when neither was found.
  std::vector<const route::Omission*> Omissions() const {
    return route::OmissionsFor(*sim_.table, sim_.decision);
  }

  void AddRest() {
    const std::string_view host =
        sim_.decision.host ? std::string_view(sim_.decision.host->source) : std::string_view();
    for (const route::Route* route : sim_.trace.behind) {
      page_.Add("not tried", Join(NameOf(route->origin, host), route::Describe(route->match)),
                PlaceOf(route->origin));
    }
    for (const route::Omission* omission : Omissions()) {
      page_.Add("left out", Join(NameOf(omission->origin, host), omission->reason),
                PlaceOf(omission->origin));
    }
    for (const route::Trace::RejectedChain& rejected : sim_.trace.chains) {
      if (rejected.chain->owner.empty()) continue;
      if (!rejected.chain->origin.object.empty()) {
        page_.Add("other",
                  fmt::format("{}: the {} differs", NameOf(rejected.chain->origin, {}), rejected.criterion),
                  PlaceOf(rejected.chain->origin));
        continue;
      }
      page_.Add("other",
                fmt::format("{}, {}: the {} differs", rejected.chain->owner, rejected.chain->server,
                            rejected.criterion),
                rejected.chain->span);
    }
  }

  const Simulation& sim_;
  const Detail detail_;
  const diag::Style& style_;
  const std::vector<Drawn>& drawn_;
  Page page_;
};

}  // namespace

std::string RenderText(const Simulation& simulation, Detail detail, const diag::Style& style,
                       const std::vector<Drawn>& drawn) {
  return TextRenderer(simulation, detail, style, drawn).Render();
}

}  // namespace meshctl::simulate
