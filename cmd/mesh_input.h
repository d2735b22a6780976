// SPDX-License-Identifier: Apache-2.0
// The mesh that questions are asked about: files, a cluster, or files over a cluster, as `analyze` takes
// them.
#pragma once

#include <vector>

#include "base/error.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/analysis_input.h"
#include "mesh/mesh.h"

namespace meshctl::cmd {

/// -f and its companions, -n, and what chooses clusters and settings, bound to `flags`.
std::vector<cli::Flag> MeshInputFlags(AnalysisFlags& flags);

/// Reads everything into one mesh; of several clusters the first is asked, and knows the Services of the
/// others. Faults and what a cluster hides are printed to `env.err`. Fails when anything could not be read
/// (kind input): half a mesh gives wrong answers. Other failures are those of ReadAnalysisInput.
Result<mesh::Mesh> ReadMesh(AnalysisFlags flags, cli::Env& env);

}  // namespace meshctl::cmd
