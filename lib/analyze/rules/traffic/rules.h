// SPDX-License-Identifier: Apache-2.0
// Rules of our own about traffic: configuration that Istio accepts and that does not do what it says.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kDestinationWithoutWeight;
extern const Rule kDoubledSlash;
extern const Rule kGatewayCannotCarryRoute;
extern const Rule kGluedPathSegments;
extern const Rule kMtlsConflict;
extern const Rule kOverlappingVirtualServices;
extern const Rule kRedirectLoop;
extern const Rule kRepeatedServerName;
extern const Rule kShadowedRoute;
extern const Rule kSubsetWithoutPods;
extern const Rule kTimeoutBelowRetries;
extern const Rule kUnanchoredRegex;
extern const Rule kUnboundMatchGateway;
extern const Rule kUnknownCaptureGroup;
extern const Rule kUnmatchablePath;
extern const Rule kUnopenedMatchPort;
extern const Rule kUnusedPerTryTimeout;
extern const Rule kWeightsNot100;

inline constexpr const Rule* kTrafficRules[] = {
    &kDestinationWithoutWeight,
    &kDoubledSlash,
    &kGatewayCannotCarryRoute,
    &kGluedPathSegments,
    &kMtlsConflict,
    &kOverlappingVirtualServices,
    &kRedirectLoop,
    &kRepeatedServerName,
    &kShadowedRoute,
    &kSubsetWithoutPods,
    &kTimeoutBelowRetries,
    &kUnanchoredRegex,
    &kUnboundMatchGateway,
    &kUnknownCaptureGroup,
    &kUnmatchablePath,
    &kUnopenedMatchPort,
    &kUnusedPerTryTimeout,
    &kWeightsNot100,
};

}  // namespace meshctl::analyze
