// SPDX-License-Identifier: Apache-2.0
// Watches objects until each has become what is wanted of it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kube/client.h"
#include "kube/cluster.h"
#include "kube/failure.h"
#include "wait/goal.h"
#include "wait/standing.h"
#include "yaml/json.h"

namespace meshctl::wait {

/// An object that exists, will or did.
struct Target {
  kube::ResourceType type;
  std::string name_space;  ///< empty for kinds without one
  std::string name;
};

/// Whether whoever waits wants to know why a workload is stuck.
enum class Reasons : std::uint8_t {
  kGather,    ///< read Pods and events of what is not ready, every few seconds
  kLeaveOut,  ///< as for deletions
};

struct Wanted {
  Target target;
  Goal goal;
  Reasons reasons = Reasons::kGather;
};

/// How far one of the wanted has got.
struct Outcome {
  Standing standing = {.verdict = Verdict::kNotYet, .message = "its state is not known yet"};
  Json object;                            ///< as it was seen last; null: it does not exist, or was never seen
  std::vector<std::string> reasons = {};  ///< why it is stuck (stuck.h); empty once it is met
};

struct WaitOptions {
  std::optional<std::chrono::milliseconds> timeout = {};  ///< none: forever; 0: look once
  std::function<bool()> interrupted = {};                 ///< asked a few times a second
  /// The standing or the reasons of wanted[i] have changed.
  std::function<void(std::size_t i, const Outcome& outcome)> changed = {};
  std::function<std::chrono::steady_clock::time_point()> now = {};  ///< unset: the system's clock
};

enum class WaitEnd : std::uint8_t {
  kMet,          ///< all of them
  kFailed,       ///< none is left to wait for, and some have failed
  kTimeout,      ///
  kInterrupted,  ///
};

struct Waited {
  WaitEnd end = WaitEnd::kMet;
  std::vector<Outcome> outcomes;  ///< one for each of the wanted
};

/// Waits for all of them in one conversation, with one watch for each kind and namespace. What is met once
/// counts as met. A kind that may not be watched fails its targets; one that is not there has no objects.
/// After a timeout the reasons are read once more, which takes a few seconds at most. Fails when the server
/// is lost.
kube::Answer<Waited> WaitFor(kube::Cluster& cluster, const std::vector<Wanted>& wanted,
                             const WaitOptions& options);

}  // namespace meshctl::wait
