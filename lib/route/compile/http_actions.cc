// SPDX-License-Identifier: Apache-2.0
// What a rule does, with Istio's defaults: no timeout, two retries, weights that need not add up to 100.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/ascii.h"
#include "base/base64.h"
#include "mesh/config_file.h"
#include "route/compile/http_routes.h"
#include "route/compile/retries.h"
#include "route/grpc_status.h"

namespace meshctl::route {
namespace {

std::uint32_t Unsigned(const model::Number& number, std::uint32_t otherwise) {
  return number.value && *number.value >= 0 ? static_cast<std::uint32_t>(*number.value) : otherwise;
}

std::string Written(const model::Duration& duration) {
  return duration.value && duration.value->count() > 0 ? ToString(*duration.value) : std::string();
}

bool IsHost(std::string_view name) { return name == ":authority" || EqualIgnoringCase(name, "host"); }

/// Fills `changes`; names that mean the Host header are no headers but a rewrite, which is the answer.
std::string CompileOperations(const model::HeaderOperations& operations, HeaderChanges& changes) {
  std::string authority;
  const auto split = [&](const std::vector<model::HeaderChange>& from,
                         std::vector<std::pair<std::string, std::string>>& to) {
    for (const model::HeaderChange& change : from) {
      if (IsHost(*change.name)) {
        if (authority.empty()) authority = *change.value;
      } else if (!change.name->starts_with(':')) {
        to.emplace_back(*change.name, *change.value);
      }
    }
    std::ranges::sort(to);
  };
  split(operations.set, changes.set);
  split(operations.add, changes.add);
  for (const model::Text& name : operations.remove) {
    if (!IsHost(*name) && !name->starts_with(':')) changes.remove.emplace_back(*name);
  }
  return authority;
}

void SetRegex(std::string pattern, std::string substitution, Rewrite& rewrite) {
  rewrite.pattern = std::move(pattern);
  rewrite.substitution = std::move(substitution);
  re2::RE2::Options options;
  options.set_log_errors(false);
  rewrite.regex = std::make_shared<const re2::RE2>(rewrite.pattern, options);
}

/// The prefix that a rule of Gateway API matches, of which there is one match at most; empty for every path.
std::string_view SegmentPrefix(const model::HttpRoute& rule) {
  if (rule.match.empty() || !rule.match.front().uri) return {};
  const model::StringMatch& uri = *rule.match.front().uri;
  if (uri.kind != model::StringMatch::Kind::kPrefix || *uri.value == "/") return {};
  return uri.value->ends_with('/') ? uri.value->substr(0, uri.value->size() - 1) : *uri.value;
}

Rewrite CompileRewrite(const Rule& rule) {
  const model::HttpRewrite& source = *rule.http->rewrite;
  Rewrite rewrite;
  rewrite.authority = *source.authority;
  if (source.uri_regex) {
    SetRegex(std::string(*source.uri_regex->match), std::string(*source.uri_regex->rewrite), rewrite);
  } else if (*source.uri == "/" && rule.owner->semantics == model::Semantics::kGatewayApi) {
    // Only the prefix goes away, and no second slash comes into being.
    const std::string prefix = re2::RE2::QuoteMeta(std::string(SegmentPrefix(*rule.http)));
    SetRegex(fmt::format("^{}(/?)(.*)", prefix), R"(/\2)", rewrite);
  } else if (!source.uri->empty()) {
    rewrite.uri = *source.uri;
  }
  return rewrite;
}

/// The port written into the new URL, without the default one of its scheme.
std::uint32_t RedirectPort(const model::HttpRedirect& source, const RouteTarget& target) {
  std::uint32_t port = Unsigned(source.port, 0);
  if (port == 0 && *source.derive_port == "FROM_REQUEST_PORT") port = target.port;
  const std::string_view scheme = !source.scheme->empty() ? *source.scheme : target.tls ? "https" : "http";
  const bool usual = (port == 80 && scheme == "http") || (port == 443 && scheme == "https");
  return usual ? 0 : port;
}

Redirect CompileRedirect(const model::HttpRedirect& source, const RouteTarget& target) {
  Redirect redirect;
  redirect.code = Unsigned(source.code, 0);
  if (redirect.code == 0) redirect.code = 301;
  redirect.scheme = *source.scheme;
  redirect.authority = *source.authority;
  if (!source.prefix_rewrite->empty()) {
    redirect.prefix_rewrite = *source.prefix_rewrite;
  } else if (!source.uri->empty()) {
    redirect.uri = *source.uri;
  }
  redirect.port = RedirectPort(source, target);
  return redirect;
}

bool ValidRedirect(std::uint32_t code) {
  return code == 301 || code == 302 || code == 303 || code == 307 || code == 308;
}

DirectResponse CompileResponse(const model::DirectResponse& source) {
  DirectResponse response;
  response.status = Unsigned(source.status, 200);
  response.body = *source.body;
  if (!source.body.span) response.body = DecodeBase64(*source.body_bytes).value_or("");
  return response;
}

/// Percentages go to Envoy in millionths, cut off.
double Percent(double written) { return std::floor(written * 10000) / 10000; }

/// A delay without a duration and an abort without a status are none; an abort without a percentage never
/// happens.
std::optional<Fault> CompileFault(const model::Fault& source) {
  Fault fault;
  if (source.delay && *source.delay->fixed_delay) {
    fault.delay = ToString(**source.delay->fixed_delay);
    const double deprecated = static_cast<double>(source.delay->percent->value_or(0));
    fault.delay_percent = Percent(source.delay->percentage->value_or(deprecated));
  }
  if (source.abort && (*source.abort->http_status || !source.abort->grpc_status->empty())) {
    fault.abort_status = Unsigned(source.abort->http_status, 0);
    fault.abort_grpc_status = *source.abort->grpc_status;
    if (!fault.abort_grpc_status.empty()) fault.abort_grpc_code = GrpcCode(fault.abort_grpc_status);
    fault.abort_percent = Percent(source.abort->percentage->value_or(0));
  }
  if (fault.delay.empty() && fault.abort_status == 0 && fault.abort_grpc_status.empty()) return std::nullopt;
  return fault;
}

Cors CompileCors(const model::CorsPolicy& source) {
  Cors cors;
  cors.span = source.span;
  for (const model::StringMatch& origin : source.allow_origins) cors.origins.push_back(CompileString(origin));
  if (source.allow_origins.empty()) {
    for (const model::Text& origin : source.allow_origin)
      cors.origins.push_back(StringMatch::Exact(std::string(*origin)));
  }
  const auto joined = [](const std::vector<model::Text>& texts) {
    std::string text;
    for (const model::Text& one : texts) text += fmt::format("{}{}", text.empty() ? "" : ",", *one);
    return text;
  };
  cors.methods = joined(source.allow_methods);
  cors.headers = joined(source.allow_headers);
  cors.exposed = joined(source.expose_headers);
  if (*source.max_age)
    cors.max_age =
        fmt::format("{}", std::chrono::duration_cast<std::chrono::seconds>(**source.max_age).count());
  cors.credentials = *source.allow_credentials;
  cors.forwards_unmatched = *source.unmatched_preflights != "IGNORE";
  return cors;
}

/// Whether the only destination's endpoint is chosen by a hash.
bool ByHash(const Action& action) {
  return action.destinations.size() == 1 &&
         action.destinations.front().cluster->policy.load_balancing.hash.has_value();
}

std::vector<Mirror> CompileMirrors(const Rule& rule, const RouteTarget& target, Clusters& clusters) {
  std::vector<Mirror> mirrors;
  const auto add = [&](const model::Destination& destination, double percent) {
    if (percent > 0)
      mirrors.push_back(
          {clusters.Get(destination, rule.owner->ns(), target.port), Percent(percent), destination.span});
  };
  if (rule.http->mirror) {
    const double deprecated = static_cast<double>(rule.http->mirror_percent.value.value_or(100));
    add(*rule.http->mirror, rule.http->mirror_percentage.value.value_or(deprecated));
  }
  for (const model::Mirror& mirror : rule.http->mirrors)
    add(mirror.destination, mirror.percentage.value.value_or(100));
  return mirrors;
}

void AddDestinations(const Rule& rule, const RouteTarget& target, Clusters& clusters, Action& action) {
  const bool only = rule.http->route.size() == 1;
  for (const model::HttpDestination& source : rule.http->route) {
    const std::uint32_t weight = only ? 1 : Unsigned(source.weight, 0);
    if (weight == 0) continue;
    Destination& destination = action.destinations.emplace_back();
    destination.cluster = clusters.Get(source.destination, rule.owner->ns(), target.port);
    destination.weight = weight;
    destination.span = source.span;
    destination.hash = clusters.HashOf(source.destination, rule.owner->ns());
    action.total_weight += weight;
    if (source.headers) {
      destination.authority = CompileOperations(source.headers->request, destination.request_headers);
      CompileOperations(source.headers->response, destination.response_headers);
    }
  }
}

/// `authority` is what the rule's header operations make of the Host header.
void AddForwarding(const Rule& rule, const RouteTarget& target, Clusters& clusters, std::string authority,
                   Action& action) {
  AddDestinations(rule, target, clusters, action);
  if (action.destinations.empty()) action.kind = Action::Kind::kNothing;
  if (rule.http->rewrite) action.rewrite = CompileRewrite(rule);
  if (!authority.empty()) {
    if (!action.rewrite) action.rewrite.emplace();
    if (action.rewrite->authority.empty()) action.rewrite->authority = std::move(authority);
  }
  if (rule.owner->semantics == model::Semantics::kGatewayApi) action.missing_cluster_status = 500;
  action.timeout = Written(rule.http->timeout);
  std::optional<mesh::RetryPolicy> retries;
  if (rule.http->retries) retries = mesh::RetryPolicyOf(*rule.http->retries);
  action.retries = CompileRetries(retries ? &*retries : nullptr, clusters.mesh().config(), ByHash(action));
  action.mirrors = CompileMirrors(rule, target, clusters);
}

}  // namespace

Action CompileAction(const Rule& rule, const RouteTarget& target, Clusters& clusters) {
  Action action;
  std::string authority;
  if (rule.http->headers) {
    authority = CompileOperations(rule.http->headers->request, action.request_headers);
    CompileOperations(rule.http->headers->response, action.response_headers);
  }
  if (rule.http->fault) action.fault = CompileFault(*rule.http->fault);
  if (rule.http->cors_policy) action.cors = CompileCors(*rule.http->cors_policy);
  if (rule.http->redirect) {
    action.redirect = CompileRedirect(*rule.http->redirect, target);
    action.kind = ValidRedirect(action.redirect.code) ? Action::Kind::kRedirect : Action::Kind::kNothing;
  } else if (rule.http->direct_response) {
    action.kind = Action::Kind::kRespond;
    action.response = CompileResponse(*rule.http->direct_response);
  } else {
    AddForwarding(rule, target, clusters, std::move(authority), action);
  }
  return action;
}

}  // namespace meshctl::route
