// SPDX-License-Identifier: Apache-2.0
// Deleting many objects at once, in an order, each bound to the uid that was seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "kube/client.h"
#include "kube/cluster.h"
#include "kube/failure.h"
#include "wait/waiter.h"

namespace meshctl::cmd {

/// An object that exists, and when its turn is.
struct Doomed {
  wait::Target target;
  std::string uid;
  int turn = 0;  ///< lower ones go first
};

struct DeletionOptions {
  std::string propagation = "Background";  ///< "Background", "Foreground", "Orphan"
  int grace_seconds = -1;                  ///< below 0: as the object says
  kube::DryRun dry_run = kube::DryRun::kNo;
};

/// What became of one.
struct Deletion {
  enum class State : std::uint8_t {
    kUntried,
    kGone,     ///< it does not exist any more
    kLeaving,  ///< the server has marked it; finalizers or its grace period hold it back
    kRefused,
  };
  State state = State::kUntried;
  kube::Failure failure = {};  ///< of kRefused
};

struct DeletionHooks {
  std::function<void(std::size_t i, const Deletion& deletion)> done = {};
  std::function<bool()> stopped = {};  ///< asked a few times a second; true leaves the rest untried
};

/// Deletes all of one turn side by side before the next turn begins. What is gone already counts as gone.
/// Answers are told in the order of `doomed` within a turn.
std::vector<Deletion> DeleteAll(kube::Cluster& cluster, const std::vector<Doomed>& doomed,
                                const DeletionOptions& options, const DeletionHooks& hooks);

}  // namespace meshctl::cmd
