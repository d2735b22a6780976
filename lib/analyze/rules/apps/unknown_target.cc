// SPDX-License-Identifier: Apache-2.0
// A policy attached to something that does not exist is accepted and enforced nowhere. istiod says so only in
// the status (reason TargetNotFound). The classes that Istio makes itself are in no manifest.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/apps/rules.h"
#include "analyze/rules/known_names.h"
#include "analyze/rules/replacement.h"
#include "mesh/mesh.h"
#include "model/security.h"

namespace meshctl::analyze {
namespace {

constexpr std::array kAttached = {kind::kAuthorizationPolicy,   kind::kEnvoyFilter,
                                  kind::kRequestAuthentication, kind::kTelemetry,
                                  kind::kTrafficExtension,      kind::kWasmPlugin};
constexpr std::array kTargets = {kind::kKubernetesGateway, kind::kGatewayClass, kind::kService,
                                 kind::kServiceEntry};
constexpr std::array<std::string_view, 5> kBuiltInClasses = {"istio", "istio-waypoint", "istio-remote",
                                                             "istio-east-west", "agentgateway"};

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings) : mesh_(mesh), findings_(findings) {}

  void Check(const model::Object& policy) {
    const auto targets = model::DecodeTargetRefs(model::Fields(policy.Get("spec")));
    for (const model::TargetRef& target : targets) CheckTarget(policy, target);
  }

 private:
  void CheckTarget(const model::Object& policy, const model::TargetRef& target) {
    // `core` is how status and people write the core group.
    const Kind kind = {*target.group == "core" ? "" : *target.group, *target.kind};
    if (std::ranges::find(kTargets, kind) == kTargets.end() || target.name->empty()) return;
    const bool cluster_scoped = kind == kind::kGatewayClass;
    if (cluster_scoped && std::ranges::find(kBuiltInClasses, *target.name) != kBuiltInClasses.end()) return;
    std::string_view ns = target.namespace_->empty() ? *policy.namespace_ : *target.namespace_;
    if (cluster_scoped) ns = {};
    if (mesh_.manifests().Find(kind.group, kind.name, ns, *target.name)) return;

    const auto certainty = findings_.Knows(kind, ns) ? Certainty::kWrong : Certainty::kCannotKnow;
    diag::Diagnostic& d = findings_.Add(policy, target.name.span,
                                        fmt::format("{} `{}` is attached to {} `{}`, which does not exist",
                                                    *policy.kind, *policy.name, *target.kind, *target.name),
                                        certainty);
    d.primary.text = ns.empty() ? fmt::format("no {} of this name", *target.kind)
                                : fmt::format("no {} of this name in namespace `{}`", *target.kind, ns);
    d.notes.push_back("it is enforced nowhere");
    ProposeReplacement(target.name, NamesOf(kind).NearestIn(ns, *target.name), d);
  }

  const KnownNames& NamesOf(const Kind& kind) {
    auto [names, made] = names_.try_emplace(kind.name);
    if (made) {
      for (const model::Object* object : mesh_.ObjectsOf(kind.group, kind.name))
        names->second.Add(*object->namespace_, *object->name);
    }
    return names->second;
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  std::map<std::string_view, KnownNames> names_;  // by kind; only made when something is wrong
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  Checker checker(mesh, findings);
  for (const Kind& kind : kAttached) {
    for (const model::Object* policy : mesh.ObjectsOf(kind.group, kind.name)) checker.Check(*policy);
  }
}

constexpr Kind kReads[] = {
    kind::kAuthorizationPolicy,   kind::kEnvoyFilter, kind::kKubernetesGateway, kind::kGatewayClass,
    kind::kRequestAuthentication, kind::kService,     kind::kServiceEntry,      kind::kTelemetry,
    kind::kTrafficExtension,      kind::kWasmPlugin};

}  // namespace

constinit const Rule kUnknownTarget = {
    .name = "unknown-target",
    .code = "MESH0205",
    .level = diag::Level::kError,
    .summary = "a policy is attached by `targetRefs` to an object that does not exist",
    .reads = kReads,
    .object_by_object = true,
    .check = Check,
};

}  // namespace meshctl::analyze
