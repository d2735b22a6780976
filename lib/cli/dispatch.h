// SPDX-License-Identifier: Apache-2.0
// One call of the tool, from words to exit status.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/env.h"

namespace meshctl::cli {

/// Parses, runs, and prints what went wrong as `error: MESSAGE` with one `hint: ...` line each. Without a
/// command the help of the root is shown.
ExitStatus Dispatch(const Command& root, const std::vector<std::string>& words, Env& env);

/// The lines that Dispatch prints for an error.
std::string RenderError(const Error& error, const diag::Style& style);

}  // namespace meshctl::cli
