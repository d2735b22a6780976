// SPDX-License-Identifier: Apache-2.0
// The kinds that rules name in `.reads`.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze::kind {

inline constexpr Kind kConfigMap = {"", "ConfigMap"};
inline constexpr Kind kDestinationRule = {"networking.istio.io", "DestinationRule"};
inline constexpr Kind kGateway = {"networking.istio.io", "Gateway"};
inline constexpr Kind kKubernetesGateway = {"gateway.networking.k8s.io", "Gateway"};
inline constexpr Kind kNamespace = {"", "Namespace"};
inline constexpr Kind kNode = {"", "Node"};
inline constexpr Kind kPod = {"", "Pod"};
inline constexpr Kind kSecret = {"", "Secret"};
inline constexpr Kind kService = {"", "Service"};
inline constexpr Kind kServiceEntry = {"networking.istio.io", "ServiceEntry"};
inline constexpr Kind kVirtualService = {"networking.istio.io", "VirtualService"};

}  // namespace meshctl::analyze::kind
