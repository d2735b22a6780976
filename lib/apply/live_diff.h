// SPDX-License-Identifier: Apache-2.0
// What applying a plan would change in the cluster, found out by server-side dry runs, many at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "apply/members.h"
#include "apply/object_diff.h"
#include "apply/plan.h"
#include "diff/text.h"
#include "kube/client.h"
#include "kube/connection.h"

namespace meshctl::apply {

/// Whoever watches a diff.
struct DiffObserver {
  /// One object is through; called in the order of the plan.
  std::function<void(const Change&)> done;
  /// Asked a few times a second: whether to stop.
  std::function<bool()> stopped = {};
};

struct DiffSummary {
  diff::Tally tally;
  std::size_t failed = 0;
  std::vector<const Item*> untried = {};  ///< not compared: the server did not answer any more, or a stop
};

/// Compares the objects of `plan` with the cluster and tells the observer of each, in the order of the plan
/// and as soon as it is its turn; only a few objects are held at a time. Nothing is written. It goes on after
/// an object that the server refuses and stops when the server does not answer any more. Objects whose
/// namespace or kind does not exist yet are shown as created when the plan itself creates those. `removed`
/// are live objects that an apply would delete; they come last.
DiffSummary DiffLive(const Plan& plan, std::span<const Member> removed, kube::Client& client,
                     const kube::Scope& scope, const DiffOptions& options, const DiffObserver& observer);

}  // namespace meshctl::apply
