// SPDX-License-Identifier: Apache-2.0
// Route tables for people and for programs. The columns are those of `istioctl proxy-config routes`, with
// what is missing there: all conditions, destinations with shares, and the line each route comes from.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/counted.h"
#include "simulate/effects.h"
#include "simulate/effects_json.h"
#include "simulate/fate.h"
#include "simulate/grid.h"
#include "simulate/json_parts.h"
#include "simulate/route_listing.h"
#include "simulate/words.h"

namespace meshctl::simulate {
namespace {

using simulate::ToJson;

constexpr std::size_t kDomainsShown = 3;

std::string PlaceText(const source::Span& span) { return span ? source::ToString(span) : std::string(); }

/// The first domains; forms with a final dot mean the same as those without and are passed over.
std::string Domains(const std::vector<std::string>& domains) {
  std::vector<std::string_view> shown;
  for (const std::string& domain : domains) {
    if (!domain.ends_with('.') || domain.size() == 1) shown.push_back(domain);
  }
  if (shown.size() <= kDomainsShown) return fmt::format("{}", fmt::join(shown, ", "));
  const std::size_t more = shown.size() - kDomainsShown;
  shown.resize(kDomainsShown);
  return fmt::format("{}, {} more", fmt::join(shown, ", "), more);
}

std::string SourceOf(const route::VirtualHost& host) {
  const std::string place = PlaceText(host.span);
  return place.empty() ? host.source : fmt::format("{} {}", host.source, place);
}

/// What a connection must show to be taken by the chain.
std::string MatchOf(const route::FilterChain& chain) {
  if (!chain.server_names.empty()) return fmt::format("server name {}", fmt::join(chain.server_names, ", "));
  return chain.transport == route::FilterChain::Transport::kTls ? "TLS" : "everything";
}

std::string SourceOf(const route::FilterChain& chain) {
  if (!chain.origin.object.empty()) {
    const std::string place = PlaceText(PlaceOf(chain.origin));
    const std::string name = NameOf(chain.origin, {});
    return place.empty() ? name : fmt::format("{} {}", name, place);
  }
  std::string place = PlaceText(chain.span);
  if (chain.owner.empty()) return place;
  return place.empty() ? chain.owner : fmt::format("{} {}", chain.owner, place);
}

class TextLister {
 public:
  TextLister(const Listing& listing, Detail detail, const diag::Style& style)
      : listing_(listing), detail_(detail), style_(style) {}

  std::string Render() const {
    std::string text = ProxyName(listing_.table->proxy);
    if (style_.color) text = fmt::format("\x1b[{}m{}\x1b[0m", kBold, text);
    text += "\n";
    if (listing_.host.empty()) {
      text += "\n" + Overview();
    } else {
      for (const ListedHost& host : listing_.hosts) text += "\n" + RoutesOf(host);
    }
    if (!listing_.chains.empty()) text += "\n" + Chains();
    if (detail_ == Detail::kExplain && listing_.host.empty()) text += LeftOut(AllOmissions(), {});
    return text;
  }

 private:
  std::string Overview() const {
    Grid grid("", style_);
    grid.Add({"ROUTE CONFIG", "VIRTUAL HOST", "DOMAINS", "ROUTES", "SOURCE"}, kBold);
    for (const ListedHost& listed : listing_.hosts) {
      const route::VirtualHost& host = *listed.host;
      std::string count = fmt::format("{}", host.routes.size());
      if (host.require_tls) count = "301 to https";
      const auto unreachable =
          std::ranges::count_if(listed.routes, [](const ListedRoute& line) { return line.shadowed_by >= 0; });
      if (unreachable > 0) count += fmt::format(", {} never reached", unreachable);
      grid.Add({listed.config->name, host.name, Domains(host.domains), count, SourceOf(host)});
    }
    return listing_.hosts.empty() ? std::string() : grid.Render();
  }

