// SPDX-License-Identifier: Apache-2.0
// How one host of many is chosen.
#pragma once

#include "validate/istio/locality.h"
#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kUnnamedCookie;
extern const Rule kDuplicateCookieAttribute;
extern const Rule kDeprecatedRingSize;
extern const Rule kConflictingRingSize;
extern const Rule kInvalidTableSize;
extern const Rule kTwoKindsOfLocality;
extern const Rule kInvalidWarmup;

/// Null is accepted.
void CheckLoadBalancer(const yaml::Node& balancer, FailureDetection detection, Verdict& verdict);

}  // namespace meshctl::validate::istio
