// SPDX-License-Identifier: Apache-2.0
// Only what is new: findings of a run held against those of an earlier time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analyze/baseline.h"
#include "base/error.h"
#include "cli/command.h"
#include "cli/env.h"
#include "diag/report.h"

namespace meshctl::cmd {

/// What was typed.
struct Earlier {
  std::string baseline;        ///< a file
  std::string write_baseline;  ///< a file
  std::string new_since;       ///< a git revision, or `cluster`
};

/// --baseline, --write-baseline and --new-since, bound to `earlier`.
std::vector<cli::Flag> EarlierFlags(Earlier& earlier);

/// Refuses two sources for one comparison.
Result<void> CheckEarlier(const Earlier& earlier);

/// What became of the findings since then; nothing when no comparison was asked for. `findings_of` analyses
/// another state of the same input: a revision, or `cluster`. A baseline is written before the answer is
/// given; without anything to compare with, what it holds counts as known.
Result<std::optional<analyze::Comparison>> CompareWithEarlier(
    const Earlier& earlier, const diag::Report& now,
    const std::function<Result<analyze::Baseline>(const std::string& state)>& findings_of, cli::Env& env);

/// `2 introduced, 1 fixed, 9 unchanged`.
std::string Summary(const analyze::Comparison& comparison);

}  // namespace meshctl::cmd
