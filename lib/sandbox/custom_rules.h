// SPDX-License-Identifier: Apache-2.0
// The rules in CEL (`x-kubernetes-validations`) of kinds that were defined at run time.
#pragma once

#include <vector>

#include "sandbox/status.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

/// What the rules of an openAPIV3Schema have against an object, in the API server's words. Rules about
/// changes
/// (`oldSelf`) are asked where `before` has the value too; `before` is null for a new object.
std::vector<Cause> BrokenRules(const Json& schema, const Json& object, const Json* before);

}  // namespace meshctl::sandbox
