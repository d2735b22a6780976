// SPDX-License-Identifier: Apache-2.0
// The workloads that istiod runs for Gateways of Gateway API.
#pragma once

#include "model/manifests.h"

namespace meshctl::gatewayapi {

/// Adds the Deployment and the Service that istiod would make for each managed Gateway (`NAME-CLASS` in its
/// namespace), unless `manifests` hold them already. Does nothing for other Gateways.
void AddManagedGateways(model::Manifests& manifests);

}  // namespace meshctl::gatewayapi
