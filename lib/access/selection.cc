// SPDX-License-Identifier: Apache-2.0
// AuthorizationPolicy and RequestAuthentication are attached alike (pilot/pkg/model/policyattachment.go).
#include "access/selection.h"

namespace meshctl::access {
namespace {

constexpr std::string_view kGatewayName = "gateway.networking.k8s.io/gateway-name";
constexpr std::string_view kGatewayApi = "gateway.networking.k8s.io";
constexpr std::string_view kWaypointClass = "istio-waypoint";

bool Means(const model::TargetRef& target, std::string_view group, std::string_view kind) {
  const std::string_view written = *target.group == "core" ? std::string_view() : *target.group;
  return written == group && *target.kind == kind;
}

bool MeansService(const model::TargetRef& target, const Attachment& policy, const ServedService& service) {
  const bool kind = service.entry ? Means(target, model::kNetworking, "ServiceEntry")
                                  : Means(target, model::kCore, "Service");
  return kind && *target.name == service.name && policy.ns == service.ns;
}

bool IsInScope(const Attachment& policy, const Enforcer& enforcer, std::string_view root_namespace) {
  return policy.ns == enforcer.ns || policy.ns == root_namespace ||
         (enforcer.service && policy.ns == enforcer.service->ns);
}

std::string_view GatewayOf(const Enforcer& enforcer) {
  return enforcer.gateway.empty() ? enforcer.labels->Get(kGatewayName) : enforcer.gateway;
}

bool IsTargeted(const model::TargetRef& target, const Attachment& policy, const Enforcer& enforcer,
                std::string_view root_namespace) {
  if (enforcer.waypoint) {
    if (enforcer.service && MeansService(target, policy, *enforcer.service)) return true;
    if (policy.ns == root_namespace && Means(target, kGatewayApi, "GatewayClass") &&
        *target.name == kWaypointClass)
      return true;
  }
  const bool same_namespace =
      policy.ns == enforcer.ns && (target.namespace_->empty() || *target.namespace_ == enforcer.ns);
  return same_namespace && Means(target, kGatewayApi, "Gateway") && *target.name == GatewayOf(enforcer);
}

}  // namespace

bool Concerns(const Attachment& policy, const Enforcer& enforcer, std::string_view root_namespace) {
  if (!IsInScope(policy, enforcer, root_namespace)) return false;
  const bool selected = !policy.selector || enforcer.labels->Satisfy(*policy.selector);
  const bool gateway_api = !enforcer.gateway.empty() || enforcer.labels->Has(kGatewayName);
  if (!gateway_api) return policy.targets->empty() && selected;
  if (policy.targets->empty()) return !enforcer.waypoint && enforcer.gateways_by_selector && selected;
  for (const model::TargetRef& target : *policy.targets) {
    if (IsTargeted(target, policy, enforcer, root_namespace)) return true;
  }
  return false;
}

}  // namespace meshctl::access
