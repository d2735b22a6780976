// SPDX-License-Identifier: Apache-2.0
// Rules about Pods, what makes them, and the Services in front of them.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kConflictingPortProtocols;
extern const Rule kConflictingTargetPorts;
extern const Rule kProxyUserId;
extern const Rule kUnrestrictedJwksFetch;

inline constexpr const Rule* kWorkloadsRules[] = {
    &kConflictingPortProtocols,
    &kConflictingTargetPorts,
    &kProxyUserId,
    &kUnrestrictedJwksFetch,
};

}  // namespace meshctl::analyze
