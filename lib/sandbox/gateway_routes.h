// SPDX-License-Identifier: Apache-2.0
// Gateway API in the sandbox: which listeners take which routes, as istiod decides it.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/conditions.h"
#include "sandbox/registry.h"

namespace meshctl::sandbox {

inline constexpr const char* kGatewayApi = "gateway.networking.k8s.io";

/// HTTPRoutes, GRPCRoutes, TLSRoutes and TCPRoutes: the routes that istiod reads.
std::span<const GroupResource> RouteResources();

/// The name of the controller of a GatewayClass, if that is istiod; else empty. Of `istio` and
/// `istio-waypoint`, which istiod makes itself, the objects need not be there.
std::string IstioControllerOf(const Registry& registry, std::string_view class_name);

/// Elements of a list of objects somewhere below `object`; empty where it is none.
std::vector<const Json*> ObjectsAt(const Json& object, std::initializer_list<std::string_view> path);

/// Whether a parentRef of a route names a Gateway.
bool IsGatewayRef(const Json& parent_ref);
/// The Gateway or Service that a parentRef names; null when there is none.
Object ParentOf(const Registry& registry, const Json& route, const Json& parent_ref);

/// What becomes of one parentRef of a route.
struct Attachment {
  std::vector<std::string> listeners;  ///< those of the Gateway that take the route
  Condition accepted;
};
Attachment Attach(const Registry& registry, const Json& route, const Json& parent_ref, const Json& gateway);

/// Sets a condition, and that it speaks of the present generation of `object`.
void SetObservedCondition(Json& holder, const Condition& condition, const Json& object,
                          const std::string& now);

/// The GatewayClasses, Gateways and routes that a change concerns besides the object itself.
void CollectGatewayApi(const Registry& registry, const Change& change, std::set<Key>& keys);

}  // namespace meshctl::sandbox
