// SPDX-License-Identifier: Apache-2.0
// Annotations that istiod refuses on objects of its own kinds.
#pragma once

#include "validate/object.h"
#include "validate/rule.h"
#include "validate/verdict.h"

namespace meshctl::validate::istio {

extern const Rule kReservedAnnotation;
extern const Rule kInvalidDryRun;

/// Answers whether the rest of the object is looked at: istiod stops at a refused annotation.
bool CheckMetadata(const Object& object, Verdict& verdict);

}  // namespace meshctl::validate::istio
