// SPDX-License-Identifier: Apache-2.0
// The part of `simulate` that decides whole logs.
#pragma once

#include <string>

#include "base/error.h"
#include "cli/env.h"
#include "cli/exit_status.h"
#include "cmd/analysis_input.h"
#include "simulate/render.h"
#include "simulate/simulate.h"

namespace meshctl::cmd {

struct ReplayOptions {
  std::string log;      ///< a file, or `-` for standard input
  std::string format;   ///< empty: as the first line looks
  std::string against;  ///< files or a folder with other manifests; empty: nothing is compared
};

/// Decides every line of the log with the mesh of `input`, prints the report in `output` (text, json, yaml)
/// to `env.out` and the throughput to `env.err`. `question` says at which proxy, and what lines leave out;
/// its URL may be empty. The status is 1 when something would be routed differently, 65 when no line could be
/// read.
Result<cli::ExitStatus> ReplayLog(const ReplayOptions& options, const AnalysisFlags& input,
                                  const simulate::Question& question, const std::string& output,
                                  simulate::Detail detail, cli::Env& env);

}  // namespace meshctl::cmd
