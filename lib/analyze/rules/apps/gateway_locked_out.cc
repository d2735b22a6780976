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
#include "analyze/rules/apps/rules.h"
#include "analyze/rules/caller.h"
#include "analyze/rules/membership.h"
#include "analyze/rules/routes/gateway_reference.h"
#include "mesh/endpoints.h"
#include "mesh/host.h"
#include "mesh/mesh.h"
#include "mesh/selector_index.h"

namespace meshctl::analyze {
namespace {

bool IsEnforcedAllow(const model::AuthorizationPolicy& policy) {
  const bool allow = policy.action->empty() || *policy.action == "ALLOW";
  return allow && policy.target_refs.empty() && policy.object->annotations.Get("istio.io/dry-run") != "true";
}

// The ALLOW policies in front of a workload.
class AllowPolicies {
 public:
  explicit AllowPolicies(const mesh::Mesh& mesh) : policies_(mesh.authorization_policies()) {
    static const model::Labels kEverything;
    for (std::uint32_t number = 0; number < policies_.size(); ++number) {
      const model::AuthorizationPolicy& policy = policies_[number];
      if (!IsEnforcedAllow(policy)) continue;
      index_.Add(*policy.object->namespace_, policy.selector ? *policy.selector : kEverything, number);
      any_ = true;
    }
    index_.Freeze();
    root_ = mesh.config().root_namespace;
  }

  bool empty() const { return !any_; }

  // Those of the root namespace first, so that the nearest comes last.
  std::vector<const model::AuthorizationPolicy*> Of(const mesh::Workload& workload) const {
    std::vector<const model::AuthorizationPolicy*> found;
    auto collect = [&](std::string_view ns) {
      for (std::uint32_t number : index_.Selecting(ns, *workload.labels)) found.push_back(&policies_[number]);
    };
    if (workload.ns != root_) collect(root_);
    collect(workload.ns);
    std::ranges::stable_partition(found, [](const auto* policy) { return !policy->selector; });
    return found;
  }

 private:
  const std::deque<model::AuthorizationPolicy>& policies_;
  mesh::SelectorIndex index_;
  std::string_view root_;
  bool any_ = false;
};

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings) : mesh_(mesh), findings_(findings), policies_(mesh) {}

  void Check() {
    if (policies_.empty()) return;
    for (const model::VirtualService& vs : mesh_.virtual_services()) {
      for (const model::Text& entry : vs.gateways) {
        const auto gateway = FindGateway(mesh_, vs, *entry);
        if (gateway && gateway->istio) CheckRoutes(vs, entry, *gateway->istio);
      }
    }
  }

 private:
  struct Opener {
    const mesh::Workload* workload;
    Caller caller;
  };

  // The workloads whose identity a Gateway's requests have.
  const std::vector<Opener>& OpenersOf(const model::Gateway& gateway) {
    auto [openers, made] = openers_.try_emplace(&gateway);
    if (made) {
      for (const mesh::Workload* workload : mesh_.WorkloadsOf(gateway))
        openers->second.push_back({workload, IdentityOf(*workload)});
    }
    return openers->second;
  }

  void CheckRoutes(const model::VirtualService& vs, const model::Text& entry, const model::Gateway& gateway) {
    const auto& openers = OpenersOf(gateway);
    if (openers.empty()) return;
    for (const model::HttpRoute& route : vs.http) {
      const bool elsewhere =
          !route.match.empty() && std::ranges::none_of(route.match, [&](const auto& match) {
            return match.gateways.empty() ||
                   std::ranges::any_of(match.gateways,
                                       [&](const model::Text& name) { return *name == *entry; });
          });
      if (elsewhere) continue;
      for (const model::HttpDestination& to : route.route) CheckDestination(vs, to.destination, gateway);
    }
  }

  void CheckDestination(const model::VirtualService& vs, const model::Destination& destination,
                        const model::Gateway& gateway) {
    const std::string host =
        mesh::ExpandForRouting(*destination.host, vs.ns(), mesh_.config().short_name_domain);
    const mesh::Service* service = mesh_.services().FindForGateway(host, vs.ns());
    if (!service || !service->kubernetes || !seen_.emplace(service, &gateway).second) return;
    for (const mesh::Workload* workload : mesh::WorkloadsOf(*service, mesh_.workloads())) {
      if (workload->pods && HasSidecar(mesh_, *workload->pods))
        CheckWorkload(*workload, destination, gateway);
    }
  }

  void CheckWorkload(const mesh::Workload& workload, const model::Destination& destination,
                     const model::Gateway& gateway) {
    const auto policies = policies_.Of(workload);
    const auto& openers = openers_.at(&gateway);
    if (policies.empty()) return;
    auto admitted = [&](const Opener& opener) {
      return std::ranges::any_of(policies, [&](const model::AuthorizationPolicy* policy) {
        return std::ranges::any_of(policy->rules, [&](const model::PolicyRule& rule) {
          return MayMean(rule, opener.caller, *policy->object->namespace_);
        });
      });
    };
    if (std::ranges::any_of(openers, admitted)) return;
    const model::AuthorizationPolicy& nearest = *policies.back();
    // Two Gateways of one workload are one caller.
    if (!reported_.emplace(&nearest, openers.front().workload).second) return;

    // What account the default gateway has in an installation that was not given is a guess.
    const bool guess = std::ranges::any_of(openers, [](const Opener& opener) {
      return opener.workload->object->file().origin() == source::Origin::kGenerated;
    });
    const Caller& caller = openers.front().caller;
    diag::Diagnostic& d =
        findings_.Add(*nearest.object, nearest.object->span(),
                      fmt::format("gateway `{}` may not call `{}`, although a route leads there",
                                  *gateway.object->name, workload.name),
                      guess ? Certainty::kCannotKnow : Certainty::kWrong);
    d.primary.text =
        nearest.rules.empty() ? "allows nothing" : fmt::format("no rule means `{}`", caller.ToString());
    d.secondary.push_back({destination.host.span, "requests are sent there and answered with 403"});
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
  std::unordered_map<const model::Gateway*, std::vector<Opener>> openers_;
  std::set<std::pair<const mesh::Service*, const model::Gateway*>> seen_;
  std::set<std::pair<const model::AuthorizationPolicy*, const mesh::Workload*>> reported_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) { Checker(mesh, findings).Check(); }

constexpr Kind kReads[] = {kind::kAuthorizationPolicy, kind::kGateway, kind::kMeshConfig,
                           kind::kNamespace,           kind::kPod,     kind::kService,
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
