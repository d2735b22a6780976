// SPDX-License-Identifier: Apache-2.0
// When and how often a request is tried again.
#pragma once

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kRetriesWithoutAttempts;
extern const Rule kUnknownRetryCondition;

/// Null is accepted.
void CheckRetries(const yaml::Node& retries, Verdict& verdict);

}  // namespace meshctl::validate::istio
