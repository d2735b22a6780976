// SPDX-License-Identifier: Apache-2.0
// Rules about what runs and what is pointed at it: Services, policies, images, versions of objects.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kDuplicateObject;
extern const Rule kFloatingImage;
extern const Rule kGatewayLockedOut;
extern const Rule kIdentityWithoutMtls;
extern const Rule kMissingReadinessProbe;
extern const Rule kMissingResourceRequests;
extern const Rule kOldApiVersion;
extern const Rule kPolicySelectsNothing;
extern const Rule kRemovedApiVersion;
extern const Rule kServiceSelectsNothing;
extern const Rule kUndeclaredTargetPort;
extern const Rule kUnknownTarget;
extern const Rule kUnknownTargetPort;

inline constexpr const Rule* kAppsRules[] = {
    &kDuplicateObject,       &kFloatingImage,           &kGatewayLockedOut,     &kIdentityWithoutMtls,
    &kMissingReadinessProbe, &kMissingResourceRequests, &kOldApiVersion,        &kPolicySelectsNothing,
    &kRemovedApiVersion,     &kServiceSelectsNothing,   &kUndeclaredTargetPort, &kUnknownTarget,
    &kUnknownTargetPort,
};

}  // namespace meshctl::analyze
