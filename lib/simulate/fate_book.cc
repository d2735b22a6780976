// SPDX-License-Identifier: Apache-2.0
// Two decisions are the same when the words about them are: configurations are compared by what they do, not
// by the rule that does it.
#include "simulate/fate_book.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "simulate/effects.h"
#include "simulate/fate.h"
#include "simulate/words.h"

namespace meshctl::simulate {
namespace {

constexpr auto kLastOutcome = route::Outcome::kNoRoute;

bool IsRouted(route::Outcome outcome) {
  switch (outcome) {
    case route::Outcome::kForwarded:
    case route::Outcome::kRedirected:
    case route::Outcome::kAnswered:
    case route::Outcome::kHttpsRedirect:
      return true;
    default:
      return false;
  }
}

}  // namespace

FateBook::FateBook(const route::RouteTable& table, const std::vector<std::string_view>& known_headers) {
  for (int i = 0; i <= static_cast<int>(kLastOutcome); ++i) {
    const auto outcome = static_cast<route::Outcome>(i);
    Fate& fate = fates_.emplace_back();
    fate.words = FateOf(outcome);
    fate.routed = IsRouted(outcome);
  }
  for (const route::RouteConfig& config : table.configs) {
    for (const route::VirtualHost& host : config.hosts) AddHost(host, known_headers);
  }
  for (const route::Listener& listener : table.listeners) {
    const auto add = [&](const route::FilterChain& chain) {
      if (chain.http) return;
      const bool routed = !chain.origin.object.empty();
      Add(&chain, {fmt::format("{}", fmt::join(FateLines(chain.tcp), ", ")),
                   routed ? NameOf(chain.origin, {}) : chain.owner,
                   routed ? PlaceOf(chain.origin) : chain.span, &chain.tcp, true});
    };
    for (const route::FilterChain& chain : listener.chains) add(chain);
    if (listener.fallback) add(*listener.fallback);
  }
  std::ranges::sort(unknown_headers_);
  unknown_headers_.erase(std::ranges::unique(unknown_headers_).begin(), unknown_headers_.end());
}

void FateBook::Add(const void* key, Fate fate) {
  if (numbers_.try_emplace(key, fates_.size()).second) fates_.push_back(std::move(fate));
}

void FateBook::AddHost(const route::VirtualHost& host, const std::vector<std::string_view>& known_headers) {
  for (const route::Route* route : host.routes) {
    const route::Action& action = *route->action;
    Fate fate;
    fate.words = fmt::format("{}", fmt::join(FateLines(action), ", "));
    // Whoever receives the request sees another one.
    for (const Effect& rewrite : RewritesOf(*route)) fate.words += fmt::format(", {}", rewrite.text);
    fate.rule = route->origin.object.empty() ? route->name : NameOf(route->origin, {});
    fate.place = PlaceOf(route->origin);
    if (action.kind == route::Action::Kind::kForward) fate.destinations = &action.destinations;
    fate.routed = action.kind != route::Action::Kind::kNothing;
    Add(route, std::move(fate));
    for (const route::HeaderMatch& header : route->match.headers) {
      if (header.of != route::HeaderMatch::Of::kHeader) continue;
      if (std::ranges::find(known_headers, header.name) != known_headers.end()) continue;
      unsure_.insert(&host);
      unknown_headers_.push_back(header.name);
    }
    for (const route::ClaimMatch& claim : route->match.claims) {
      unsure_.insert(&host);
      unknown_headers_.push_back(claim.name);
    }
  }
}

std::size_t FateBook::NumberOf(const route::Decision& decision) const {
  const void* const key =
      decision.route ? static_cast<const void*>(decision.route)
      : decision.chain && !decision.chain->http && decision.outcome == route::Outcome::kForwarded
          ? static_cast<const void*>(decision.chain)
          : nullptr;
  if (!key) return static_cast<std::size_t>(decision.outcome);
  const auto known = numbers_.find(key);
  return known == numbers_.end() ? static_cast<std::size_t>(decision.outcome) : known->second;
}

}  // namespace meshctl::simulate
