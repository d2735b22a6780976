// SPDX-License-Identifier: Apache-2.0
// From words to a chosen command with its targets filled.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/command.h"

namespace meshctl::cli {

/// What the words ask for.
struct Invocation {
  /// From the root to the chosen command.
  std::vector<const Command*> path;
  bool help = false;

  const Command& command() const { return *path.back(); }
};

/// Parses `words` (without the program's name) against the tree and writes values into the flags' and
/// arguments' targets. The root's flags are accepted everywhere. Errors are of kind usage and name the
/// nearest command, flag or value. With `--help` (or a leading `help`) nothing else is checked.
Result<Invocation> Parse(const Command& root, const std::vector<std::string>& words);

}  // namespace meshctl::cli
