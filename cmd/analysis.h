// SPDX-License-Identifier: Apache-2.0
// One analysis, and the same one of other texts: with fixes made, or as they were in an earlier revision.
#pragma once

#include <string>
#include <vector>

#include "analyze/baseline.h"
#include "analyze/rule.h"
#include "analyze/runner.h"
#include "analyze/suppression.h"
#include "base/error.h"
#include "cli/env.h"
#include "cmd/analysis_input.h"
#include "cmd/fixing.h"
#include "diag/fixes.h"

namespace meshctl::cmd {

/// What is asked of the input.
struct AnalysisPlan {
  std::vector<const analyze::Rule*> rules;
  std::vector<analyze::Suppression> suppressions;
  std::vector<std::string> only_kinds;  ///< see analyze::Options
};

/// What was read and what was found in it.
struct Analysis {
  AnalysisInput input;
  analyze::Outcome outcome;
};

/// Reads and runs the rules.
Result<Analysis> RunAnalysis(const AnalysisFlags& flags, const AnalysisPlan& plan, cli::Env& env);

/// The findings in the files as they were in a git revision, without a word to the user. What was not there
/// then is left out. Fails (kind usage) for inputs that have no revisions: standard input, addresses,
/// kustomizations.
Result<analyze::Baseline> FindingsIn(const std::string& revision, const AnalysisFlags& flags,
                                     const AnalysisPlan& plan, const cli::Env& env);

/// The findings in the cluster without the files, about objects that `now` looks at. Fails (kind usage) when
/// no cluster is part of the input.
Result<analyze::Baseline> FindingsInCluster(const AnalysisFlags& flags, const AnalysisPlan& plan,
                                            const Analysis& now, const cli::Env& env);

/// Makes the fixes of what is found, round by round, in memory. `piped` is what standard input held.
std::vector<diag::FixedText> FixAnalysis(const AnalysisFlags& flags, const AnalysisPlan& plan,
                                         diag::Safety least, const std::string& piped, const cli::Env& env);

}  // namespace meshctl::cmd
