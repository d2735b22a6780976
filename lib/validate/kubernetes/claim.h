// SPDX-License-Identifier: Apache-2.0
// Claims for storage, as objects of their own and inside of pods and StatefulSets.
#pragma once

#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::kubernetes {

/// Checks the spec of a PersistentVolumeClaim.
void CheckClaim(const yaml::Node& spec, Verdict& verdict);

}  // namespace meshctl::validate::kubernetes
