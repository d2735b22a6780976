// SPDX-License-Identifier: Apache-2.0
// What a sandbox holds when it starts.
#pragma once

#include <vector>

#include "yaml/json.h"

namespace meshctl::sandbox {

/// The namespaces and the Service `kubernetes` of every cluster.
std::vector<Json> ClusterObjects();

/// The namespace `istio-system` with an ingress gateway: Deployment and Service `istio-ingressgateway`, whose
/// Pods carry the label `istio: ingressgateway`.
std::vector<Json> IngressGatewayObjects();

}  // namespace meshctl::sandbox
