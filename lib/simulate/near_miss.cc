// SPDX-License-Identifier: Apache-2.0
// A miss is near when one condition fails, and nearer when a letter's case or `exact` for `prefix` is all
// that stands between.
#include "simulate/near_miss.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "route/compile/http_routes.h"
#include "route/cover.h"
#include "route/match.h"
#include "route/pattern.h"
#include "simulate/words.h"

namespace meshctl::simulate {
namespace {

using route::PathMatch;
using route::StringMatch;

/// `VirtualService shop/web spec.http[1] (vs.yaml:12:9)`
std::string Cited(const route::Origin& origin) {
  const std::string name = NameOf(origin, {});
  const source::Span place = PlaceOf(origin);
  return place ? fmt::format("{} ({})", name, source::ToString(place)) : name;
}

bool MatchesInLowerCase(const StringMatch& match, std::string_view value) {
  if (match.kind() == StringMatch::Kind::kPresent || match.kind() == StringMatch::Kind::kRegex) return false;
  const std::string wanted = LowerAscii(match.text());
  const std::string given = LowerAscii(value);
  return match.kind() == StringMatch::Kind::kExact ? given == wanted : given.starts_with(wanted);
}

bool MatchesInLowerCase(const PathMatch& path, std::string_view value) {
  if (path.kind() == PathMatch::Kind::kRegex || path.ignore_case()) return false;
  return PathMatch(path.kind(), path.text(), true).Matches(value);
}

std::optional<std::string_view> ValueOf(const route::HeaderMatch& match, const http::Request& request) {
  switch (match.of) {
    case route::HeaderMatch::Of::kMethod:
      return request.method;
    case route::HeaderMatch::Of::kAuthority:
      return request.authority;
    case route::HeaderMatch::Of::kScheme:
      return request.scheme;
    case route::HeaderMatch::Of::kHeader:
      break;
  }
  return request.header(match.name);
}

/// The failed condition alone decides, or there are others that fail as well.
bool FailsOnce(const route::RouteMatch& match, const route::Mismatch& mismatch,
               const http::Request& request) {
  route::RouteMatch rest = match;
  const auto drop = [&](auto& list) {
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(mismatch.index));
  };
  switch (mismatch.condition) {
    case route::Mismatch::Condition::kPath:
      rest.path = PathMatch();
      break;
    case route::Mismatch::Condition::kHeader:
      drop(rest.headers);
      break;
    case route::Mismatch::Condition::kParameter:
      drop(rest.parameters);
      break;
    case route::Mismatch::Condition::kClaim:
      drop(rest.claims);
      break;
  }
  return !route::FindMismatch(rest, request);
}

bool FailsByCase(const route::RouteMatch& match, const route::Mismatch& mismatch,
                 const http::Request& request) {
  switch (mismatch.condition) {
    case route::Mismatch::Condition::kPath:
      return MatchesInLowerCase(match.path, request.path);
    case route::Mismatch::Condition::kHeader: {
      const route::HeaderMatch& header = match.headers[mismatch.index];
      const auto value = ValueOf(header, request);
      return !header.inverted && value && MatchesInLowerCase(header.value, *value);
    }
    case route::Mismatch::Condition::kParameter: {
      const route::ParameterMatch& parameter = match.parameters[mismatch.index];
      const auto value = request.parameter(parameter.name);
      return value && MatchesInLowerCase(parameter.value, *value);
    }
    case route::Mismatch::Condition::kClaim:
      break;
  }
  return false;
}

/// Why the rule is near, as advice; empty: it is not.
std::string Advice(const route::RouteMatch& match, const route::Mismatch& mismatch,
                   const http::Request& request) {
  if (FailsByCase(match, mismatch, request)) {
    const bool path = mismatch.condition == route::Mismatch::Condition::kPath;
    return path ? "only the case differs: `ignoreUriCase` would accept it" : "only the case differs";
  }
  if (mismatch.condition != route::Mismatch::Condition::kPath) return {};
  const PathMatch& path = match.path;
  const bool below = request.path.starts_with(path.text());
  if (path.kind() == PathMatch::Kind::kExact && below) return "`prefix` instead of `exact` would match";
  const std::string with_slash = request.path + "/";
  if (path.text() == with_slash) return "the slash at its end is missing in the request";
  if (path.kind() == PathMatch::Kind::kRegex &&
      PathMatch(PathMatch::Kind::kRegex, path.text() + ".*", false).Matches(request.path)) {
    return "a regex has to match the whole path: `.*` at its end is missing";
  }
  return {};
}

const model::VirtualService* FindService(const mesh::Mesh& mesh, const route::Origin& origin) {
  for (const model::VirtualService& service : mesh.virtual_services()) {
    if (service.object->resource() == origin.object) return &service;
  }
  return nullptr;
}

const model::HttpRoute* FindRule(const mesh::Mesh& mesh, const route::Origin& origin) {
  const model::VirtualService* const service = FindService(mesh, origin);
  if (!service) return nullptr;
  const auto rule = std::ranges::find(service->http, origin.rule, &model::HttpRoute::span);
  return rule == service->http.end() ? nullptr : &*rule;
}

/// The first match of an omitted rule that the request fits.
const model::HttpMatch* FittingMatch(const model::HttpRoute& rule, const route::Origin& origin,
                                     const http::Request& request) {
  for (const model::HttpMatch& match : rule.match) {
    if (origin.match && match.span != origin.match) continue;
    if (!route::FindMismatch(route::CompileMatch(&match), request)) return &match;
  }
  return nullptr;
}

}  // namespace

