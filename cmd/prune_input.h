// SPDX-License-Identifier: Apache-2.0
// What `apply` and `diff` share about objects that have left the manifests.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/command.h"

namespace meshctl::cmd {

struct PruneInput {
  bool prune = false;
  std::string applyset;  ///< `NAME`, `KIND/NAME`

  /// Whether the two flags fit together; an Error of kind usage when not.
  Result<void> Check() const;
};

/// --prune and --applyset, bound to `input`. `summary`: what --prune does with what has left the manifests.
std::vector<cli::Flag> PruneFlags(PruneInput& input, std::string summary);

}  // namespace meshctl::cmd
