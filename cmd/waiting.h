// SPDX-License-Identifier: Apache-2.0
// What commands that wait have in common: how long, and what they say when it was not long enough.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
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

/// What people read while they wait: how many are left, and what the first of them lacks.
class WaitingText {
 public:
  /// `wanted` must outlive it.
  explicit WaitingText(const std::vector<wait::Wanted>& wanted);

  /// How wanted[i] stands now. Without a message only its name is shown.
  void Take(std::size_t i, wait::Standing standing) { standings_[i] = std::move(standing); }
  /// `waiting for 2 of 5: pod/web: it has no condition `Ready``; empty when nothing is left.
  std::string Text() const;

 private:
  const std::vector<wait::Wanted>& wanted_;
  std::vector<wait::Standing> standings_;
};

}  // namespace meshctl::cmd
