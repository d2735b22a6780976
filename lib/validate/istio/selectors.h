// SPDX-License-Identifier: Apache-2.0
// Which workloads or services an object is for: `workloadSelector`, `selector`, `targetRef`, `targetRefs`.
#pragma once

#include <cstdint>

#include "validate/object.h"
#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kInvalidSelector;
extern const Rule kSelectorWithoutLabels;
extern const Rule kSeveralSelectors;
extern const Rule kInvalidTargetRef;

/// A selector with `labels` (networking kinds). Answers whether istiod looks at the rest of the object.
bool CheckWorkloadSelector(const yaml::Node& selector, Verdict& verdict);
/// A selector with `matchLabels` (policies).
void CheckPolicySelector(const yaml::Node& selector, Verdict& verdict);
/// `selector`, `targetRef` and `targetRefs` of the spec of a policy, and that only one of them is there.
void CheckTargets(const Object& object, Verdict& verdict);

}  // namespace meshctl::validate::istio
