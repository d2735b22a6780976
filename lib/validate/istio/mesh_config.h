// SPDX-License-Identifier: Apache-2.0
// Mesh configuration (MeshConfig) and networks (MeshNetworks): what istiod reads when it starts.
#pragma once

#include "diag/report.h"
#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

/// Rules of istiod beyond the shape, on a MeshConfig inside of another object. What is not given has istiod's
/// defaults. Null is accepted.
void CheckMeshConfig(const yaml::Node& mesh, Verdict& verdict);
/// The same of a ProxyConfig of the mesh (`defaultConfig`, the annotation `proxy.istio.io/config`).
void CheckMeshProxyConfig(const yaml::Node& config, Verdict& verdict);
/// The same of MeshNetworks.
void CheckMeshNetworks(const yaml::Node& networks, Verdict& verdict);

/// Shape and rules of a file that is a MeshConfig.
void ValidateMeshConfig(const yaml::Node& mesh, diag::Report& report);
/// Shape and rules of a text that is a ProxyConfig of the mesh: the annotation `proxy.istio.io/config`.
void ValidateMeshProxyConfig(const yaml::Node& config, diag::Report& report);
/// Shape and rules of a file that is MeshNetworks.
void ValidateMeshNetworks(const yaml::Node& networks, diag::Report& report);

}  // namespace meshctl::validate::istio
