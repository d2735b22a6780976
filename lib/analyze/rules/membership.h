// SPDX-License-Identifier: Apache-2.0
// Who is in the mesh, as Istio's analyzers see it.
#pragma once

#include <string_view>

#include "mesh/mesh.h"
#include "model/labels.h"

namespace meshctl::analyze {

inline constexpr std::string_view kInjectionLabel = "istio-injection";
/// A label of Pods, and an annotation of old.
inline constexpr std::string_view kInjectLabel = "sidecar.istio.io/inject";
inline constexpr std::string_view kRevisionLabel = "istio.io/rev";
inline constexpr std::string_view kDataplaneLabel = "istio.io/dataplane-mode";

/// Who manages a gateway's objects, for those that Istio makes itself.
inline constexpr std::string_view kGatewayManagerLabel = "gateway.istio.io/managed";
inline constexpr std::string_view kGatewayManager = "istio.io-gateway-controller";
inline constexpr std::string_view kWaypointManager = "istio.io-mesh-controller";
inline constexpr std::string_view kEastWestManager = "istio.io-eastwest-controller";

/// Whether a Pod has, or a Pod of this template will get, a sidecar. By container, then label, then
/// annotation, then the namespace's label. Unlike upstream, which sees Pods after injection, a template in a
/// namespace with `istio.io/rev` counts as injected.
bool HasSidecar(const mesh::Mesh& mesh, const model::Workload& workload);

/// Whether the Namespace decides about a workload's sidecar, as neither its containers nor its own labels and
/// annotations do.
bool IsLeftToNamespace(const model::Workload& workload);

/// Whether a Deployment is in the mesh for rules that upstream has about Deployments: their templates are
/// seen before injection, so only regular containers count, and revisions do not.
bool IsDeploymentInMesh(const mesh::Mesh& mesh, const model::Workload& deployment);

/// Whether a namespace's Pods are captured by ztunnel: labelled ambient, and neither injected nor revisioned.
bool IsAmbient(const mesh::Namespace& ns);
/// Whether a workload is captured by ztunnel: a Pod that says so, or a template of an ambient namespace that
/// does not opt out.
bool IsAmbient(const mesh::Mesh& mesh, const model::Workload& workload);

/// Whether an object belongs to Istio's own installation: a label `istio`, or `release=istio`.
bool IsControlPlane(const model::Object& object);

}  // namespace meshctl::analyze
