// SPDX-License-Identifier: Apache-2.0
// A policy that selects workloads is enforced by ztunnel at the workload, and what comes through a waypoint
// comes from the waypoint there: the client's identity is known to the waypoint alone. So policies about
// clients belong on the waypoint, and the workload's own should mean the waypoint itself (Istio's
// documentation recommends it).
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/ambient/captured.h"
#include "analyze/rules/ambient/rules.h"
#include "analyze/rules/ambient/waypoints.h"
#include "analyze/rules/ambient/ztunnel_policy.h"
#include "analyze/rules/caller.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings)
      : mesh_(mesh), findings_(findings), captured_(findings.Get(Captured)) {}

  void Check() {
    if (captured_.empty()) return;
    for (const model::AuthorizationPolicy& policy : mesh_.authorization_policies()) {
      if (!IsForZtunnel(policy) || *policy.action == "CUSTOM" || *policy.action == "AUDIT") continue;
      CheckPolicy(policy);
    }
  }

 private:
  // The waypoint that requests to a workload, or to one of its Services, go through.
  const model::Object* Before(const mesh::Workload& workload) {
    auto [before, made] = before_.try_emplace(&workload, nullptr);
    if (!made) return before->second;
    const auto own = WaypointOf(mesh_, workload.ns, *workload.labels);
    if (own && own->gateway && ScopeOf(mesh_, *own->gateway).TakesWorkloads() &&
        Takes(mesh_, *own->gateway, workload.ns)) {
      return before->second = own->gateway;
    }
    for (const mesh::Service* service : mesh_.ServicesOf(workload)) {
      if (!service->kubernetes) continue;
      if (const model::Object* waypoint = EffectiveWaypoint(mesh_, *service->object))
        return before->second = waypoint;
    }
    return nullptr;
  }

  // A waypoint's account has its name; older releases added the class.
  static bool MayMeanWaypoint(const model::PolicyRule& rule, const model::Object& waypoint,
                              std::string_view ns) {
    const std::string with_class =
        fmt::format("{}-{}", *waypoint.name, waypoint.Get("spec").Get("gatewayClassName").string());
    return MayMean(rule, {*waypoint.namespace_, *waypoint.name}, ns) ||
           MayMean(rule, {*waypoint.namespace_, with_class}, ns);
  }

  void CheckPolicy(const model::AuthorizationPolicy& policy) {
    source::Span named;
    for (const model::PolicyRule& rule : policy.rules) {
      if (!named) named = FirstMeant(rule);
    }
    if (!named) return;
    for (const mesh::Workload* workload : captured_.SelectedBy(policy)) {
      const model::Object* waypoint = Before(*workload);
      if (!waypoint) continue;
      const bool meant = std::ranges::any_of(policy.rules, [&](const model::PolicyRule& rule) {
        return MayMeanWaypoint(rule, *waypoint, *policy.object->namespace_);
      });
      if (!meant) return AddFinding(policy, named, *workload, *waypoint);
    }
  }

  void AddFinding(const model::AuthorizationPolicy& policy, source::Span named,
                  const mesh::Workload& workload, const model::Object& waypoint) {
    const bool deny = *policy.action == "DENY";
    diag::Diagnostic& d =
        findings_.Add(*policy.object, named,
                      fmt::format("policy `{}` means clients of `{}`, which stands behind waypoint `{}`",
                                  *policy.object->name, workload.name, *waypoint.name));
    d.primary.text = deny ? "not denied when it comes through the waypoint"
                          : "not allowed when it comes through the waypoint";
    d.secondary.push_back({waypoint.span(), "requests come from here, whoever made them"});
    d.help = deny ? "attach the policy with `targetRefs` to the service"
                  : fmt::format("attach it with `targetRefs` to the service, and allow `{}/ns/{}/sa/{}` here",
                                mesh_.config().trust_domain, *waypoint.namespace_, *waypoint.name);
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  const CapturedWorkloads& captured_;
  std::unordered_map<const mesh::Workload*, const model::Object*> before_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) { Checker(mesh, findings).Check(); }

constexpr Kind kReads[] = {kind::kAuthorizationPolicy,
                           kind::kKubernetesGateway,
                           kind::kGatewayClass,
                           kind::kMeshConfig,
                           kind::kNamespace,
                           kind::kPod,
                           kind::kService};

}  // namespace

constinit const Rule kPolicyBehindWaypoint = {
    .name = "policy-behind-waypoint",
    .code = "MESH0305",
    .level = diag::Level::kWarning,
    .summary = "a policy of a workload means clients, and a waypoint in between hides them",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
