// SPDX-License-Identifier: Apache-2.0
// Rules about who gets a sidecar.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kAutoImageInPod;
extern const Rule kAutoImageWithoutInjection;
extern const Rule kConflictingInjectionLabels;
extern const Rule kMissingSidecar;
extern const Rule kNamespaceInjectedByDefault;
extern const Rule kNamespaceNotInjected;
extern const Rule kProxyImageMismatch;

inline constexpr const Rule* kInjectionRules[] = {
    &kAutoImageInPod,     &kAutoImageWithoutInjection,  &kConflictingInjectionLabels,
    &kMissingSidecar,     &kNamespaceInjectedByDefault, &kNamespaceNotInjected,
    &kProxyImageMismatch,
};

}  // namespace meshctl::analyze
