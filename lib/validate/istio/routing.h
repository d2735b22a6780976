// SPDX-License-Identifier: Apache-2.0
// What HTTP, TLS and TCP routes have in common: gateways, matches of connections, weighted destinations.
#pragma once

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kInvalidGatewayReference;
extern const Rule kDottedGatewayReference;
extern const Rule kRouteWithoutDestination;
extern const Rule kNegativeWeight;
extern const Rule kWeightsSumToZero;

/// A list of gateways: `namespace/name`, or a name.
void CheckGatewayNames(const yaml::Node& gateways, Verdict& verdict);
/// What matches of TLS and TCP routes share.
void CheckL4Match(const yaml::Node& match, Verdict& verdict);
/// `route` of a TLS or TCP route: at least one destination.
void CheckRouteDestinations(const yaml::Node& route, Verdict& verdict);
/// A list of destinations with weights, which may be empty.
void CheckWeightedDestinations(const yaml::Node& destinations, Verdict& verdict);

}  // namespace meshctl::validate::istio