  std::string RoutesOf(const ListedHost& listed) const {
    const route::VirtualHost& host = *listed.host;
    Grid head("", style_);
    head.Add({"ROUTE CONFIG", "VIRTUAL HOST", "DOMAINS", "SOURCE"}, kBold);
    head.Add({listed.config->name, host.name, Domains(host.domains), SourceOf(host)});
    std::string text = head.Render();
    if (host.require_tls) text += "\n  plaintext requests are answered with 301 to https\n";
    if (host.routes.empty()) {
      text += "\n  no routes: every request is answered with 404\n";
    } else {
      text += "\n" + Routes(listed);
    }
    if (detail_ == Detail::kExplain) {
      text += LeftOut(host.omissions, host.source);
    } else if (!host.omissions.empty()) {
      text += fmt::format("\n  {} left out (--explain says why)\n", Counted(host.omissions.size(), "rule"));
    }
    return text;
  }

  std::string Routes(const ListedHost& listed) const {
    Grid grid("  ", style_);
    grid.Add({"#", "MATCH", "DESTINATION", "SOURCE"}, kBold);
    for (std::size_t i = 0; i < listed.routes.size(); ++i) {
      const ListedRoute& line = listed.routes[i];
      const route::Route& route = *line.route;
      const std::vector<std::string> fates = FateLines(*route.action);
      std::string source = NameOf(route.origin, listed.host->source);
      if (const std::string place = PlaceText(PlaceOf(route.origin)); !place.empty())
        source += (source.empty() ? "" : " ") + place;
      const std::string_view paint = line.shadowed_by >= 0 ? kFaint : std::string_view();
      grid.Add({fmt::format("{}{}", i + 1, line.shadowed_by >= 0 ? " ✗" : ""), route::Describe(route.match),
                fates.empty() ? std::string() : fates.front(), source},
               paint);
      for (std::size_t j = 1; j < fates.size(); ++j) grid.Add({"", "", fates[j], ""}, paint);
      for (const Effect& effect : AllEffectsOf(route))
        grid.Add({"", "", fmt::format("{} {}", effect.word, effect.text), ""}, paint);
      if (line.shadowed_by >= 0) {
        grid.Add(
            {"", fmt::format("never reached: {} takes every request it could take", line.shadowed_by + 1), "",
             PlaceText(PlaceOf(listed.host->routes[static_cast<std::size_t>(line.shadowed_by)]->origin))},
            paint);
      }
    }
    return grid.Render();
  }

  std::string Chains() const {
    Grid grid("", style_);
    grid.Add({"LISTENER", "CONNECTIONS", "DESTINATION", "SOURCE"}, kBold);
    for (const ListedChain& listed : listing_.chains) {
      const std::vector<std::string> fates = FateLines(listed.chain->tcp);
      grid.Add({listed.listener->name, MatchOf(*listed.chain), fates.empty() ? std::string() : fates.front(),
                SourceOf(*listed.chain)});
      for (std::size_t i = 1; i < fates.size(); ++i) grid.Add({"", "", fates[i], ""});
    }
    std::string text = grid.Render();
    if (detail_ == Detail::kExplain && !listing_.host.empty()) {
      std::vector<const route::Omission*> omissions;
      for (const ListedChain& listed : listing_.chains)
        omissions.insert(omissions.end(), listed.chain->omissions.begin(), listed.chain->omissions.end());
      text += LeftOut(omissions, {});
    }
    return text;
  }

  std::vector<const route::Omission*> AllOmissions() const {
    std::vector<const route::Omission*> omissions;
    for (const route::Omission& omission : listing_.table->omissions) omissions.push_back(&omission);
    return omissions;
  }

  std::string LeftOut(const std::vector<const route::Omission*>& omissions,
                      std::string_view host_source) const {
    if (omissions.empty()) return {};
    Grid grid("  ", style_);
    grid.Add({"LEFT OUT", "REASON", "SOURCE"}, kBold);
    for (const route::Omission* omission : omissions) {
      grid.Add(
          {NameOf(omission->origin, host_source), omission->reason, PlaceText(PlaceOf(omission->origin))});
    }
    return "\n" + grid.Render();
  }

