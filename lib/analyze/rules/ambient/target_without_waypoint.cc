// SPDX-License-Identifier: Apache-2.0
// Sidecars and ztunnel do not read what is attached to a Service or ServiceEntry; only its waypoint does.
// istiod says so in the policy's status (AncestorNotBound). What asks for a waypoint that is not there or
// does not serve it has a finding of its own.
#include <fmt/format.h>

#include <array>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/ambient/rules.h"
#include "analyze/rules/ambient/waypoints.h"
#include "mesh/mesh.h"
#include "model/security.h"

namespace meshctl::analyze {
namespace {

constexpr std::array kAttached = {kind::kAuthorizationPolicy,   kind::kEnvoyFilter,
                                  kind::kRequestAuthentication, kind::kTelemetry,
                                  kind::kTrafficExtension,      kind::kWasmPlugin};

// The Service or ServiceEntry that is meant, where it exists.
const model::Object* ServiceOf(const mesh::Mesh& mesh, const model::Object& policy,
                               const model::TargetRef& target) {
  const std::string_view ns = target.namespace_->empty() ? *policy.namespace_ : *target.namespace_;
  const Kind kind = {*target.group == "core" ? "" : *target.group, *target.kind};
  if (kind != kind::kService && kind != kind::kServiceEntry) return nullptr;
  return mesh.manifests().Find(kind.group, kind.name, ns, *target.name);
}

void CheckTarget(const mesh::Mesh& mesh, const model::Object& policy, const model::TargetRef& target,
                 Findings& findings) {
  const model::Object* service = ServiceOf(mesh, policy, target);
  if (!service || WaypointOf(mesh, *service->namespace_, service->labels)) return;
  // The label may be on a Namespace that was not given, unless the service refuses it itself.
  const bool knows = service->labels.Has(kUseWaypointLabel) || mesh.FindNamespace(*service->namespace_) ||
                     findings.KnowsCluster();
  diag::Diagnostic& d =
      findings.Add(policy, target.name.span,
                   fmt::format("{} `{}` is attached to `{}`, which has no waypoint to obey it", *policy.kind,
                               *policy.name, *service->name),
                   knows ? Certainty::kWrong : Certainty::kCannotKnow);
  d.primary.text = "it is enforced nowhere";
  d.secondary.push_back(
      {service->span(), fmt::format("neither this nor its namespace has `{}`", kUseWaypointLabel)});
  d.help =
      fmt::format("give it a waypoint with the label `{}`, or select workloads instead", kUseWaypointLabel);
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const Kind& kind : kAttached) {
    for (const model::Object* policy : mesh.ObjectsOf(kind.group, kind.name)) {
      for (const model::TargetRef& target : model::DecodeTargetRefs(model::Fields(policy->Get("spec"))))
        CheckTarget(mesh, *policy, target, findings);
    }
  }
}

constexpr Kind kReads[] = {kind::kAuthorizationPolicy,
                           kind::kEnvoyFilter,
                           kind::kNamespace,
                           kind::kRequestAuthentication,
                           kind::kService,
                           kind::kServiceEntry,
                           kind::kTelemetry,
                           kind::kTrafficExtension,
                           kind::kWasmPlugin};

}  // namespace

constinit const Rule kTargetWithoutWaypoint = {
    .name = "target-without-waypoint",
    .code = "MESH0310",
    .level = diag::Level::kError,
    .summary = "a policy is attached to a service that has no waypoint to obey it",
    .reads = kReads,
    .object_by_object = true,
    .check = Check,
};

}  // namespace meshctl::analyze
