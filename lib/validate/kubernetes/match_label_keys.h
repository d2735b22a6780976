// SPDX-License-Identifier: Apache-2.0
// Selectors that are completed with labels of the pod itself.
#pragma once

#include "validate/kubernetes/pod.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::kubernetes {

/// Checks `matchLabelKeys` and `mismatchLabelKeys` of a term of the pod beside its `labelSelector`, and that
/// there is a selector at all: without one it selects no pod.
void CheckMatchLabelKeys(const Pod& pod, const yaml::Node& term, Verdict& verdict);

}  // namespace meshctl::validate::kubernetes