  const Listing& listing_;
  const Detail detail_;
  const diag::Style& style_;
};

OrderedJson ToJson(const std::vector<route::Destination>& destinations) {
  OrderedJson list = OrderedJson::array();
  std::uint64_t total = 0;
  for (const route::Destination& destination : destinations) total += destination.weight;
  for (const route::Destination& destination : destinations) {
    OrderedJson entry = {{"cluster", destination.cluster->name},
                         {"weight", destination.weight},
                         {"share", ToJson(Share{}.Of(destination.weight, total))}};
    Put(entry, "fault", FaultOf(*destination.cluster));
    Put(entry, "place", destination.span);
    list.push_back(std::move(entry));
  }
  return list;
}

OrderedJson ToJson(const route::Omission& omission) {
  return {{"origin", ToJson(omission.origin)}, {"reason", omission.reason}};
}

OrderedJson ToJson(const ListedRoute& line) {
  const route::Route& route = *line.route;
  OrderedJson json = OrderedJson::object();
  Put(json, "name", route.name);
  json["conditions"] = route::Describe(route.match);
  json["action"] = fmt::format("{}", fmt::join(FateLines(*route.action), ", "));
  if (route.action->kind == route::Action::Kind::kForward)
    json["destinations"] = ToJson(route.action->destinations);
  if (route.action->rewrite) PutRewrite(json, *route.action->rewrite);
  PutEffects(json, *route.action);
  json["origin"] = ToJson(route.origin);
  if (line.shadowed_by >= 0) json["shadowedBy"] = line.shadowed_by;
  return json;
}

OrderedJson ToJson(const ListedHost& listed) {
  const route::VirtualHost& host = *listed.host;
  OrderedJson json = {{"routeConfiguration", listed.config->name},
                      {"name", host.name},
                      {"domains", host.domains},
                      {"source", host.source}};
  Put(json, "place", host.span);
  if (host.require_tls) json["requireTls"] = true;
  json["routes"] = OrderedJson::array();
  for (const ListedRoute& line : listed.routes) json["routes"].push_back(ToJson(line));
  json["leftOut"] = OrderedJson::array();
  for (const route::Omission* omission : host.omissions) json["leftOut"].push_back(ToJson(*omission));
  return json;
}

OrderedJson ToJson(const ListedChain& listed) {
  OrderedJson json = {{"listener", listed.listener->name}, {"serverNames", listed.chain->server_names}};
  Put(json, "object", listed.chain->owner);
  Put(json, "server", listed.chain->server);
  Put(json, "place", listed.chain->span);
  if (!listed.chain->origin.object.empty()) json["origin"] = ToJson(listed.chain->origin);
  json["destinations"] = ToJson(listed.chain->tcp);
  return json;
}

}  // namespace

std::string RenderText(const Listing& listing, Detail detail, const diag::Style& style) {
  return TextLister(listing, detail, style).Render();
}

std::string RenderJson(const std::vector<Listing>& listings) {
  OrderedJson all = OrderedJson::array();
  for (const Listing& listing : listings) {
    OrderedJson json = {{"proxy", ToJson(listing.table->proxy)}};
    Put(json, "host", listing.host);
    json["virtualHosts"] = OrderedJson::array();
    for (const ListedHost& host : listing.hosts) json["virtualHosts"].push_back(ToJson(host));
    json["connections"] = OrderedJson::array();
    for (const ListedChain& chain : listing.chains) json["connections"].push_back(ToJson(chain));
    if (listing.host.empty()) {
      json["leftOut"] = OrderedJson::array();
      for (const route::Omission& omission : listing.table->omissions)
        json["leftOut"].push_back(ToJson(omission));
    }
    all.push_back(std::move(json));
  }
  return Dump(all);
}

}  // namespace meshctl::simulate
