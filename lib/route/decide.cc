// SPDX-License-Identifier: Apache-2.0
// The way of a request through one proxy: listener, filter chain, virtual host, first route that matches.
// There is no way back from any step; each one either goes on or ends with an outcome.
#include "route/decide.h"

#include <array>

#include "route/filter_chain.h"

namespace meshctl::route {
namespace {

/// Whether what is spoken inside the chosen chain can be understood; kForwarded means yes.
Outcome Handshake(const FilterChain& chain, const http::Request& request) {
  if (chain.termination != FilterChain::Termination::kNone) {
    if (request.tls == http::Tls::kPlaintext) return Outcome::kTlsError;
    const bool fits = request.certificate.empty()
                          ? chain.termination == FilterChain::Termination::kMeshMtls
                          : chain.asks_client_certificate && chain.secret == request.certificate;
    if (fits != (request.tls == http::Tls::kMutual)) return Outcome::kMutualTlsError;
  }
  if (chain.http == nullptr) return Outcome::kForwarded;
  const bool encrypted =
      chain.termination == FilterChain::Termination::kNone && request.tls != http::Tls::kPlaintext;
  return encrypted || request.protocol == http::Protocol::kTcp ? Outcome::kProtocolError
                                                               : Outcome::kForwarded;
}

const Route* FirstMatch(const VirtualHost& host, const http::Request& request, Trace* trace) {
  if (host.paths && !trace) {
    const std::uint32_t first = host.paths->FindFirst(
        request.path, [&](std::uint32_t route) { return !FindMismatch(host.routes[route]->match, request); });
    return first == PathIndex::none ? nullptr : host.routes[first];
  }
  for (std::size_t i = 0; i < host.routes.size(); ++i) {
    const Route* const route = host.routes[i];
    const std::optional<Mismatch> mismatch = FindMismatch(route->match, request);
    if (!mismatch) {
      if (trace)
        trace->behind.assign(host.routes.begin() + static_cast<std::ptrdiff_t>(i) + 1, host.routes.end());
      return route;
    }
    if (trace) trace->routes.push_back({route, *mismatch});
  }
  return nullptr;
}

Outcome OutcomeOf(const Action& action, const http::Request& request) {
  if (action.cors && IsAnswered(Judge(*action.cors, request))) return Outcome::kPreflight;
  switch (action.kind) {
    case Action::Kind::kForward:
      return Outcome::kForwarded;
    case Action::Kind::kRedirect:
      return Outcome::kRedirected;
    case Action::Kind::kRespond:
      return Outcome::kAnswered;
    case Action::Kind::kNothing:
      break;
  }
  return Outcome::kNoRoute;
}

Decision DecideAt(const Listener* listener, const http::Request& request, Trace* trace) {
  Decision decision;
  decision.listener = listener;
  if (!decision.listener) return decision;

  decision.outcome = Outcome::kNoFilterChain;
  decision.chain = ChooseChain(*decision.listener, request, trace);
  if (!decision.chain) return decision;
  decision.outcome = Handshake(*decision.chain, request);
  if (decision.outcome != Outcome::kForwarded || !decision.chain->http) return decision;

  decision.config = decision.chain->http;
  decision.outcome = Outcome::kNoVirtualHost;
  const auto index = decision.config->domains.Find(LookupHost(*decision.config, request));
  if (!index) return decision;
  decision.host = &decision.config->hosts[*index];
  if (decision.host->require_tls && request.tls == http::Tls::kPlaintext) {
    decision.outcome = Outcome::kHttpsRedirect;
    return decision;
  }

  decision.route = FirstMatch(*decision.host, request, trace);
  decision.outcome = decision.route ? OutcomeOf(*decision.route->action, request) : Outcome::kNoRoute;
  return decision;
}

}  // namespace

const std::vector<Destination>& Decision::destinations() const {
  static const std::vector<Destination> kNone;
  if (outcome != Outcome::kForwarded) return kNone;
  if (route) return route->action->destinations;
  return chain ? chain->tcp : kNone;
}

const Origin* Decision::origin() const {
  if (route) return &route->origin;
  return chain && !chain->http && !chain->origin.object.empty() ? &chain->origin : nullptr;
}

std::vector<const Omission*> OmissionsFor(const RouteTable& table, const Decision& decision) {
  if (decision.host) return decision.host->omissions;
  std::vector<const Omission*> omissions;
  if (decision.chain && !decision.chain->owner.empty() && !decision.chain->http) {
    omissions = decision.chain->omissions;
    const auto& lost = decision.listener->omissions;
    omissions.insert(omissions.end(), lost.begin(), lost.end());
    return omissions;
  }
  omissions.reserve(table.omissions.size());
  for (const Omission& omission : table.omissions) omissions.push_back(&omission);
  return omissions;
}

std::string_view LookupHost(const RouteConfig& config, const http::Request& request) {
  return config.ignore_port ? http::WithoutPort(request.authority) : std::string_view(request.authority);
}

Decision Decide(const RouteTable& table, const http::Request& request, Trace* trace) {
  return DecideAt(table.FindListener(request.address, request.port), request, trace);
}

Decision DecideInbound(const RouteTable& table, const http::Request& request, Trace* trace) {
  return DecideAt(table.FindInboundListener(request.port), request, trace);
}

std::string_view Name(Outcome outcome) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "forwarded",       "redirected", "answered",         "preflight",      "https-redirect",  "no-listener",
      "no-filter-chain", "tls-error",  "mutual-tls-error", "protocol-error", "no-virtual-host", "no-route"};
  return kNames[static_cast<std::size_t>(outcome)];
}

}  // namespace meshctl::route
