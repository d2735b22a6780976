// SPDX-License-Identifier: Apache-2.0
// The answer for programs. Fields that say nothing are left out, except for lists, which are always there.
#include <fmt/format.h>

#include "simulate/effects_json.h"
#include "simulate/guard_json.h"
#include "simulate/json_parts.h"
#include "simulate/render.h"

namespace meshctl::simulate {
namespace {

using Json = OrderedJson;
using simulate::ToJson;

Json ToJson(const http::Request& request) {
  Json headers = Json::object();
  for (const http::Header& header : request.headers) headers[header.name] = header.value;
  Json json = {{"method", request.method},
               {"scheme", request.scheme},
               {"authority", request.authority},
               {"path", request.path}};
  Put(json, "query", request.query);
  Put(json, "sni", request.sni);
  Put(json, "address", request.address);
  json["port"] = request.port;
  json["headers"] = std::move(headers);
  return json;
}

Json ToJson(const route::ConnectionPool& pool) {
  Json json = Json::object();
  const auto put = [&](const char* key, const std::optional<std::uint32_t>& limit) {
    if (limit) json[key] = *limit;
  };
  put("maxConnections", pool.max_connections);
  put("maxPendingRequests", pool.max_pending_requests);
  put("maxRequests", pool.max_requests);
  put("maxRetries", pool.max_retries);
  put("maxRequestsPerConnection", pool.max_requests_per_connection);
  put("maxConcurrentStreams", pool.max_concurrent_streams);
  Put(json, "connectTimeout", pool.connect_timeout);
  Put(json, "idleTimeout", pool.idle_timeout);
  Put(json, "maxConnectionDuration", pool.max_connection_duration);
  Put(json, "h2UpgradePolicy", pool.h2_upgrade);
  if (pool.uses_client_protocol) json["useClientProtocol"] = true;
  Put(json, "place", pool.span);
  return json;
}

Json ToJson(const route::OutlierDetection& detection) {
  Json json = {{"consecutive5xxErrors", detection.consecutive_5xx}};
  if (detection.consecutive_gateway_errors)
    json["consecutiveGatewayErrors"] = *detection.consecutive_gateway_errors;
  if (detection.consecutive_local_origin_failures)
    json["consecutiveLocalOriginFailures"] = *detection.consecutive_local_origin_failures;
  json["interval"] = detection.interval;
  json["baseEjectionTime"] = detection.base_ejection_time;
  json["maxEjectionPercent"] = detection.max_ejection_percent;
  json["minHealthPercent"] = detection.min_health_percent;
  Put(json, "place", detection.span);
  return json;
}

/// The blocks that somebody has written; `loadBalancer` of the destination says the rest.
Json ToJson(const route::TrafficPolicy& policy) {
  Json json = Json::object();
  if (const std::optional<route::WarmUp>& warm_up = policy.load_balancing.warm_up) {
    json["warmup"] = {{"duration", warm_up->duration},
                      {"minimumPercent", warm_up->minimum_percent},
                      {"aggression", warm_up->aggression}};
    Put(json["warmup"], "place", policy.load_balancing.span);
  }
  if (policy.connection_pool.span) json["connectionPool"] = ToJson(policy.connection_pool);
  if (policy.outlier_detection) json["outlierDetection"] = ToJson(*policy.outlier_detection);
  if (policy.tunnel) {
    json["tunnel"] = {{"protocol", policy.tunnel->protocol}, {"target", policy.tunnel->target}};
    Put(json["tunnel"], "place", policy.tunnel->span);
  }
  Put(json, "proxyProtocol", policy.proxy_protocol);
  if (policy.retry_budget) {
    json["retryBudget"] = {{"percent", policy.retry_budget->percent},
                           {"minRetryConcurrency", policy.retry_budget->min_concurrency}};
    Put(json["retryBudget"], "place", policy.retry_budget->span);
  }
  return json;
}

Json ToJson(const route::Route& route) {
  Json json = Json::object();
  Put(json, "name", route.name);
  json["origin"] = ToJson(route.origin);
  json["conditions"] = route::Describe(route.match);
  return json;
}

Json ToJson(const Target& target) {
  const route::Cluster& cluster = *target.destination->cluster;
  Json json = {{"cluster", cluster.name}, {"share", ToJson(target.share)}};
  Put(json, "host", cluster.host);
  if (cluster.port) json["port"] = cluster.port;
  Put(json, "subset", cluster.subset);
  Put(json, "fault", target.fault);
  Put(json, "loadBalancer",
      cluster.host.empty() ? std::string_view() : std::string_view(cluster.load_balancer));
  if (Json policy = ToJson(cluster.policy); !policy.empty()) json["trafficPolicy"] = std::move(policy);
  Put(json, "place", target.destination->span);
  Put(json, "service", cluster.service);
  Put(json, "destinationRule", cluster.destination_rule);
  Put(json, "subsetPlace", cluster.subset_span);
  PutHeaders(json, target.destination->request_headers, target.destination->response_headers);
  json["endpoints"] = Json::array();
  for (const EndpointShare& share : target.endpoints) {
    Json endpoint = Json::object();
    Put(endpoint, "address", share.endpoint->address);
    Put(endpoint, "pod", share.endpoint->pod);
    endpoint["port"] = share.endpoint->port;
    endpoint["share"] = ToJson(share.share);
    if (share.endpoint->transport) endpoint["transport"] = ToJson(*share.endpoint->transport);
    Put(endpoint, "place", share.endpoint->span);
    json["endpoints"].push_back(std::move(endpoint));
  }
  json["arrivals"] = Json::array();
  for (const Arrival& arrival : target.arrivals) json["arrivals"].push_back(ToJson(arrival));
  return json;
}

void PutWay(Json& json, const Simulation& simulation) {
  const route::Decision& decision = simulation.decision;
  const route::Proxy& proxy = simulation.table->proxy;
  if (!proxy.name.empty()) json["proxy"] = ToJson(proxy);
  if (decision.listener) json["listener"] = decision.listener->name;
  if (decision.chain && !decision.chain->owner.empty()) {
    json["server"] = {{"object", decision.chain->owner}, {"server", decision.chain->server}};
    Put(json["server"], "place", decision.chain->span);
  }
  if (decision.config) json["routeConfiguration"] = decision.config->name;
  if (decision.host) {
    json["virtualHost"] = {{"name", decision.host->name},
                           {"domains", decision.host->domains},
                           {"source", decision.host->source}};
    Put(json["virtualHost"], "place", decision.host->span);
  }
  if (decision.route) {
    json["route"] = ToJson(*decision.route);
  } else if (const route::Origin* const origin = decision.origin()) {
    json["rule"] = ToJson(*origin);
  }
}

void PutTrace(Json& json, const Simulation& simulation) {
  Json& rejected = json["rejected"] = Json::array();
  for (const route::Trace::RejectedRoute& route : simulation.trace.routes) {
    Json entry = ToJson(*route.route);
    entry["reason"] = route::Describe(route.mismatch, route.route->match, simulation.request);
    Put(entry, "condition", PlaceOf(route.mismatch, route.route->match));
    rejected.push_back(std::move(entry));
  }
  Json& behind = json["notTried"] = Json::array();
  for (const route::Route* route : simulation.trace.behind) behind.push_back(ToJson(*route));
  Json& omitted = json["leftOut"] = Json::array();
  for (const route::Omission* omission : route::OmissionsFor(*simulation.table, simulation.decision))
    omitted.push_back({{"origin", ToJson(omission->origin)}, {"reason", omission->reason}});
}

}  // namespace

std::string RenderJson(const Simulation& simulation, const std::vector<Drawn>& drawn) {
  const Answer& answer = simulation.answer;
  Json json = {{"outcome", Name(simulation.decision.outcome)}, {"summary", answer.summary}};
  Put(json, "hint", answer.hint);
  if (answer.status != 0) json["status"] = answer.status;
  json["request"] = ToJson(simulation.request);
  PutWay(json, simulation);
  if (answer.gateway) json["gateway"] = ToJson(*answer.gateway);
  if (simulation.decision.route) PutEffects(json, *simulation.decision.route->action);
  Put(json, "location", answer.location);
  Put(json, "body", answer.body);
  json["upstream"] = {{"path", answer.path}, {"authority", answer.authority}};
  json["targets"] = Json::array();
  for (const Target& target : answer.targets) json["targets"].push_back(ToJson(target));
  for (const Drawn& place : drawn) {
    json["drawn"].push_back({{"place", place.place}, {"count", place.count}, {"share", ToJson(place.share)}});
  }
  PutTrace(json, simulation);
  Json& caveats = json["notSure"] = Json::array();
  for (const route::Caveat& caveat : answer.caveats) {
    Json entry = {{"object", caveat.object}, {"reason", caveat.reason}};
    Put(entry, "place", caveat.span);
    caveats.push_back(std::move(entry));
  }
  return Dump(json);
}

}  // namespace meshctl::simulate
