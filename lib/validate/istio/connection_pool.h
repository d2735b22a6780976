// SPDX-License-Identifier: Apache-2.0
// Limits of connections, and when a host that fails is left out.
#pragma once

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kEmptyConnectionPool;
extern const Rule kUpgradeOfClientProtocol;
extern const Rule kIncompleteKeepalive;
extern const Rule kDeprecatedConsecutiveErrors;
extern const Rule kUnsplitLocalFailures;

/// Null is accepted.
void CheckConnectionPool(const yaml::Node& pool, Verdict& verdict);
/// Null is accepted.
void CheckOutlierDetection(const yaml::Node& outlier, Verdict& verdict);

}  // namespace meshctl::validate::istio
