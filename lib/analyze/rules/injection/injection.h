// SPDX-License-Identifier: Apache-2.0
// What decides whether the Pods of a Namespace get sidecars, for rules about Namespaces.
#pragma once

#include "analyze/rules/membership.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

/// Whether the injector is configured to inject where nobody says otherwise: `enableNamespacesByDefault` in
/// the ConfigMap `istio-sidecar-injector` of any namespace.
bool InjectsByDefault(const mesh::Mesh& mesh);

/// Whether no label of the Namespace decides. `istio-system` never asks for sidecars.
bool LeavesInjectionOpen(const mesh::Namespace& ns);

}  // namespace meshctl::analyze
