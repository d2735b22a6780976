// SPDX-License-Identifier: Apache-2.0
// Rules about what silences other rules.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kUnusedSuppression;

inline constexpr const Rule* kSuppressionsRules[] = {
    &kUnusedSuppression,
};

}  // namespace meshctl::analyze
