// SPDX-License-Identifier: Apache-2.0
// Rules that ask istiod's own validation about every object of Istio's kinds.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kInvalidObject;
extern const Rule kQuestionableObject;

inline constexpr const Rule* kSchemaRules[] = {&kInvalidObject, &kQuestionableObject};

}  // namespace meshctl::analyze
