// SPDX-License-Identifier: Apache-2.0
// Rules about who gets a sidecar.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kConflictingInjectionLabels;
extern const Rule kNamespaceInjectedByDefault;
extern const Rule kNamespaceNotInjected;

inline constexpr const Rule* kInjectionRules[] = {
    &kConflictingInjectionLabels,
    &kNamespaceInjectedByDefault,
    &kNamespaceNotInjected,
};

}  // namespace meshctl::analyze
