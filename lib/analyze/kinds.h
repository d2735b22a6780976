// SPDX-License-Identifier: Apache-2.0
// The kinds that rules name in `.reads`.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze::kind {

inline constexpr Kind kAuthorizationPolicy = {"security.istio.io", "AuthorizationPolicy"};
inline constexpr Kind kConfigMap = {"", "ConfigMap"};
inline constexpr Kind kCustomResourceDefinition = {"apiextensions.k8s.io", "CustomResourceDefinition"};
inline constexpr Kind kDeployment = {"apps", "Deployment"};
inline constexpr Kind kDestinationRule = {"networking.istio.io", "DestinationRule"};
inline constexpr Kind kEnvoyFilter = {"networking.istio.io", "EnvoyFilter"};
inline constexpr Kind kGatewayClass = {"gateway.networking.k8s.io", "GatewayClass"};
inline constexpr Kind kGateway = {"networking.istio.io", "Gateway"};
inline constexpr Kind kGrpcRoute = {"gateway.networking.k8s.io", "GRPCRoute"};
inline constexpr Kind kHttpRoute = {"gateway.networking.k8s.io", "HTTPRoute"};
inline constexpr Kind kKubernetesGateway = {"gateway.networking.k8s.io", "Gateway"};
inline constexpr Kind kMutatingWebhookConfiguration = {"admissionregistration.k8s.io",
                                                       "MutatingWebhookConfiguration"};
inline constexpr Kind kNamespace = {"", "Namespace"};
inline constexpr Kind kNode = {"", "Node"};
inline constexpr Kind kPeerAuthentication = {"security.istio.io", "PeerAuthentication"};
inline constexpr Kind kPod = {"", "Pod"};
inline constexpr Kind kProxyConfig = {"networking.istio.io", "ProxyConfig"};
inline constexpr Kind kRequestAuthentication = {"security.istio.io", "RequestAuthentication"};
inline constexpr Kind kSecret = {"", "Secret"};
inline constexpr Kind kService = {"", "Service"};
inline constexpr Kind kServiceEntry = {"networking.istio.io", "ServiceEntry"};
inline constexpr Kind kSidecar = {"networking.istio.io", "Sidecar"};
inline constexpr Kind kTelemetry = {"telemetry.istio.io", "Telemetry"};
inline constexpr Kind kTrafficExtension = {"extensions.istio.io", "TrafficExtension"};
inline constexpr Kind kValidatingWebhookConfiguration = {"admissionregistration.k8s.io",
                                                         "ValidatingWebhookConfiguration"};
inline constexpr Kind kVirtualService = {"networking.istio.io", "VirtualService"};
inline constexpr Kind kWasmPlugin = {"extensions.istio.io", "WasmPlugin"};
inline constexpr Kind kWorkloadEntry = {"networking.istio.io", "WorkloadEntry"};
inline constexpr Kind kWorkloadGroup = {"networking.istio.io", "WorkloadGroup"};

/// The mesh's own settings (MeshConfig, MeshNetworks): files given by flag, or the ConfigMap `istio`.
inline constexpr Kind kMeshConfig = {"", "MeshConfig"};

/// Every kind of object that was given: for rules about objects as such.
inline constexpr Kind kAny = {"*", "*"};

}  // namespace meshctl::analyze::kind