std::string NearMiss(const route::VirtualHost& host, const http::Request& request) {
  const auto told = [&](const route::Route& route, const route::Mismatch& mismatch) {
    return fmt::format("{} in {}", route::Describe(mismatch, route.match, request), Cited(route.origin));
  };
  std::string near;
  for (const route::Route* route : host.routes) {
    const auto mismatch = route::FindMismatch(route->match, request);
    if (!mismatch || !FailsOnce(route->match, *mismatch, request)) continue;
    const std::string advice = Advice(route->match, *mismatch, request);
    if (!advice.empty()) return fmt::format("{}; {}", told(*route, *mismatch), advice);
    // Another path is another thing, unless there is nothing else.
    const bool other_path = mismatch->condition == route::Mismatch::Condition::kPath;
    if (near.empty() && (!other_path || host.routes.size() == 1)) near = told(*route, *mismatch);
  }
  return near;
}

std::string MissedByCase(const route::VirtualHost& host, const route::Route& taken,
                         const http::Request& request) {
  for (const route::Route* route : host.routes) {
    if (route == &taken) break;
    const auto mismatch = route::FindMismatch(route->match, request);
    if (!mismatch || !FailsByCase(route->match, *mismatch, request) ||
        !FailsOnce(route->match, *mismatch, request)) {
      continue;
    }
    return fmt::format("{} does not match only because of upper and lower case: {}", Cited(route->origin),
                       route::Describe(*mismatch, route->match, request));
  }
  return {};
}

std::string NarrowerBehind(const mesh::Mesh& mesh, const route::VirtualHost& host, const route::Route& taken,
                           const http::Request& request) {
  const auto told = [&](const route::Origin& origin) {
    return fmt::format("{} matches too but stands behind {}, which leaves nothing to it: put it first",
                       Cited(origin), NameOf(taken.origin, origin.object));
  };
  const auto at = std::ranges::find(host.routes, &taken);
  for (auto behind = at; behind != host.routes.end(); ++behind) {
    const route::Route& route = **behind;
    if (&route == &taken || route::FindMismatch(route.match, request)) continue;
    if (route::Covers(taken.match, route.match) && !route::Covers(route.match, taken.match))
      return told(route.origin);
  }
  if (!taken.match.catches_all()) return {};
  // Behind a rule for everything istiod makes no routes at all.
  for (const route::Omission* omission : host.omissions) {
    const model::HttpRoute* const rule = FindRule(mesh, omission->origin);
    if (!rule || omission->origin.object != taken.origin.object) continue;
    if (omission->origin.rule.begin < taken.origin.rule.begin) continue;
    if (FittingMatch(*rule, omission->origin, request)) return told(omission->origin);
  }
  return {};
}

std::string WithoutWeight(const mesh::Mesh& mesh, const route::Route& taken) {
  const model::HttpRoute* const rule = FindRule(mesh, taken.origin);
  if (!rule || rule->route.size() < 2) return {};
  for (const model::HttpDestination& destination : rule->route) {
    if (destination.weight.value.value_or(0) != 0) continue;
    const std::string subset = destination.destination.subset->empty()
                                   ? std::string()
                                   : fmt::format(" subset `{}`", *destination.destination.subset);
    return fmt::format("`{}`{} gets nothing: its weight is 0 ({})", *destination.destination.host, subset,
                       source::ToString(destination.span));
  }
  return {};
}

}  // namespace meshctl::simulate
