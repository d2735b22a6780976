// SPDX-License-Identifier: Apache-2.0
// Which nodes: in the affinity of pods and of volumes.
#pragma once

#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::kubernetes {

/// Checks one of `nodeSelectorTerms`.
void CheckNodeSelectorTerm(const yaml::Node& term, Verdict& verdict);

}  // namespace meshctl::validate::kubernetes
