// SPDX-License-Identifier: Apache-2.0
// Which proxies a policy concerns.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/labels.h"
#include "model/security.h"

namespace meshctl::access {

/// A service that a waypoint serves.
struct ServedService {
  std::string_view ns;
  std::string_view name;
  bool entry = false;  ///< a ServiceEntry, not a Kubernetes Service
};

/// A proxy that enforces policies.
struct Enforcer {
  std::string_view ns;
  const model::Labels* labels = nullptr;  ///< of the Pod; never null
  /// The Gateway API gateway it is; empty: what label `gateway.networking.k8s.io/gateway-name` says.
  std::string_view gateway;
  bool waypoint = false;
  /// istiod's ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY: whether Gateway API gateways go by selectors at all.
  bool gateways_by_selector = true;
  /// Waypoints: the service that is called.
  std::optional<ServedService> service;
};

/// To whom a policy is attached.
struct Attachment {
  std::string_view ns;                                     ///< of the policy
  const model::Labels* selector = nullptr;                 ///< null: everything
  const std::vector<model::TargetRef>* targets = nullptr;  ///< never null
};

/// As istiod's ShouldAttachPolicy: a proxy that is no Gateway API gateway (label
/// `gateway.networking.k8s.io/gateway-name`) goes by the selector and ignores policies with target
/// references; a gateway goes by its own name, or by the selector of policies without references; a waypoint
/// never goes by selectors, but by Services, ServiceEntries, its Gateway, and in the root namespace by
/// GatewayClass `istio-waypoint`. The namespace of the policy is that of the proxy, of its service, or the
/// root namespace.
bool Concerns(const Attachment& policy, const Enforcer& enforcer, std::string_view root_namespace);

}  // namespace meshctl::access
