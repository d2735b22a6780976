// SPDX-License-Identifier: Apache-2.0
// IST0166. Pods of Gateway API gateways obey policies that name the Gateway in targetRefs, and ignore
// selectors. As upstream, the singular `targetRef` settles the matter and `targetRefs` is not looked at:
// beside a selector it is invalid anyway.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/policies/rules.h"
#include "analyze/rules/selected_pods.h"
#include "mesh/mesh.h"
#include "model/fields.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kGatewayLabel = "gateway.networking.k8s.io/gateway-name";
constexpr std::array kPolicies = {kind::kAuthorizationPolicy, kind::kRequestAuthentication, kind::kTelemetry,
                                  kind::kWasmPlugin};

std::vector<PodSelector> SelectorsOf(const mesh::Mesh& mesh) {
  std::vector<PodSelector> selectors;
  for (const Kind& kind : kPolicies) {
    for (const model::Object* object : mesh.ObjectsOf(kind.group, kind.name)) {
      const model::Fields spec(object->Get("spec"));
      if (!spec.Get("selector").is_map() || spec.Get("targetRef").is_map()) continue;
      selectors.push_back({object, spec.In("selector").GetLabels("matchLabels")});
    }
  }
  return selectors;
}

// Where the last value below a node ends: a block of lines has no end of its own.
std::uint32_t EndOf(const yaml::Node& node) {
  if (node.style() != yaml::Style::kBlock || node.entries().empty()) return node.span().end;
  return EndOf(node.entries().back().value);
}

// A selector that names the gateway says the same as a reference to it.
void ProposeTargetRef(const PodSelector& selector, std::string_view gateway, diag::Diagnostic& d) {
  d.help = "name the Gateway in `targetRefs` instead";
  if (selector.labels.size() != 1 || selector.labels.Get(kGatewayLabel) != gateway) return;
  const yaml::Entry& entry = *selector.object->Get("spec").Find("selector");
  source::Span span = entry.key_span();
  span.end = std::max(span.end, EndOf(entry.value));
  d.fixes.push_back(
      {.title = fmt::format("replace the selector by a reference to Gateway `{}`", gateway),
       .edits = {{span, fmt::format("targetRefs: [{{group: gateway.networking.k8s.io, kind: Gateway, name: "
                                    "{}}}]",
                                    gateway)}},
       .safety = diag::Safety::kUnsafe});
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  const std::vector<PodSelector> selectors = SelectorsOf(mesh);
  if (selectors.empty()) return;
  auto pods = PodsOf(mesh, findings);
  std::erase_if(pods, [](const model::Workload* pod) { return !pod->pod.labels.Has(kGatewayLabel); });
  std::set<std::pair<const PodSelector*, std::string_view>> reported;
  for (const SelectedPod& pod : SelectPods(pods, selectors)) {
    const std::string_view gateway = pod.pod->pod.labels.Get(kGatewayLabel);
    for (const PodSelector* selector : pod.by) {
      if (!reported.emplace(selector, gateway).second) continue;
      const model::Object& object = *selector->object;
      diag::Diagnostic& d =
          findings.Add(object,
                       selector->labels.empty() ? object.Get("spec").Find("selector")->key_span()
                                                : PairSpan(**selector->labels.begin()),
                       fmt::format("the selector of {} `{}` has no effect on Gateway `{}`", *object.kind,
                                   *object.name, gateway));
      d.primary.text = "selects its Pods, which go by `targetRefs` only";
      d.secondary.push_back({pod.pod->object->name.span, fmt::format("a Pod of Gateway `{}`", gateway)});
      ProposeTargetRef(*selector, gateway, d);
    }
  }
}

constexpr Kind kReads[] = {kind::kAuthorizationPolicy, kind::kPod, kind::kRequestAuthentication,
                           kind::kTelemetry, kind::kWasmPlugin};

}  // namespace

constinit const Rule kIneffectiveSelector = {
    .name = "ineffective-selector",
    .code = "IST0166",
    .analyzers = {"k8sgateway.SelectorAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a policy selects Pods of a Gateway API gateway, which ignore selectors",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
