// SPDX-License-Identifier: Apache-2.0
// Rules about Sidecars: whether they apply to a workload, and to which.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kIneffectiveSidecar;
extern const Rule kOverlappingSidecars;
extern const Rule kSeveralDefaultSidecars;
extern const Rule kSidecarWithoutPods;

inline constexpr const Rule* kSidecarsRules[] = {
    &kIneffectiveSidecar,
    &kOverlappingSidecars,
    &kSeveralDefaultSidecars,
    &kSidecarWithoutPods,
};

}  // namespace meshctl::analyze
