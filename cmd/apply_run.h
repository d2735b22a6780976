// SPDX-License-Identifier: Apache-2.0
// One apply to one cluster, from the first write to the last word.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "apply/object_apply.h"
#include "apply/plan.h"
#include "base/error.h"
#include "cli/env.h"
#include "cli/exit_status.h"
#include "cmd/interrupt.h"
#include "kube/client.h"
#include "kube/connection.h"

namespace meshctl::cmd {

struct ApplySettings {
  apply::Options options;
  std::string format;                             ///< of the output: empty, `name`, `json` or `yaml`
  std::string applyset;                           ///< prune what has left this set; empty: nothing is pruned
  std::optional<std::chrono::milliseconds> wait;  ///< how long to wait until all is ready; 0: for ever
};

/// Applies, prunes, waits, each only when what comes before went well, and says what it does.
Result<cli::ExitStatus> ApplyToCluster(const apply::Plan& plan, kube::Client& client,
                                       const kube::Scope& scope, const ApplySettings& settings,
                                       const Interrupt& interrupt, cli::Env& env);

}  // namespace meshctl::cmd
