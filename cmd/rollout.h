// SPDX-License-Identifier: Apache-2.0
// What the commands below `rollout` have in common.
#pragma once

#include <vector>

#include "base/error.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/object_selection.h"
#include "kube/client.h"
#include "kube/connection.h"
#include "wait/waiter.h"

namespace meshctl::cmd {

/// The field manager of what these commands write.
inline constexpr const char* kRolloutManager = "meshctl-rollout";

/// The Deployments, StatefulSets and DaemonSets that were named. Of manifests, other kinds are passed over;
/// otherwise they are an Error, as is a selection of nothing.
Result<std::vector<wait::Target>> ChosenWorkloads(const ObjectSelection& selection, const kube::Scope& scope,
                                                  kube::Client& client, cli::Env& env);

/// `TYPE [NAME...] | TYPE/NAME...` of these kinds, bound to `selection`.
cli::Argument WorkloadArgument(ObjectSelection& selection, const kube::Connection& connection);

cli::Command RolloutHistoryCommand();
cli::Command RolloutUndoCommand();

}  // namespace meshctl::cmd
