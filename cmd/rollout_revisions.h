// SPDX-License-Identifier: Apache-2.0
// The Pod templates that a workload has had, and the way back to one of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "kube/client.h"
#include "wait/waiter.h"
#include "yaml/json.h"

namespace meshctl::cmd {

struct Revision {
  std::int64_t number = 0;
  std::string change_cause;  ///< the annotation `kubernetes.io/change-cause`; empty: there is none
  Json pod_template;         ///< as the workload had it
  Json annotations;          ///< of a Deployment at that time; null for other kinds
};

/// A workload and its revisions, the oldest first.
struct RolloutHistory {
  Json workload;
  std::vector<Revision> revisions;
};

/// Reads the workload and what its controller keeps: ReplicaSets of a Deployment, ControllerRevisions of a
/// StatefulSet or DaemonSet. Errors are of kind cluster and name the workload.
Result<RolloutHistory> ReadHistory(kube::Client& client, const wait::Target& target);

/// The revision of this number, or with 0 the one before the latest. An Error (kind cluster) says which there
/// are.
Result<const Revision*> FindRevision(const RolloutHistory& history, std::int64_t number);

/// Whether the workload has this very template.
bool IsCurrent(const RolloutHistory& history, const Revision& revision);

/// The change that brings the template back, as `kubectl rollout undo` writes it: of a Deployment also the
/// annotations, so that the change-cause is that of the revision. It fails when the object is not the one
/// that was read any more.
kube::Request UndoRequest(const RolloutHistory& history, const Revision& revision, const wait::Target& target,
                          kube::DryRun dry_run);

}  // namespace meshctl::cmd
