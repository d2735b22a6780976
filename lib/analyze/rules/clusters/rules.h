// SPDX-License-Identifier: Apache-2.0
// Rules that compare the clusters of one mesh.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kInconsistentService;

inline constexpr const Rule* kClustersRules[] = {&kInconsistentService};

}  // namespace meshctl::analyze
