// SPDX-License-Identifier: Apache-2.0
// One line for each fact, so that a new one needs a line here, one in the schema, and no code elsewhere.
#include "routetest/facts.h"

#include <fmt/format.h>

#include <algorithm>

#include "simulate/guard.h"

namespace meshctl::routetest {
namespace {

using Json = nlohmann::ordered_json;
using simulate::Guard;

Json FactsOf(const route::HeaderChanges& changes) {
  Json facts = {{"set", Json::object()}, {"add", Json::object()}, {"remove", changes.remove}};
  for (const auto& [name, value] : changes.set) facts["set"][name] = value;
  for (const auto& [name, value] : changes.add) facts["add"][name] = value;
  return facts;
}

Json FactsOf(const route::Cluster& cluster) {
  return {
      {"cluster", cluster.name}, {"host", cluster.host}, {"port", cluster.port}, {"subset", cluster.subset}};
}

/// The object that makes a guard stop a request; its reason where none does. `transport` may be null.
std::string DeniedBy(const Guard& guard, const mesh::Transport* transport) {
  if (guard.passes()) return {};
  if (guard.outcome == Guard::Outcome::kUnauthenticated && guard.authentication.policy)
    return guard.authentication.policy->object->resource();
  if (guard.verdict.decisive)
    return guard.verdict.considered[*guard.verdict.decisive].policy->object->resource();
  if (transport && !transport->works() && !transport->server.object.empty()) return transport->server.object;
  return guard.reason;
}

/// How requests come to the workload; null where nobody knows.
const mesh::Transport* TransportOf(const simulate::Target& target, const simulate::Arrival& arrival) {
  for (const simulate::EndpointShare& share : target.endpoints) {
    if (share.endpoint->workload == arrival.workload && share.endpoint->port == arrival.port)
      return share.endpoint->transport.get();
  }
  return nullptr;
}

Json FactsOf(const simulate::Arrival& arrival, const mesh::Transport* transport) {
  Json facts = {{"workload", fmt::format("{}/{}", arrival.workload->ns, arrival.workload->name)},
                {"principal", arrival.principal},
                {"access", Name(Guard::Outcome::kPasses)},
                {"by", ""},
                {"deniedBy", ""},
                {"reason", ""}};
  if (arrival.guards.empty()) return facts;
  const Guard& last = arrival.guards.back();
  facts["access"] = Name(last.outcome);
  facts["by"] = Name(last.kind);
  facts["deniedBy"] = DeniedBy(last, transport);
  facts["reason"] = last.reason;
  return facts;
}

Json FactsOf(const simulate::EndpointShare& share) {
  const route::Endpoint& endpoint = *share.endpoint;
  return {{"pod", endpoint.pod},
          {"address", endpoint.address},
          {"port", endpoint.port},
          {"share", share.share.ToPercent()},
          {"wire", endpoint.transport ? Name(endpoint.transport->wire) : ""},
          {"refusal", endpoint.transport ? endpoint.transport->refusal : ""}};
}

Json FactsOf(const simulate::Target& target) {
  const route::Destination& destination = *target.destination;
  Json facts = FactsOf(*destination.cluster);
  facts["weight"] = destination.weight;
  facts["share"] = target.share.ToPercent();
  facts["fault"] = target.fault;
  facts["loadBalancer"] = destination.cluster->load_balancer;
  facts["requestHeaders"] = FactsOf(destination.request_headers);
  facts["responseHeaders"] = FactsOf(destination.response_headers);
  facts["wire"] = "";
  facts["endpoints"] = Json::array();
  for (const simulate::EndpointShare& share : target.endpoints) {
    Json& endpoint = facts["endpoints"].emplace_back(FactsOf(share));
    const bool same = facts["endpoints"].size() == 1 || facts["wire"] == endpoint["wire"];
    facts["wire"] = same ? endpoint["wire"] : Json("mixed");
  }
  facts["arrivals"] = Json::array();
  for (const simulate::Arrival& arrival : target.arrivals)
    facts["arrivals"].push_back(FactsOf(arrival, TransportOf(target, arrival)));
  return facts;
}

Json FactsOf(const route::Retries& retries) {
  return {{"attempts", retries.attempts},
          {"retryOn", retries.on},
          {"codes", retries.codes},
          {"perTryTimeout", retries.per_try_timeout},
          {"backoff", retries.backoff},
          {"otherHosts", retries.other_hosts},
          {"otherLocalities", retries.other_localities}};
}

Json FactsOf(const route::Fault& fault) {
  return {{"delay", fault.delay},
          {"delayPercent", fault.delay_percent},
          {"abort", fault.abort_status},
          {"abortGrpc", fault.abort_grpc_status},
          {"abortPercent", fault.abort_percent}};
}

Json FactsOf(const route::Cors& cors, const http::Request& request) {
  Json facts = {{"verdict", Name(Judge(cors, request))}, {"headers", Json::object()}};
  for (const http::Header& header : CorsHeaders(cors, request)) facts["headers"][header.name] = header.value;
  return facts;
}

void PutActionFacts(Json& facts, const route::Action& action, const http::Request& request) {
  facts["timeout"] = action.timeout;
  facts["requestHeaders"] = FactsOf(action.request_headers);
  facts["responseHeaders"] = FactsOf(action.response_headers);
  if (action.retries) facts["retries"] = FactsOf(*action.retries);
  if (action.fault) facts["fault"] = FactsOf(*action.fault);
  if (action.cors) facts["cors"] = FactsOf(*action.cors, request);
  for (const route::Mirror& mirror : action.mirrors) {
    Json& added = facts["mirrors"].emplace_back(FactsOf(*mirror.cluster));
    added["percent"] = mirror.percent;
  }
}

void PutWayFacts(Json& facts, const simulate::Simulation& simulation) {
  const route::Decision& decision = simulation.decision;
  const route::Proxy& proxy = simulation.table->proxy;
  facts["proxy"] = fmt::format("{}/{}", proxy.workload_ns, proxy.name);
  facts["listener"] = decision.listener ? decision.listener->name : "";
  facts["server"] = decision.chain ? fmt::format("{} {}", decision.chain->owner, decision.chain->server) : "";
  facts["routeConfiguration"] = decision.config ? decision.config->name : "";
  facts["virtualHost"] = decision.host ? decision.host->name : "";
  facts["route"] = decision.route ? decision.route->name : "";
  const route::Origin* const origin = OriginOf(decision);
  facts["rule"] = origin ? RuleOf(*origin) : "";
  facts["statPrefix"] = decision.route ? decision.route->stat_prefix : "";
  facts["rejected"] = Json::array();
  for (const route::Trace::RejectedRoute& rejected : simulation.trace.routes) {
    facts["rejected"].push_back(
        {{"rule", RuleOf(rejected.route->origin)},
         {"reason", route::Describe(rejected.mismatch, rejected.route->match, simulation.request)}});
  }
}

/// What all guards on the way say together.
void PutAccessFacts(Json& facts, const simulate::Answer& answer) {
  facts["access"] = Name(Guard::Outcome::kPasses);
  facts["deniedBy"] = "";
  if (answer.gateway && !answer.gateway->passes()) {
    facts["access"] = Name(answer.gateway->outcome);
    facts["deniedBy"] = DeniedBy(*answer.gateway, nullptr);
    return;
  }
  bool first = true;
  for (const Json& destination : facts["destinations"]) {
    for (const Json& arrival : destination["arrivals"]) {
      const bool same = first || facts["access"] == arrival["access"];
      facts["access"] = same ? arrival["access"] : Json("mixed");
      if (facts["deniedBy"] == "") facts["deniedBy"] = arrival["deniedBy"];
      first = false;
    }
  }
}

}  // namespace

const route::Origin* OriginOf(const route::Decision& decision) {
  if (decision.route) return &decision.route->origin;
  return decision.chain && !decision.chain->http ? &decision.chain->origin : nullptr;
}

std::string RuleOf(const route::Origin& origin) {
  if (origin.field.empty()) return origin.object;
  return fmt::format("{} {}", origin.object, origin.field);
}

Json FactsOf(const simulate::Simulation& simulation) {
  const route::Decision& decision = simulation.decision;
  const simulate::Answer& answer = simulation.answer;
  Json facts = {{"outcome", Name(decision.outcome)},
                {"status", answer.status},
                {"summary", answer.summary},
                {"path", answer.path},
                {"host", answer.authority},
                {"location", answer.location},
                {"body", answer.body},
                {"mirrors", Json::array()},
                {"destinations", Json::array()},
                {"notSure", Json::array()}};
  PutWayFacts(facts, simulation);
  if (decision.route) PutActionFacts(facts, *decision.route->action, simulation.request);
  for (const simulate::Target& target : answer.targets) facts["destinations"].push_back(FactsOf(target));
  if (answer.targets.size() == 1) facts["destination"] = facts["destinations"].front();
  PutAccessFacts(facts, answer);
  for (const route::Caveat& caveat : answer.caveats) facts["notSure"].push_back(caveat.object);
  return facts;
}

Json FactsOf(const Error& error) { return {{"error", error.message}}; }

}  // namespace meshctl::routetest
