// SPDX-License-Identifier: Apache-2.0
// Which requests webhooks and admission policies are asked about.
#pragma once

#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::kubernetes {

/// Checks operations, groups, versions and resources of one rule: a wildcard stands alone.
void CheckAdmissionRule(const yaml::Node& rule, Verdict& verdict);
/// The names of `matchConditions` differ.
void CheckMatchConditions(const yaml::Node& conditions, Verdict& verdict);

}  // namespace meshctl::validate::kubernetes
