// SPDX-License-Identifier: Apache-2.0
// The hooks by which a cluster asks a control plane that may be somewhere else.
#pragma once

#include <vector>

#include "analyze/rules/webhook.h"

namespace meshctl::analyze {

/// The hooks of configurations that have the names of Istio's own, as upstream finds them:
/// `istiod-default-validator`, `istio-validator...` and `istio-sidecar-injector...`.
std::vector<Webhook> ControlPlaneHooks(const mesh::Mesh& mesh);

}  // namespace meshctl::analyze
