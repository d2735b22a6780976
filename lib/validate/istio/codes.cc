// SPDX-License-Identifier: Apache-2.0
// A kind that is not listed is checked by its schema alone.
#include <array>

#include "validate/istio/istio.h"
#include "validate/istio/kinds.h"

namespace meshctl::validate::istio {
namespace {

constexpr std::array kCodes = {&kAuthorizationPolicy,
                               &kCommon,
                               &kDeployment,
                               &kDestinationRule,
                               &kEnvoyFilter,
                               &kGateway,
                               &kIstioOperator,
                               &kMeshConfig,
                               &kPeerAuthentication,
                               &kProxyConfig,
                               &kRequestAuthentication,
                               &kService,
                               &kServiceEntry,
                               &kSidecar,
                               &kTelemetry,
                               &kTrafficExtension,
                               &kVirtualService,
                               &kWasmPlugin,
                               &kWorkloadEntry,
                               &kWorkloadGroup};

}  // namespace

std::span<const Code* const> AllCode() { return kCodes; }

}  // namespace meshctl::validate::istio
