// SPDX-License-Identifier: Apache-2.0
// How a command that finds faults makes or shows the fixes.
#pragma once

#include <vector>

#include "base/error.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/manifest_input.h"
#include "diag/fixes.h"

namespace meshctl::cmd {

/// What was typed.
struct Fixing {
  bool fix = false;
  bool unsafe_fixes = false;
  bool diff = false;

  bool wanted() const { return fix || diff; }
  diag::Safety least() const { return unsafe_fixes ? diag::Safety::kUnsafe : diag::Safety::kSafe; }
};

/// --fix, --unsafe-fixes and --diff, bound to `fixing`.
std::vector<cli::Flag> FixingFlags(Fixing& fixing);

/// Prints the new texts as a diff, or writes them over the files. Fails when a text has no place to be
/// written to, and when a file is no longer what was read: somebody may be editing it.
Result<void> MakeFixes(const Fixing& fixing, const std::vector<diag::FixedText>& texts,
                       const ManifestInput& input, cli::Env& env);

}  // namespace meshctl::cmd
