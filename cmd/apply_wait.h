// SPDX-License-Identifier: Apache-2.0
// `apply --wait`: until what was applied works.
#pragma once

#include <chrono>

#include "apply/plan.h"
#include "base/error.h"
#include "cli/env.h"
#include "cli/exit_status.h"
#include "cmd/interrupt.h"
#include "kube/client.h"
#include "kube/connection.h"

namespace meshctl::cmd {

/// Waits until every object of the plan is ready (lib/wait says what that is for each kind), at most
/// `timeout` (0: for ever). What is not ready is told on `env.err` as it changes, and in the end with the
/// reasons.
Result<cli::ExitStatus> WaitUntilReady(const apply::Plan& plan, kube::Client& client,
                                       const kube::Scope& scope, std::chrono::milliseconds timeout,
                                       const Interrupt& interrupt, cli::Env& env);

}  // namespace meshctl::cmd
