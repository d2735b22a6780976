// SPDX-License-Identifier: Apache-2.0
// The HTTP routes of a VirtualService.
#pragma once

#include <cstdint>

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kConflictingActions;
extern const Rule kRouteBesideDelegate;
extern const Rule kNestedDelegate;
extern const Rule kMirrorAndMirrors;
extern const Rule kNullHeaderMatch;
extern const Rule kAuthoritySetTwice;
extern const Rule kInvalidCorsPolicy;
extern const Rule kCorsAgeBelowSeconds;
extern const Rule kFaultWithoutEffect;
extern const Rule kStatusOutOfRange;
extern const Rule kUnknownGrpcStatus;
extern const Rule kUnsupportedFault;
extern const Rule kAbortWithoutStatus;
extern const Rule kDeprecatedMirrorPercent;
extern const Rule kRedirectToNowhere;
extern const Rule kConflictingRedirectPaths;
extern const Rule kInvalidRedirectScheme;
extern const Rule kOversizedBody;
extern const Rule kLargeBody;
extern const Rule kRewriteWithoutEffect;
extern const Rule kConflictingRewrites;
extern const Rule kIncompleteRegexRewrite;

/// Whose route it is.
enum class RouteOwner : std::uint8_t {
  kHosts,     ///< a VirtualService with hosts
  kDelegate,  ///< one without, to which others delegate
};

void CheckHttpRoute(const yaml::Node& route, RouteOwner owner, Verdict& verdict);

}  // namespace meshctl::validate::istio
