// SPDX-License-Identifier: Apache-2.0
// Rules about VirtualServices: what their routes name and which of them can match.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kAmbiguousPort;
extern const Rule kConflictingHosts;
extern const Rule kHostNotInGateway;
extern const Rule kInternalGateway;
extern const Rule kRepeatedMatch;
extern const Rule kSubsetRoutesBypassed;
extern const Rule kUnauthenticatedClaimRoute;
extern const Rule kUnknownGateway;
extern const Rule kUnknownHost;
extern const Rule kUnknownSubset;
extern const Rule kUnreachableRoute;

inline constexpr const Rule* kRoutesRules[] = {
    &kAmbiguousPort, &kConflictingHosts,     &kHostNotInGateway,          &kInternalGateway,
    &kRepeatedMatch, &kSubsetRoutesBypassed, &kUnauthenticatedClaimRoute, &kUnknownGateway,
    &kUnknownHost,   &kUnknownSubset,        &kUnreachableRoute,
};

}  // namespace meshctl::analyze
