// SPDX-License-Identifier: Apache-2.0
// Rules about ambient mode, of which upstream's analyzers say nothing: what ztunnel enforces, which waypoint
// stands where, and what needs one.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kL7DenyIgnored;
extern const Rule kL7PolicyWithoutWaypoint;
extern const Rule kMtlsDisabledInAmbient;
extern const Rule kPolicyBehindWaypoint;
extern const Rule kRouteWithoutWaypoint;
extern const Rule kSidecarAndAmbient;
extern const Rule kTargetWithoutWaypoint;
extern const Rule kUnknownWaypoint;
extern const Rule kWaypointRefusesNamespace;
extern const Rule kWaypointWrongScope;

inline constexpr const Rule* kAmbientRules[] = {
    &kL7DenyIgnored,         &kL7PolicyWithoutWaypoint, &kMtlsDisabledInAmbient,
    &kPolicyBehindWaypoint,  &kRouteWithoutWaypoint,    &kSidecarAndAmbient,
    &kTargetWithoutWaypoint, &kUnknownWaypoint,         &kWaypointRefusesNamespace,
    &kWaypointWrongScope,
};

}  // namespace meshctl::analyze
