// SPDX-License-Identifier: Apache-2.0
// From Gateways and ListenerSets to servers: one Istio Gateway for each listener.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gatewayapi/objects.h"
#include "gatewayapi/parts.h"

namespace meshctl::gatewayapi {

/// A listener as routes see it.
struct Parent {
  std::string internal_name;       ///< of the Istio Gateway: `namespace/name`
  std::string api_gateway;         ///< the Gateway it belongs to: `namespace/name`
  std::vector<std::string> hosts;  ///< `namespace/hostname` for every namespace that may attach
  std::string_view hostname;       ///< as written; empty: any
  std::string_view section;
  std::int64_t port = 0;
  std::string_view protocol;
  std::vector<RouteKind> kinds;
};

class Listeners {
 public:
  /// Converts every Gateway of an Istio class and the ListenerSets it admits. Listeners that are not opened
  /// are reported to `parts.made.unattached`.
  explicit Listeners(const Parts& parts);

  /// The listeners of a Gateway or ListenerSet; null when it does not exist or is not Istio's.
  const std::vector<Parent>* Find(std::string_view kind, std::string_view ns, std::string_view name) const;

 private:
  struct Owner;
  void AddGateway(const Gateway& gateway, const std::vector<ListenerSet>& sets);
  void AddListener(const Owner& owner, const Gateway& gateway, std::size_t index);

  const Parts& parts_;
  std::map<std::string, std::vector<Parent>, std::less<>> parents_;  // by `Kind namespace/name`
};

/// The controller behind a GatewayClass; empty when it is not istiod.
std::string_view ControllerOf(const model::Manifests& manifests, std::string_view class_name);
/// The controller of classes whose Gateways carry routes.
inline constexpr std::string_view kGatewayController = "istio.io/gateway-controller";

/// The ListenerSets that name a Gateway and that it admits, oldest first.
std::vector<ListenerSet> ListenerSetsOf(const Gateway& gateway, const std::vector<ListenerSet>& all,
                                        const Namespaces& namespaces);
std::vector<ListenerSet> ListenerSetsIn(const model::Manifests& manifests);

}  // namespace meshctl::gatewayapi
