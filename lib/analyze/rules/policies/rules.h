// SPDX-License-Identifier: Apache-2.0
// Rules about policies: whom they are for and whom they name.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kIneffectiveSelector;
extern const Rule kPolicyWithoutWorkloads;
extern const Rule kUnknownSourceNamespace;

inline constexpr const Rule* kPoliciesRules[] = {
    &kIneffectiveSelector,
    &kPolicyWithoutWorkloads,
    &kUnknownSourceNamespace,
};

}  // namespace meshctl::analyze
