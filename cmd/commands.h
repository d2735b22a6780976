// SPDX-License-Identifier: Apache-2.0
// The commands, one function and one file each, and the tree they form.
#pragma once

#include "cli/command.h"

namespace meshctl::cmd {

/// The whole tree: `meshctl` with its global flags and everything below.
cli::Command MeshctlCommand(std::string& color);

cli::Command AccessCommand();
cli::Command AnalyzeCommand();
cli::Command ApplyCommand();
cli::Command CompletionCommand();
/// Hidden: run by completion scripts.
cli::Command CompleteCommand();
cli::Command DeleteCommand();
cli::Command DiffCommand();
cli::Command ExplainCommand();
cli::Command GetCommand();
cli::Command RolloutCommand();
cli::Command RoutesCommand();
cli::Command SandboxCommand();
cli::Command SchemaCommand();
cli::Command SimulateCommand();
cli::Command TestCommand();
cli::Command ValidateCommand();
cli::Command VersionCommand();
cli::Command WaitCommand();

}  // namespace meshctl::cmd
