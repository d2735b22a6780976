// SPDX-License-Identifier: Apache-2.0
// The two sorts of Sidecars.
#pragma once

#include <vector>

#include "analyze/rules/selected_pods.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

/// The Sidecars that select workloads by labels.
std::vector<PodSelector> SelectingSidecars(const mesh::Mesh& mesh);
/// Those that are for all workloads of their namespace: an empty selector is none.
std::vector<const model::Object*> DefaultSidecars(const mesh::Mesh& mesh);

}  // namespace meshctl::analyze
