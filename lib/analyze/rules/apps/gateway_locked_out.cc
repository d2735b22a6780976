// SPDX-License-Identifier: Apache-2.0
// Once one ALLOW policy selects a workload, whatever no ALLOW policy allows is denied. A route from a gateway
// to a workload whose policies do not mean the gateway's identity therefore ends in 403, always. Only what
// must be so is said: HTTP routes, gateways and workloads with proxies, and rules that cannot mean the
// gateway whatever the request looks like.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/ambient/captured.h"
#include "analyze/rules/ambient/waypoints.h"
#include "analyze/rules/apps/allow_policies.h"
#include "analyze/rules/apps/gateway_callers.h"
#include "analyze/rules/apps/rules.h"
#include "analyze/rules/caller.h"
#include "analyze/rules/membership.h"
#include "analyze/rules/routes/gateway_reference.h"
#include "mesh/endpoints.h"
#include "mesh/host.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// One way from a gateway to a service.
struct Way {
  const model::Object* gateway = nullptr;
  const std::vector<GatewayCaller>* callers = nullptr;
  source::Span destination;  ///< where the route names the service
};

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings)
      : mesh_(mesh),
        findings_(findings),
        policies_(mesh),
        callers_(mesh),
        captured_(findings.Get(Captured)) {}

  void Check() {
    if (policies_.empty()) return;
    for (const model::VirtualService& vs : mesh_.virtual_services()) {
      for (const model::Text& entry : vs.gateways) {
        const auto gateway = FindGateway(mesh_, vs, *entry);
        if (!gateway || !gateway->exists()) continue;
        const model::Object* object = gateway->istio ? gateway->istio->object : gateway->kubernetes;
        const auto& callers =
            gateway->istio ? callers_.Of(*gateway->istio) : callers_.Of(*gateway->kubernetes);
        CheckVirtualService(vs, *entry, {object, &callers, {}});
      }
    }
    for (const model::Object* route : mesh_.ObjectsOf(kind::kHttpRoute.group, kind::kHttpRoute.name))
      CheckHttpRoute(*route);
  }

 private:
  void CheckVirtualService(const model::VirtualService& vs, std::string_view entry, Way way) {
    for (const model::HttpRoute& route : vs.http) {
      const bool elsewhere =
          !route.match.empty() && std::ranges::none_of(route.match, [&](const auto& match) {
            return match.gateways.empty() ||
                   std::ranges::any_of(match.gateways,
                                       [&](const model::Text& name) { return *name == entry; });
          });
      if (elsewhere) continue;
      for (const model::HttpDestination& to : route.route) {
        const std::string host =
            mesh::ExpandForRouting(*to.destination.host, vs.ns(), mesh_.config().short_name_domain);
        way.destination = to.destination.host.span;
        if (const mesh::Service* service = mesh_.services().FindForGateway(host, vs.ns()))
          CheckWay(way, *service);
      }
    }
  }

  void CheckHttpRoute(const model::Object& route) {
    const auto of = [](const yaml::Node& reference, std::string_view kind, std::string_view otherwise) {
      return reference.Get("kind").present() ? reference.Get("kind").string() == kind : kind == otherwise;
    };
    const auto ns_of = [&](const yaml::Node& reference) {
      const std::string_view ns = reference.Get("namespace").string();
      return ns.empty() ? *route.namespace_ : ns;
    };
    for (const yaml::Node& parent : route.Get("spec").Get("parentRefs").items()) {
      if (!of(parent, "Gateway", "Gateway")) continue;
      const Kind& kind = kind::kKubernetesGateway;
      const model::Object* gateway =
          mesh_.manifests().Find(kind.group, kind.name, ns_of(parent), parent.Get("name").string());
      if (!gateway) continue;
      for (const yaml::Node& rule : route.Get("spec").Get("rules").items()) {
        for (const yaml::Node& backend : rule.Get("backendRefs").items()) {
          if (!of(backend, "Service", "Service")) continue;
          const std::string host = fmt::format("{}.{}.svc.{}", backend.Get("name").string(), ns_of(backend),
                                               mesh_.config().cluster_domain);
          for (const mesh::Service* service : mesh_.services().OfHost(host))
            CheckWay({gateway, &callers_.Of(*gateway), backend.Get("name").span()}, *service);
        }
      }
    }
  }

  void CheckWay(const Way& way, const mesh::Service& service) {
    if (way.callers->empty() || !service.kubernetes || !seen_.emplace(&service, way.gateway).second) return;
    // Behind a waypoint it is the waypoint that calls.
    const auto captured = EffectiveWaypoint(mesh_, *service.object) ? std::vector<const mesh::Workload*>()
                                                                    : captured_.Behind(service);
    for (const mesh::Workload* workload : captured) CheckWorkload(way, *workload);
    for (const mesh::Workload* workload : mesh::WorkloadsOf(service, mesh_.workloads())) {
      if (workload->pods && HasSidecar(mesh_, *workload->pods)) CheckWorkload(way, *workload);
    }
  }

  void CheckWorkload(const Way& way, const mesh::Workload& workload) {
    const auto policies = policies_.Before(workload);
    if (policies.empty()) return;
    const bool admitted = std::ranges::any_of(*way.callers, [&](const GatewayCaller& caller) {
      return std::ranges::any_of(policies, [&](const model::AuthorizationPolicy* policy) {
        return std::ranges::any_of(policy->rules, [&](const model::PolicyRule& rule) {
          return MayMean(rule, caller.caller, *policy->object->namespace_);
        });
      });
    });
    // Two Gateways with one identity are one caller.
    if (admitted || !reported_.emplace(policies.back(), way.callers->front().caller.ToString()).second)
      return;
    AddFinding(way, workload, policies);
  }

  void AddFinding(const Way& way, const mesh::Workload& workload,
                  const std::vector<const model::AuthorizationPolicy*>& policies) {
    const model::AuthorizationPolicy& nearest = *policies.back();
    const Caller& caller = way.callers->front().caller;
    const bool guessed = std::ranges::any_of(*way.callers, &GatewayCaller::guessed);
    diag::Diagnostic& d =
        findings_.Add(*nearest.object, nearest.object->span(),
                      fmt::format("gateway `{}` may not call `{}`, although a route leads there",
                                  *way.gateway->name, workload.name),
                      guessed ? Certainty::kCannotKnow : Certainty::kWrong);
    d.primary.text =
        nearest.rules.empty() ? "allows nothing" : fmt::format("no rule means `{}`", caller.ToString());
    d.secondary.push_back({way.destination, "requests are sent there and denied"});
    for (const model::AuthorizationPolicy* other : policies) {
      if (other != &nearest && d.secondary.size() < kMostShown)
        d.secondary.push_back({other->object->span(), "applies as well and does not allow it either"});
    }
    d.help = fmt::format("allow the principal `{}/ns/{}/sa/{}`", mesh_.config().trust_domain, caller.ns,
                         caller.service_account);
  }

  static constexpr std::size_t kMostShown = 5;

  const mesh::Mesh& mesh_;
  Findings& findings_;
  AllowPolicies policies_;
  GatewayCallers callers_;
  const CapturedWorkloads& captured_;
  std::set<std::pair<const mesh::Service*, const model::Object*>> seen_;
  std::set<std::pair<const model::AuthorizationPolicy*, std::string>> reported_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) { Checker(mesh, findings).Check(); }

constexpr Kind kReads[] = {
    kind::kAuthorizationPolicy, kind::kKubernetesGateway, kind::kGateway, kind::kHttpRoute,
    kind::kMeshConfig,          kind::kNamespace,         kind::kPod,     kind::kService,
    kind::kVirtualService};

}  // namespace

constinit const Rule kGatewayLockedOut = {
    .name = "gateway-locked-out",
    .code = "MESH0206",
    .level = diag::Level::kWarning,
    .summary = "a route leads from a gateway to a workload that may not be called by it",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
