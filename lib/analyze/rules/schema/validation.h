// SPDX-License-Identifier: Apache-2.0
// What istiod's validation says of the objects of a mesh.
#pragma once

#include <array>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

/// Istio's kinds, those with an istiod that validates them.
inline constexpr std::array kValidatedKinds = {
    kind::kAuthorizationPolicy,
    kind::kDestinationRule,
    kind::kEnvoyFilter,
    kind::kGateway,
    kind::kPeerAuthentication,
    kind::kProxyConfig,
    kind::kRequestAuthentication,
    kind::kServiceEntry,
    kind::kSidecar,
    kind::kTelemetry,
    kind::kTrafficExtension,
    kind::kVirtualService,
    kind::kWasmPlugin,
    kind::kWorkloadEntry,
    kind::kWorkloadGroup,
};

/// A fault of one object, as validation words it.
struct InvalidObject {
  const model::Object* object = nullptr;
  diag::Diagnostic fault;
};

/// The faults of all objects of these kinds: what istiod cannot decode and what its rules refuse or warn
/// about, but for rules about labels and annotations, which Istio's analyzer does not see, and unknown
/// fields, which it passes over.
std::vector<InvalidObject> InvalidObjects(const mesh::Mesh& mesh);

/// Adds the faults of one level as findings of the rule, their own names and codes in a note.
void AddInvalidObjects(diag::Level level, Findings& findings);

}  // namespace meshctl::analyze
