// SPDX-License-Identifier: Apache-2.0
// `diff --offline A B`: two sets of manifests compared without a cluster.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/env.h"
#include "cli/exit_status.h"
#include "cmd/manifest_input.h"
#include "diff/server_fields.h"

namespace meshctl::cmd {

struct OfflineDiff {
  std::vector<std::string> sides;  ///< what was typed; there must be two
  ManifestInput reading;           ///< limits and --recursive; its paths are not looked at
  std::string name_space;          ///< of objects that name none
  std::string selector;            ///< of labels; an object counts when either side has them
  diff::ManagedFields managed_fields = diff::ManagedFields::kHide;
  std::string format;  ///< of DiffOutput
};

/// Compares two files or folders, or standard input (`-`), or a git revision: `git:REVISION:PATH`, or
/// `git:REVISION` for what the other side's path held then. kFailed when there are differences. Errors: kind
/// usage when there are not two sides, kind input when one cannot be read; findings go to `env.err`.
Result<cli::ExitStatus> RunOfflineDiff(const OfflineDiff& options, cli::Env& env);

}  // namespace meshctl::cmd
