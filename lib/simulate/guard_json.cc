// SPDX-License-Identifier: Apache-2.0
// Guards for programs: everything that was considered, whatever it led to.
#include "simulate/guard_json.h"

#include <fmt/format.h>

namespace meshctl::simulate {
namespace {

OrderedJson ToJson(const mesh::Cause& cause) {
  OrderedJson json = {{"text", cause.text}};
  Put(json, "object", cause.object);
  Put(json, "place", cause.span);
  return json;
}

std::string_view Words(access::Truth truth) {
  if (truth == access::Truth::kUnknown) return "unknown";
  return truth == access::Truth::kYes ? "yes" : "no";
}

OrderedJson ToJson(const access::ConsideredPolicy& considered) {
  OrderedJson json = {{"policy", considered.policy->object->resource()},
                      {"action", Name(considered.action)},
                      {"matches", Words(considered.matches)}};
  if (considered.dry_run) json["dryRun"] = true;
  Put(json, "reason", considered.reason);
  json["rules"] = OrderedJson::array();
  for (const access::ConsideredRule& rule : considered.rules) {
    OrderedJson entry = {{"index", rule.index}, {"matches", Words(rule.matches)}};
    Put(entry, "reason", rule.reason);
    Put(entry, "place", rule.span);
    json["rules"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace

OrderedJson ToJson(const mesh::Transport& transport) {
  OrderedJson json = {{"wire", Name(transport.wire)},
                      {"client", ToJson(transport.client)},
                      {"server", ToJson(transport.server)}};
  Put(json, "sni", transport.sni);
  Put(json, "refusal", transport.refusal);
  for (const mesh::Cause& note : transport.notes) json["notes"].push_back(ToJson(note));
  return json;
}

OrderedJson ToJson(const Guard& guard) {
  OrderedJson json = {{"kind", Name(guard.kind)},
                      {"name", guard.name},
                      {"outcome", Name(guard.outcome)},
                      {"reason", guard.reason}};
  if (guard.status() != 0) json["status"] = guard.status();
  Put(json, "place", guard.span);
  Put(json, "token", guard.authentication.reason);
  json["policies"] = OrderedJson::array();
  for (const access::ConsideredPolicy& considered : guard.verdict.considered)
    json["policies"].push_back(ToJson(considered));
  json["notAsked"] = OrderedJson::array();
  if (guard.verdict.elsewhere) {
    for (const model::AuthorizationPolicy* policy : *guard.verdict.elsewhere)
      json["notAsked"].push_back(policy->object->resource());
  }
  return json;
}

OrderedJson ToJson(const Arrival& arrival) {
  OrderedJson json = {{"workload", fmt::format("{}/{}", arrival.workload->ns, arrival.workload->name)},
                      {"port", arrival.port}};
  Put(json, "principal", arrival.principal);
  json["guards"] = OrderedJson::array();
  for (const Guard& guard : arrival.guards) json["guards"].push_back(ToJson(guard));
  return json;
}

}  // namespace meshctl::simulate
