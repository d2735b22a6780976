// SPDX-License-Identifier: Apache-2.0
// Telemetry objects and their selectors.
#pragma once

#include <span>
#include <vector>

#include "analyze/rules/selected_pods.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

/// Every Telemetry, in Istio's order.
std::span<const model::Object* const> Telemetries(const mesh::Mesh& mesh);
/// Those that select workloads by labels.
std::vector<PodSelector> SelectingTelemetries(const mesh::Mesh& mesh);

}  // namespace meshctl::analyze
