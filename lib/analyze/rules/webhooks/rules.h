// SPDX-License-Identifier: Apache-2.0
// Rules about the webhooks by which a control plane is asked.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kControlPlaneByIpAddress;
extern const Rule kOverlappingWebhooks;
extern const Rule kUnusableControlPlaneUrl;
extern const Rule kWebhookWithoutService;

inline constexpr const Rule* kWebhooksRules[] = {
    &kControlPlaneByIpAddress,
    &kOverlappingWebhooks,
    &kUnusableControlPlaneUrl,
    &kWebhookWithoutService,
};

}  // namespace meshctl::analyze
