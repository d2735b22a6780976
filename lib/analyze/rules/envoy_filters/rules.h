// SPDX-License-Identifier: Apache-2.0
// Rules about EnvoyFilters: patches that are ignored, and patches that depend on others.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kIgnoredAdd;
extern const Rule kIgnoredRemove;
extern const Rule kIgnoredReplace;
extern const Rule kUnorderedPatch;
extern const Rule kUnorderedVersionedPatch;

inline constexpr const Rule* kEnvoyFiltersRules[] = {
    &kIgnoredAdd, &kIgnoredRemove, &kIgnoredReplace, &kUnorderedPatch, &kUnorderedVersionedPatch,
};

}  // namespace meshctl::analyze
