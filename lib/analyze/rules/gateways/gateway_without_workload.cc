// SPDX-License-Identifier: Apache-2.0
// IST0101 for selectors of Gateways. A folder often holds Gateways for an ingress gateway that somebody else
// installs, so files prove a selector wrong only when the workload of some Gateway is among them.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/gateway_selectors.h"
#include "analyze/rules/gateways/rules.h"
#include "analyze/rules/replacement.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// The values that a label has on Pods, for "did you mean". Each key is collected once.
class LabelValues {
 public:
  explicit LabelValues(const mesh::Mesh& mesh) : mesh_(mesh) {}

  bool Has(const yaml::Entry& pair) { return std::ranges::binary_search(Of(pair.key), pair.value.text()); }

  std::string_view Nearest(const yaml::Entry& pair) {
    const std::vector<std::string_view>& values = Of(pair.key);
    return values.size() > kMostSearched ? std::string_view() : OnlyNearest(pair.value.text(), values);
  }

 private:
  static constexpr std::size_t kMostSearched = 1000;

  const std::vector<std::string_view>& Of(std::string_view key) {
    auto [at, fresh] = values_.try_emplace(key);
    if (!fresh) return at->second;
    std::set<std::string_view> distinct;
    for (const model::Workload& workload : mesh_.pod_workloads()) {
      if (workload.pod.labels.Has(key)) distinct.insert(workload.pod.labels.Get(key));
    }
    at->second.assign(distinct.begin(), distinct.end());
    return at->second;
  }

  const mesh::Mesh& mesh_;
  std::map<std::string_view, std::vector<std::string_view>> values_;
};

// Whether the workload of some Gateway was given, and not made up by meshctl.
bool HoldsGatewayWorkloads(const mesh::Mesh& mesh, const GatewaySelectors& selectors) {
  return std::ranges::any_of(mesh.gateways(), [&](const model::Gateway& gateway) {
    return !gateway.selector.empty() &&
           std::ranges::any_of(selectors.PodsOf(gateway), [](const model::Workload* workload) {
             return workload->object->file().origin() != source::Origin::kGenerated;
           });
  });
}

void AddFinding(const model::Gateway& gateway, Certainty certainty, LabelValues& values, Findings& findings) {
  const bool sure = certainty == Certainty::kWrong;
  if (gateway.selector.empty()) {
    findings.Add(*gateway.object, gateway.object->name.span, "gateway has no pods to open it", certainty)
        .primary.text = "it has no selector, and there are no pods at all";
    return;
  }
  auto missing = std::ranges::find_if(gateway.selector, [&](const auto* pair) { return !values.Has(*pair); });
  const bool apart = missing == gateway.selector.end();  // each label is there, but not on one pod
  const yaml::Entry& shown = apart ? **gateway.selector.begin() : **missing;
  diag::Diagnostic& d = findings.Add(
      *gateway.object, shown.value.span(),
      fmt::format("selector `{}` matches {}", gateway.selector.ToString(), sure ? "no pod" : "no given pod"),
      certainty);
  if (!sure) {
    d.primary.text = "the gateway's pods may be deployed elsewhere";
  } else if (apart) {
    d.primary.text = "no pod has all of these labels";
  } else {
    d.primary.text = "no pod has this label";
  }
  if (gateway.selector.size() == 1) ProposeReplacement(shown.value.located(), values.Nearest(shown), d);
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  const GatewaySelectors& selectors = findings.Get(SelectorsOfGateways);
  std::vector<const model::Gateway*> without;
  for (const model::Gateway& gateway : mesh.gateways()) {
    if (selectors.PodsOf(gateway).empty()) without.push_back(&gateway);
  }
  if (without.empty()) return;
  const bool sure = findings.KnowsCluster() || HoldsGatewayWorkloads(mesh, selectors);
  LabelValues values(mesh);
  for (const model::Gateway* gateway : without)
    AddFinding(*gateway, sure ? Certainty::kWrong : Certainty::kCannotKnow, values, findings);
}

constexpr Kind kReads[] = {kind::kGateway, kind::kPod};

}  // namespace

constinit const Rule kGatewayWithoutWorkload = {
    .name = "gateway-without-workload",
    .code = "IST0101",
    .analyzers = {"gateway.IngressGatewayPortAnalyzer", "gateway.SecretAnalyzer"},
    .level = diag::Level::kError,
    .summary = "the selector of a Gateway matches no pod",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
