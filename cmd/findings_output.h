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
  std::string output_threshold = "info";
  std::string root;  ///< the folder that paths in reports begin at; empty: as they were typed
  bool quiet = false;
  bool summary = false;
};

/// --output, --fail-on and --failure-threshold (one flag under two names), --output-threshold, --root,
/// --quiet and --summary, bound to `output`.
std::vector<cli::Flag> FindingsFlags(FindingsOutput& output);

/// Refuses unknown formats and levels, and two formats that would go to standard output, before any work is
/// done.
Result<void> CheckFindingsOutput(const FindingsOutput& output);

/// The findings at or above --output-threshold.
diag::Report Shown(const FindingsOutput& output, const diag::Report& report);

/// Prints what is to be shown in every format that was asked for, to standard output or the file behind `=`;
/// then, with --summary, how many there are of each rule, to standard error.
Result<void> WriteFindings(const FindingsOutput& output, const diag::Report& report, const diag::Run& run,
                           cli::Env& env);

/// Whether the heaviest finding, if there is one, is as bad as --fail-on says. Does not depend on the format.
bool Fails(const FindingsOutput& output, std::optional<diag::Level> worst);

}  // namespace meshctl::cmd
