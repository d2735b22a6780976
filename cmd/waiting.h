// SPDX-License-Identifier: Apache-2.0
// What commands that wait have in common: how long, and what they say when it was not long enough.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/env.h"
#include "cli/exit_status.h"
#include "wait/waiter.h"

namespace meshctl::cmd {

/// A bound as Go writes it (`30s`, `2m`, `0`). Below 0 stands for a week, as with kubectl. Errors are of kind
/// usage and name the flag.
Result<std::chrono::milliseconds> ParseBound(const std::string& flag, const std::string& text);

/// Prints what was not met, each with its reasons, and answers the exit status. `timed_out` begins the line
/// of an object that time was up for: "timed out waiting for the condition on".
cli::ExitStatus ReportUnmet(const wait::Waited& waited, const std::vector<wait::Wanted>& wanted,
                            const std::string& timed_out, cli::Env& env);

}  // namespace meshctl::cmd
