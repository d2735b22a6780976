// SPDX-License-Identifier: Apache-2.0
// Looking before leaping: what would be wrong in the cluster once the manifests are in it.
#pragma once

#include <cstddef>
#include <string>

#include "base/error.h"
#include "cli/env.h"
#include "cmd/manifest_input.h"
#include "kube/connection.h"
#include "model/manifests.h"

namespace meshctl::cmd {

/// Analyzes the cluster as it would be with `manifests` applied, and prints the warnings and errors that it
/// does not have without them. Answers how many new errors there are. Reads the kinds that rules look at, and
/// reads them again only when something was found.
Result<std::size_t> CountNewErrors(const ManifestInput& input, const model::Manifests& manifests,
                                   const kube::Connection& connection, cli::Env& env);

}  // namespace meshctl::cmd
