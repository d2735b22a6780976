// SPDX-License-Identifier: Apache-2.0
// Pods that do not become ready, on request: for trying out what tools say about rollouts that are stuck.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/events.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

/// The annotation of a Pod, or of a Pod template, that asks for trouble. Its values are the names below; a
/// value that is none of them is no trouble.
inline constexpr const char* kTroubleAnnotation = "sandbox.meshctl.dev/pods";

enum class Trouble {
  kNone,
  kUnschedulable,               ///< `Unschedulable`: no node has room
  kImagePullBackOff,            ///< `ImagePullBackOff`: the registry does not know the image
  kCreateContainerConfigError,  ///< `CreateContainerConfigError`: a Secret is not there
  kCrashLoopBackOff,            ///< `CrashLoopBackOff`: the process ends with status 1 again and again
  kUnready,                     ///< `Unready`: runs, but its readiness probe fails
  kSlow,                        ///< `Slow`: becomes ready `kSlowStart` after it was created
};

inline constexpr std::chrono::milliseconds kSlowStart{1000};

Trouble TroubleOf(const Json& pod);

/// The message of the condition PodScheduled, and of the Event, of a Pod that no node has room for.
inline constexpr const char* kNoRoom =
    "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption "
    "victims found for incoming pod.";

/// One of `status.containerStatuses` of a container in this trouble; kNone and kSlow give one that runs, or
/// with `Started::kNo` one that is being created.
enum class Started { kNo, kYes };
Json ContainerStatus(const Json& pod, const Json& container, Trouble trouble, Started started,
                     const std::string& now);

/// What the kubelet tells about a Pod whose container is in this trouble; nothing for the others.
std::vector<Event> EventsOf(const Json& pod, const Json& container, Trouble trouble);

}  // namespace meshctl::sandbox
