// SPDX-License-Identifier: Apache-2.0
// Durations and numbers within limits.
#pragma once

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kImpreciseDuration;
extern const Rule kPercentOutOfRange;
extern const Rule kNegativeLimit;

/// At least 1ms and whole milliseconds. Null is accepted; texts that are no duration are for the schema.
void CheckDuration(const yaml::Node& value, Verdict& verdict);
/// A whole number from 0 to 100. Null is accepted.
void CheckPercent(const yaml::Node& value, Verdict& verdict);
/// A number of `parent.field` from 0 to 100, as large as `smallest` when it is not 0.
void CheckFraction(const yaml::Node& value, double smallest, Verdict& verdict);
/// 0 or more. Null is accepted.
void CheckNotNegative(const yaml::Node& value, Verdict& verdict);

}  // namespace meshctl::validate::istio
