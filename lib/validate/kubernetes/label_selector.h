// SPDX-License-Identifier: Apache-2.0
// Label selectors, as they stand in workloads, policies and webhooks.
#pragma once

#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::kubernetes {

/// Checks the operators and values of `matchExpressions`; an absent selector is fine.
void CheckSelector(const yaml::Node& selector, Verdict& verdict);
/// Whether a selector demands nothing, and so selects everything.
bool SelectsEverything(const yaml::Node& selector);
/// Whether a selector that is well formed selects an object with these labels.
bool Selects(const yaml::Node& selector, const yaml::Node& labels);

}  // namespace meshctl::validate::kubernetes
