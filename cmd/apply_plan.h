// SPDX-License-Identifier: Apache-2.0
// `apply --plan`: what an apply would do, in a line for each object.
#pragma once

#include "apply/plan.h"
#include "base/error.h"
#include "cli/env.h"
#include "cli/exit_status.h"
#include "cmd/apply_run.h"
#include "cmd/interrupt.h"
#include "kube/client.h"
#include "kube/connection.h"

namespace meshctl::cmd {

/// Prints what would be created, changed, taken over and pruned; nothing is written. With format `json` or
/// `yaml` a list of diff::ToJson with an `action` each. The status is that which the apply could not avoid:
/// kFailed when an object would be refused or a field is somebody else's.
Result<cli::ExitStatus> ShowPlan(const apply::Plan& plan, kube::Client& client, const kube::Scope& scope,
                                 const ApplySettings& settings, const Interrupt& interrupt, cli::Env& env);

}  // namespace meshctl::cmd
