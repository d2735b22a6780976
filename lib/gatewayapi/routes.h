// SPDX-License-Identifier: Apache-2.0
// From routes to VirtualServices.
#pragma once

#include "gatewayapi/listeners.h"
#include "gatewayapi/parts.h"

namespace meshctl::gatewayapi {

/// Makes a VirtualService for every listener or mesh host and hostname that routes attach to. HTTPRoutes and
/// GRPCRoutes of one listener and hostname share it; in the mesh those of one namespace do.
void ConvertRoutes(const Listeners& listeners, const Parts& parts);

}  // namespace meshctl::gatewayapi
