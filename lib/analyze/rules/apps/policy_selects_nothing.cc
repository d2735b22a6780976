// SPDX-License-Identifier: Apache-2.0
// The kinds with a selector of which upstream says nothing. The others have rules under Istio's codes:
// AuthorizationPolicy (IST0127), Sidecar and Telemetry (IST0101). An attached policy ignores its selector.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/apps/rules.h"
#include "analyze/rules/empty_selection.h"
#include "mesh/mesh.h"
#include "model/fields.h"

namespace meshctl::analyze {
namespace {

struct SelectingKind {
  Kind kind;
  std::string_view selector;  ///< field of spec
  std::string_view labels;    ///< field of the selector
};

constexpr SelectingKind kSelecting[] = {
    {kind::kEnvoyFilter, "workloadSelector", "labels"},
    {kind::kPeerAuthentication, "selector", "matchLabels"},
    {kind::kProxyConfig, "selector", "matchLabels"},
    {kind::kRequestAuthentication, "selector", "matchLabels"},
    {kind::kTrafficExtension, "selector", "matchLabels"},
    {kind::kWasmPlugin, "selector", "matchLabels"},
};

void CheckObject(const mesh::Mesh& mesh, const SelectingKind& how, const model::Object& object,
                 EmptySelections& empty) {
  const model::Fields spec(object.Get("spec"));
  if (spec.Get("targetRefs") || spec.Get("targetRef")) return;
  const model::Labels selector = spec.In(how.selector).GetLabels(how.labels);
  const std::string_view ns = *object.namespace_;
  if (selector.empty() || !SelectedBy(mesh, ns, selector).empty()) return;
  empty.Add(object, ns, Reach::kPolicy, selector,
            fmt::format("{} `{}` selects no workload, so that it does nothing", *object.kind, *object.name));
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  EmptySelections empty(mesh, findings);
  for (const SelectingKind& how : kSelecting) {
    for (const model::Object* object : mesh.ObjectsOf(how.kind.group, how.kind.name))
      CheckObject(mesh, how, *object, empty);
  }
}

constexpr Kind kReads[] = {kind::kEnvoyFilter,        kind::kMeshConfig,
                           kind::kPeerAuthentication, kind::kPod,
                           kind::kProxyConfig,        kind::kRequestAuthentication,
                           kind::kTrafficExtension,   kind::kWasmPlugin,
                           kind::kWorkloadEntry};

}  // namespace

constinit const Rule kPolicySelectsNothing = {
    .name = "policy-selects-nothing",
    .code = "MESH0204",
    .level = diag::Level::kWarning,
    .summary = "a policy or filter has a selector that no workload satisfies",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
