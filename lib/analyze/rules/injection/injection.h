// SPDX-License-Identifier: Apache-2.0
// What decides whether the Pods of a Namespace get sidecars, and which, for rules about Namespaces.
#pragma once

#include <string>

#include "analyze/rules/membership.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

/// Whether the injector is configured to inject where nobody says otherwise: `enableNamespacesByDefault` in
/// the ConfigMap `istio-sidecar-injector` of any namespace.
bool InjectsByDefault(const mesh::Mesh& mesh);

/// The proxy image that an injector's ConfigMap asks for: `global.proxy.image` when that is a whole name,
/// else with `global.hub` before it and `global.tag` behind it. Empty when the values cannot be read.
std::string InjectedImage(const model::Object& config_map);

/// Whether no label of the Namespace decides. `istio-system` never asks for sidecars.
bool LeavesInjectionOpen(const mesh::Namespace& ns);

}  // namespace meshctl::analyze
