// SPDX-License-Identifier: Apache-2.0
// istiod decides three things of a match before any request comes: port, gateways, and the labels and
// namespace of the client. A match that fails there is dropped; if that leaves a rule without any match the
// rule is gone too, and does not become one for everything.
#include "route/compile/http_routes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "mesh/host.h"

namespace meshctl::route {
namespace {

/// Headers, what Envoy treats as one, and query parameters ask for presence by an empty condition or by the
/// regex `*`, which is none.
StringMatch CompileValue(const model::StringMatch& match) {
  const bool star = match.kind == model::StringMatch::Kind::kRegex && *match.value == "*";
  return star ? StringMatch::Present() : CompileString(match);
}

/// The prefixes of Gateway API and Ingress end where a segment of the path does.
PathMatch CompileSegments(std::string_view prefix, bool ignore_case) {
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  return {PathMatch::Kind::kSegmentPrefix, std::string(prefix), ignore_case};
}

PathMatch CompilePath(const model::StringMatch& uri, bool ignore_case, model::Semantics semantics) {
  switch (uri.kind) {
    case model::StringMatch::Kind::kExact:
      return {PathMatch::Kind::kExact, std::string(*uri.value), ignore_case};
    case model::StringMatch::Kind::kPrefix:
      if (semantics != model::Semantics::kIstio && *uri.value != "/")
        return CompileSegments(*uri.value, ignore_case);
      return {PathMatch::Kind::kPrefix, std::string(*uri.value), ignore_case};
    case model::StringMatch::Kind::kRegex:
      return {PathMatch::Kind::kRegex, std::string(*uri.value), ignore_case};
    case model::StringMatch::Kind::kPresent:
      break;
  }
  return {};
}

void AddHeader(const model::NamedMatch& named, bool inverted, RouteMatch& match) {
  const std::string name = LowerAscii(*named.name);
  if (auto path = http::ParseClaimName(*named.name)) {
    match.claims.push_back({.name = std::string(*named.name),
                            .path = *std::move(path),
                            .value = CompileValue(named.match),
                            .inverted = inverted,
                            .span = named.match.span});
  } else {
    match.headers.push_back(
        {HeaderMatch::Of::kHeader, name, CompileValue(named.match), inverted, named.match.span});
  }
}

}  // namespace

StringMatch CompileString(const model::StringMatch& match) {
  switch (match.kind) {
    case model::StringMatch::Kind::kExact:
      return StringMatch::Exact(std::string(*match.value));
    case model::StringMatch::Kind::kPrefix:
      return StringMatch::Prefix(std::string(*match.value));
    case model::StringMatch::Kind::kRegex:
      return StringMatch::Regex(std::string(*match.value));
    case model::StringMatch::Kind::kPresent:
      break;
  }
  return StringMatch::Present();
}

RouteMatch CompileMatch(const model::HttpMatch* source, model::Semantics semantics) {
  RouteMatch match;
  if (!source) return match;
  if (source->uri) {
    match.path = CompilePath(*source->uri, source->ignore_uri_case.value.value_or(false), semantics);
    match.path_span = source->uri->span;
  }
  const auto add = [&](const std::optional<model::StringMatch>& value, HeaderMatch::Of of) {
    if (value) match.headers.push_back({of, {}, CompileValue(*value), false, value->span});
  };
  add(source->method, HeaderMatch::Of::kMethod);
  add(source->authority, HeaderMatch::Of::kAuthority);
  add(source->scheme, HeaderMatch::Of::kScheme);
  for (const model::NamedMatch& header : source->headers) AddHeader(header, false, match);
  for (const model::NamedMatch& header : source->without_headers) AddHeader(header, true, match);
  for (const model::NamedMatch& parameter : source->query_params) {
    match.parameters.push_back(
        {std::string(*parameter.name), CompileValue(parameter.match), parameter.match.span});
  }
  return match;
}

std::string HttpCompiler::NotForProxy(const model::HttpMatch& match, std::string_view ns,
                                      const RouteTarget& target) const {
  const std::int64_t port = match.port.value.value_or(0);
  if (port != 0 && port != target.port)
    return fmt::format("it is for port {} and this is port {}", port, target.port);
  if (!match.gateways.empty()) {
    const bool named = std::ranges::any_of(match.gateways, [&](const model::Text& gateway) {
      return mesh::ResolveGatewayName(*gateway, ns) == target.gateway;
    });
    return named ? std::string() : fmt::format("its `gateways` do not name `{}`", target.gateway);
  }
  if (!table_.proxy.labels.Satisfy(match.source_labels)) {
    return fmt::format("it is for clients labelled `{}`", match.source_labels.ToString());
  }
  if (!match.source_namespace->empty() && *match.source_namespace != table_.proxy.workload_ns) {
    return fmt::format("it is for clients of namespace `{}`", *match.source_namespace);
  }
  return {};
}

const Omission* HttpCompiler::Omit(Origin origin, std::string reason) {
  table_.omissions.push_back({std::move(origin), std::move(reason)});
  return &table_.omissions.back();
}

const Route& HttpCompiler::Add(const Rule& rule, int match, std::shared_ptr<const Action> action) {
  const model::HttpMatch* const source =
      match < 0 ? nullptr : &rule.http->match[static_cast<std::size_t>(match)];
  Route& route = table_.routes.emplace_back();
  route.name = *rule.http->name;
  if (source && !source->name->empty()) route.name += fmt::format(".{}", *source->name);
  if (source) route.stat_prefix = *source->stat_prefix;
  route.match = CompileMatch(source, rule.owner->semantics);
  route.action = std::move(action);
  route.origin = OriginOf(rule, match);
  return route;
}

HttpRoutes HttpCompiler::Compile(const model::VirtualService& service, const RouteTarget& target) {
  HttpRoutes made;
  std::vector<Omission> dropped;
  const std::vector<Rule> rules = rules_.RulesOf(service, dropped);
  for (Omission& omission : dropped)
    made.omissions.push_back(Omit(std::move(omission.origin), std::move(omission.reason)));

  const Route* catch_all = nullptr;
  const auto behind = [&] {
    return fmt::format("it stands behind {}, which matches everything", catch_all->origin.field);
  };
  for (const Rule& rule : rules) {
    if (catch_all) {
      made.omissions.push_back(Omit(OriginOf(rule, -1), behind()));
      continue;
    }
    std::shared_ptr<const Action> action;
    const int matches = static_cast<int>(rule.http->match.size());
    for (int i = matches == 0 ? -1 : 0; i < matches; ++i) {
      std::string reason;
      if (catch_all) {
        reason = behind();
      } else if (i >= 0) {
        reason = NotForProxy(rule.http->match[static_cast<std::size_t>(i)], service.ns(), target);
      }
      if (!reason.empty()) {
        made.omissions.push_back(Omit(OriginOf(rule, i), std::move(reason)));
        continue;
      }
      if (!action) action = std::make_shared<const Action>(CompileAction(rule, target, clusters_));
      const Route& route = Add(rule, i, action);
      made.routes.push_back(&route);
      if (route.match.catches_all()) catch_all = &route;
    }
  }
  return made;
}

}  // namespace meshctl::route
