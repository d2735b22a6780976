// SPDX-License-Identifier: Apache-2.0
// Gateway API and Ingress in Istio's terms: what istiod turns objects of Kubernetes' routing APIs into before
// it looks at any routing. Behaviour is that of istiod's conversion; every object made knows where it was
// written.
#pragma once

#include "mesh/config.h"
#include "mesh/derived.h"
#include "mesh/mesh.h"
#include "model/manifests.h"

namespace meshctl::gatewayapi {

/// The Gateways and VirtualServices that the manifests' Gateways, ListenerSets, HTTPRoutes, GRPCRoutes,
/// TLSRoutes, TCPRoutes and Ingresses come to, and what of them comes to nothing. Points into `manifests`.
mesh::Derived Derive(const model::Manifests& manifests, const mesh::MeshConfig& config);

/// The mesh for whoever asks where requests go: of these manifests, of the workloads that istiod would run
/// for managed Gateways, and of everything derived from both.
mesh::Mesh MeshOf(model::Manifests manifests, mesh::MeshConfig config = {});

}  // namespace meshctl::gatewayapi
