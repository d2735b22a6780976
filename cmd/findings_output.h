// SPDX-License-Identifier: Apache-2.0
// How a command that makes findings prints them and which exit status they give.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/command.h"
#include "cli/env.h"
#include "diag/render.h"

namespace meshctl::cmd {

/// What was typed.
struct FindingsOutput {
  std::vector<std::string> formats;  ///< `text`, `sarif=out.sarif`, ...; none: text
  std::string fail_on = "error";
};

/// --output and --fail-on, bound to `output`.
std::vector<cli::Flag> FindingsFlags(FindingsOutput& output);

/// Refuses unknown formats and two that would go to standard output, before any work is done.
Result<void> CheckFindingsOutput(const FindingsOutput& output);

/// Prints in every format that was asked for, to standard output or the file behind `=`.
Result<void> WriteFindings(const FindingsOutput& output, const diag::Report& report, const diag::Run& run,
                           cli::Env& env);

/// Whether the heaviest finding, if there is one, is as bad as --fail-on says. Does not depend on the format.
bool Fails(const FindingsOutput& output, std::optional<diag::Level> worst);

}  // namespace meshctl::cmd
