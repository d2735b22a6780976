// SPDX-License-Identifier: Apache-2.0
// Silence is the answer of guards that have no policies: most meshes have few, and an answer is read by
// people.
#include "simulate/guard_lines.h"

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>

namespace meshctl::simulate {
namespace {

bool HasRules(const Guard& guard) {
  return !guard.passes() || guard.authentication.policy != nullptr || !guard.verdict.considered.empty();
}

/// `AuthorizationPolicy shop/readers (ALLOW): rule 0: method is `POST`, not `GET``.
void AddPolicy(const access::ConsideredPolicy& considered, Page& page) {
  const std::string name = fmt::format("{} ({}{})", considered.policy->object->resource(),
                                       Name(considered.action), considered.dry_run ? ", dry run" : "");
  const source::Span policy = considered.policy->object->span();
  if (considered.rules.empty()) {
    page.Add("policy", fmt::format("{}: {}", name, considered.reason), policy);
    return;
  }
  for (const access::ConsideredRule& rule : considered.rules) {
    const bool matches = rule.matches == access::Truth::kYes;
    page.Add("policy", fmt::format("{} rule {}: {}", name, rule.index, matches ? "matches" : rule.reason),
             rule.span ? rule.span : policy, matches ? Mark::kTaken : Mark::kRejected);
  }
}

}  // namespace

void AddGuard(const Guard& guard, Detail detail, Page& page) {
  const bool explain = detail == Detail::kExplain;
  if (!explain && !HasRules(guard)) return;
  if (guard.authentication.policy && guard.passes() && !guard.authentication.reason.empty()) {
    page.Add("token", fmt::format("{} {}: {}", Name(guard.kind), guard.name, guard.authentication.reason),
             guard.authentication.span);
  }
  const Mark mark = guard.outcome == Guard::Outcome::kUnknown ? Mark::kNone
                    : guard.passes()                          ? Mark::kTaken
                                                              : Mark::kRejected;
  page.Add("access", fmt::format("{} {}: {}", Name(guard.kind), guard.name, guard.reason), guard.span, mark);
  if (!explain) return;
  for (const access::ConsideredPolicy& considered : guard.verdict.considered) AddPolicy(considered, page);
  if (!guard.verdict.elsewhere) return;
  for (const model::AuthorizationPolicy* policy : *guard.verdict.elsewhere)
    page.Add("not asked", fmt::format("{}: it is for others", policy->object->resource()),
             policy->object->span());
}

void AddArrival(const Arrival& arrival, Detail detail, Page& page) {
  if (detail == Detail::kExplain && !arrival.principal.empty()) page.Add("identity", arrival.principal);
  for (const Guard& guard : arrival.guards) AddGuard(guard, detail, page);
}

void AddTransports(const route::Cluster& cluster, Detail detail, Page& page) {
  std::set<std::string> told;
  for (const route::Endpoint& endpoint : cluster.endpoints) {
    if (!endpoint.transport) continue;
    const mesh::Transport& transport = *endpoint.transport;
    const std::string text = transport.works()
                                 ? fmt::format("{}, {}", Name(transport.wire), transport.client.text)
                                 : fmt::format("refused: {}", transport.refusal);
    if (!told.insert(text).second) continue;
    const source::Span place =
        transport.works() || !transport.server.span ? transport.client.span : transport.server.span;
    page.Add("transport", text, place, transport.works() ? Mark::kNone : Mark::kRejected);
    if (detail != Detail::kExplain) continue;
    for (const mesh::Cause& note : transport.notes) page.Add("note", note.text, note.span);
  }
}

}  // namespace meshctl::simulate
