// SPDX-License-Identifier: Apache-2.0
// Kubernetes' Ingress, as istiod's ingress controller understands it.
#pragma once

#include "gatewayapi/parts.h"

namespace meshctl::gatewayapi {

/// Makes a Gateway for each Ingress of Istio's class (port 80, and port 443 for each `tls` entry), opened by
/// the ingress gateway, and one VirtualService for each host of all of them. Which Ingresses are meant
/// follows `ingressControllerMode` and `ingressClass` of the MeshConfig and the IngressClass objects.
void ConvertIngresses(const Parts& parts);

}  // namespace meshctl::gatewayapi
