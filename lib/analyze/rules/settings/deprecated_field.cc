// SPDX-License-Identifier: Apache-2.0
// IST0002 for what upstream lists by hand: a percentage of delays as an integer, the egress proxy of
// Sidecars, and the definitions of the first RBAC API. One finding for each object, as upstream.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/settings/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// The entry `percent: 5` of a delay.
struct Percent {
  const yaml::Entry* entry = nullptr;
  bool has_percentage = false;  // which then counts
};

std::vector<Percent> PercentsOf(const model::VirtualService& vs) {
  std::vector<Percent> percents;
  for (std::size_t i = 0; i < vs.http.size(); ++i) {
    const auto& fault = vs.http[i].fault;
    if (!fault || !fault->delay || fault->delay->percent->value_or(0) <= 0) continue;
    const yaml::Node& route = model::Fields(vs.object->Get("spec")).Get("http").items()[i];
    const yaml::Node& delay = route.Get("fault").Get("delay");
    percents.push_back({delay.Find("percent"), delay.Find("percentage") != nullptr});
  }
  return percents;
}

void CheckDelays(const model::VirtualService& vs, Findings& findings) {
  const std::vector<Percent> percents = PercentsOf(vs);
  if (percents.empty()) return;
  diag::Diagnostic& d = findings.Add(*vs.object, percents.front().entry->key_span(),
                                     "`percent` of a delay is deprecated in favour of `percentage`");
  for (std::size_t i = 1; i < percents.size(); ++i)
    d.secondary.push_back({percents[i].entry->key_span(), "here too"});
  if (std::ranges::any_of(percents, &Percent::has_percentage)) {
    d.help = "remove `percent`; where there is a `percentage` it has no effect";
    return;
  }
  d.help = "write `percentage: {value: ...}`, which takes fractions too";
  diag::Fix fix = {.title = "replace `percent` by `percentage`", .safety = diag::Safety::kSafe};
  for (const Percent& percent : percents) {
    const yaml::Node& value = percent.entry->value;
    fix.edits.push_back({percent.entry->key_span(), "percentage"});
    fix.edits.push_back({value.span(), fmt::format("{{value: {}}}", *value.integer())});
  }
  d.fixes.push_back(std::move(fix));
}

void CheckEgressProxy(const model::Sidecar& sidecar, Findings& findings) {
  if (!sidecar.outbound_traffic_policy || !sidecar.outbound_traffic_policy->egress_proxy) return;
  const model::Fields spec(sidecar.object->Get("spec"));
  const yaml::Entry* entry = spec.Get("outboundTrafficPolicy").Find("egressProxy");
  diag::Diagnostic& d = findings.Add(
      *sidecar.object, entry ? entry->key_span() : sidecar.outbound_traffic_policy->egress_proxy->span,
      "`egressProxy` is deprecated and has no effect");
  d.help = "remove it; route traffic to an egress gateway with a VirtualService instead";
}

void CheckDefinition(const model::Object& definition, Findings& findings) {
  constexpr std::array<std::string_view, 4> kRemoved = {"ClusterRbacConfig", "RbacConfig", "ServiceRole",
                                                        "ServiceRoleBinding"};
  const yaml::Node& spec = definition.Get("spec");
  const yaml::Node& kind = spec.Get("names").Get("kind");
  if (spec.Get("group").string() != "rbac.istio.io") return;
  if (std::ranges::find(kRemoved, kind.string()) == kRemoved.end()) return;
  diag::Diagnostic& d = findings.Add(definition, kind.span(),
                                     fmt::format("`{}` of `rbac.istio.io` no longer exists", kind.string()));
  d.primary.text = "Istio ignores objects of this kind";
  d.help = "remove the definition, and write AuthorizationPolicies instead of its objects";
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) CheckDelays(vs, findings);
  for (const model::Sidecar& sidecar : mesh.sidecars()) CheckEgressProxy(sidecar, findings);
  for (const model::Object* definition :
       mesh.ObjectsOf(kind::kCustomResourceDefinition.group, kind::kCustomResourceDefinition.name)) {
    CheckDefinition(*definition, findings);
  }
}

constexpr Kind kReads[] = {kind::kCustomResourceDefinition, kind::kSidecar, kind::kVirtualService};

}  // namespace

constinit const Rule kDeprecatedField = {
    .name = "deprecated-field",
    .code = "IST0002",
    .analyzers = {"deprecation.DeprecationAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a field or kind is deprecated and Istio may ignore it",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
