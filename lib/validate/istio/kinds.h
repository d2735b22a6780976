// SPDX-License-Identifier: Apache-2.0
// The Code of every kind that istiod checks; each is defined in the file of its kind.
#pragma once

#include "validate/rule.h"

namespace meshctl::validate::istio {

extern const Code kGateway;
extern const Code kVirtualService;
extern const Code kDestinationRule;
extern const Code kServiceEntry;
extern const Code kWorkloadEntry;
extern const Code kWorkloadGroup;
extern const Code kSidecar;
extern const Code kAuthorizationPolicy;
extern const Code kRequestAuthentication;
extern const Code kPeerAuthentication;
extern const Code kTelemetry;
extern const Code kProxyConfig;
extern const Code kWasmPlugin;
extern const Code kTrafficExtension;
extern const Code kEnvoyFilter;
extern const Code kService;
extern const Code kDeployment;
extern const Code kIstioOperator;
extern const Code kMeshConfig;
/// The rules that many kinds share. No object is of its kind.
extern const Code kCommon;

}  // namespace meshctl::validate::istio
