// SPDX-License-Identifier: Apache-2.0
// MESH0109. A redirect whose new URL meets the same route again: clients give up after some rounds. Decided
// by following an example request through the routes of the VirtualService, as Envoy makes the new URL: `uri`
// replaces the path, `prefixRewrite` the matched prefix, and what is not named stays. A redirect to another
// host or port, or to the scheme of another listener, is not followed.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/traffic/entrances.h"
#include "analyze/rules/traffic/kept_matches.h"
#include "analyze/rules/traffic/rules.h"
#include "analyze/rules/traffic/written_routes.h"
#include "mesh/host.h"
#include "mesh/mesh.h"
#include "route/compile/rules.h"
#include "route/cover.h"

namespace meshctl::analyze {
namespace {

// One way in: what a listener is named, speaks and is numbered.
struct Listener {
  std::string_view gateway;
  std::string_view scheme;
  std::int64_t port = 0;                  // 0: any
  const model::Server* server = nullptr;  // null: sidecars
};

std::vector<Listener> ListenersOf(const Entrances& entrances) {
  std::vector<Listener> listeners;
  if (entrances.mesh) listeners.push_back({"mesh", "http", 0, nullptr});
  for (const BoundGateway& bound : entrances.gateways) {
    for (const OfferingServer& offering : bound.servers) {
      const auto& tls = offering.server->tls;
      if (offering.traffic != Traffic::kHttp || (tls && tls->https_redirect->value_or(false))) continue;
      listeners.push_back({bound.name, tls ? "https" : "http", offering.port(), offering.server});
    }
  }
  return listeners;
}

bool IsOpenAt(const WrittenMatch& match, const model::VirtualService& vs, const Listener& listener) {
  if (!IsKeptAt(vs, match.written, listener.gateway)) return false;
  if (!match.written) return true;
  const std::int64_t port = match.written->port->value_or(0);
  return port == 0 || port == listener.port;
}

// The match that takes a request, or null.
const WrittenMatch* Taker(const WrittenRoutes& routes, const Listener& listener,
                          const http::Request& request) {
  for (const WrittenMatch& match : routes.matches) {
    if (!IsOpenAt(match, *routes.service, listener)) continue;
    // For some clients only: what happens to the others is not this route's doing.
    if (match.written && (!match.written->source_labels.empty() || !match.written->source_namespace->empty()))
      return nullptr;
    if (!FindMismatch(match.conditions, request)) return &match;
  }
  return nullptr;
}

// The path to which a client is sent; nothing when it goes elsewhere.
std::optional<std::string> NextPath(const model::HttpRedirect& redirect, const WrittenMatch& match,
                                    const Listener& listener, const http::Request& request) {
  const auto stays = [](const model::Text& part, std::string_view now) {
    return part->empty() || *part == now;
  };
  const std::int64_t port = redirect.port->value_or(0);
  if (!stays(redirect.scheme, listener.scheme) || !stays(redirect.authority, request.authority) ||
      (port != 0 && port != listener.port)) {
    return std::nullopt;
  }
  if (!redirect.prefix_rewrite->empty()) {
    const route::PathMatch& path = match.conditions.path;
    if (path.kind() != route::PathMatch::Kind::kPrefix) return std::nullopt;
    return std::string(*redirect.prefix_rewrite) + request.path.substr(path.text().size());
  }
  if (redirect.uri->empty()) return request.path;
  return std::string(redirect.uri->substr(0, redirect.uri->find('?')));
}

// A host of the VirtualService, the one that the redirect names if it is one.
std::string HostFor(const model::VirtualService& vs, const model::HttpRedirect& redirect) {
  const bool own =
      !redirect.authority->empty() && std::ranges::any_of(vs.hosts, [&](const model::Text& host) {
        return mesh::Overlap(*host, *redirect.authority);
      });
  return own ? std::string(*redirect.authority) : route::SampleHost(*vs.hosts.front());
}

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings) : mesh_(mesh), book_(mesh), findings_(findings) {}

  void Check(const model::VirtualService& vs) {
    const WrittenRoutes routes = RoutesOf(vs, book_);
    const std::vector<Listener> listeners = ListenersOf(EntrancesOf(mesh_, vs));
    std::size_t reported = routes.rules.size();
    for (const WrittenMatch& match : routes.matches) {
      const route::Rule& rule = routes.rules[match.rule];
      if (!rule.http->redirect || rule.merged || match.rule == reported) continue;
      for (const Listener& listener : listeners) {
        if (!IsOpenAt(match, vs, listener) || !Loops(routes, match, listener)) continue;
        reported = match.rule;
        break;
      }
    }
  }

 private:
  bool Loops(const WrittenRoutes& routes, const WrittenMatch& match, const Listener& listener) {
    const route::Rule& rule = routes.rules[match.rule];
    auto request = route::RequestFor({&match.conditions}, HostFor(*routes.service, *rule.http->redirect));
    if (!request) return false;
    request->scheme = listener.scheme;
    const std::string first = request->path;
    std::string second;
    // A few rounds tell a loop from a path that moves on.
    for (int round = 0; round < kRounds; ++round) {
      const WrittenMatch* taker = Taker(routes, listener, *request);
      if (!taker || taker->rule != match.rule) return false;
      auto next = NextPath(*rule.http->redirect, *taker, listener, *request);
      if (!next) return false;
      request->path = *std::move(next);
      if (round == 0) second = request->path;
    }
    Report(routes, match, listener, first, second);
    return true;
  }

  void Report(const WrittenRoutes& routes, const WrittenMatch& match, const Listener& listener,
              std::string_view from, std::string_view to) {
    const route::Rule& rule = routes.rules[match.rule];
    const model::HttpRedirect& redirect = *rule.http->redirect;
    diag::Diagnostic& d =
        findings_.Add(*routes.service->object, redirect.span,
                      fmt::format("route `{}` redirects to itself", LabelOf(rule, *routes.service)));
    d.primary.text = from == to ? fmt::format("sends `{}` to the same URL again", from)
                                : fmt::format("sends `{}` to `{}`", from, to);
    d.secondary.push_back({match.span, "which meets this route again"});
    if (listener.server && !redirect.scheme->empty()) {
      d.secondary.push_back({listener.server->port.number.span,
                             fmt::format("requests that come in here are {} already", listener.scheme)});
      d.help = "add `port` to the match, or let the plaintext server redirect with `httpsRedirect: true`";
    } else {
      d.help = "narrow the match, or put a route for the new URL before it";
    }
  }

  static constexpr int kRounds = 4;

  const mesh::Mesh& mesh_;
  route::RuleBook book_;
  Findings& findings_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  Checker checker(mesh, findings);
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    const bool redirects = std::ranges::any_of(
        vs.http, [](const model::HttpRoute& route) { return route.redirect.has_value(); });
    if (redirects && !vs.hosts.empty()) checker.Check(vs);
  }
}

constexpr Kind kReads[] = {kind::kGateway, kind::kVirtualService};

}  // namespace

constinit const Rule kRedirectLoop = {
    .name = "redirect-loop",
    .code = "MESH0109",
    .level = diag::Level::kError,
    .summary = "a redirect whose new URL is redirected again by the same route",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
