// SPDX-License-Identifier: Apache-2.0
// The kubelet's reasons (pkg/kubelet/images, kuberuntime, and container_state of the API) in words. What a
// reason alone does not say is in its message, which is kept.
#include "wait/stuck_pod.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/counted.h"
#include "base/utf8.h"
#include "wait/object_view.h"

namespace meshctl::wait {
namespace {

constexpr std::size_t kMaxMessage = 240;  // bytes

constexpr std::array<std::string_view, 7> kImageReasons = {
    "ErrImagePull",      "ImagePullBackOff",    "InvalidImageName",         "ErrImageNeverPull",
    "ImageInspectError", "RegistryUnavailable", "SignatureValidationFailed"};

/// One container of a Pod: what was asked for and what became of it.
struct Container {
  const Json& status;
  std::string role;  // "container", "init container"

  std::string name() const { return TextAt(status, {"name"}); }
  std::string Title() const { return fmt::format("{} `{}`", role, name()); }
};

std::string WithMessage(std::string text, const std::string& message) {
  return message.empty() ? text : fmt::format("{}: {}", text, OneLine(message));
}

std::string Restarts(const Json& status) {
  const std::int64_t count = NumberAt(status, {"restartCount"}).value_or(0);
  return count > 0 ? fmt::format(", {}", Counted(static_cast<std::uint64_t>(count), "restart"))
                   : std::string();
}

/// How a container ended.
Reason Ended(const Container& container, const Json& terminated) {
  const std::string reason = TextAt(terminated, {"reason"});
  const std::string time = TextAt(terminated, {"finishedAt"});
  if (reason == "OOMKilled") {
    return {.text = fmt::format("{} ran out of memory and was killed{}", container.Title(),
                                Restarts(container.status)),
            .time = time};
  }
  std::string text = fmt::format("{} ended with exit code {}{}", container.Title(),
                                 NumberAt(terminated, {"exitCode"}).value_or(0), Restarts(container.status));
  return {.text = WithMessage(std::move(text), TextAt(terminated, {"message"})), .time = time};
}

/// The image as the Pod spells it: the status holds another form of it once it is there.
std::string ImageOf(const Json& pod, const Container& container) {
  for (const char* list : {"containers", "initContainers"}) {
    for (const Json& spec : ListAt(pod, {"spec", list})) {
      if (TextAt(spec, {"name"}) == container.name()) return TextAt(spec, {"image"});
    }
  }
  return TextAt(container.status, {"image"});
}

/// `Back-off pulling image "x": ErrImagePull: rpc error: ... not found`: the kubelet's frame goes.
std::string PullMessage(const std::string& message) {
  constexpr std::string_view kCause = "ErrImagePull: ";
  const std::size_t at = message.find(kCause);
  if (at != std::string::npos) return message.substr(at + kCause.size());
  return message.starts_with("Back-off pulling image") ? std::string() : message;
}

std::vector<Reason> WaitingReasons(const Json& pod, const Container& container, const Json& waiting) {
  const std::string reason = TextAt(waiting, {"reason"});
  const std::string message = TextAt(waiting, {"message"});
  if (std::ranges::find(kImageReasons, reason) != kImageReasons.end()) {
    return {{.text = WithMessage(
                 fmt::format("{}: image `{}` cannot be pulled", container.Title(), ImageOf(pod, container)),
                 PullMessage(message))}};
  }
  if (reason == "CrashLoopBackOff") {
    const Json* last = At(container.status, {"lastState", "terminated"});
    if (last) {
      Reason ended = Ended(container, *last);
      ended.text = "crash loop: " + ended.text;
      return {std::move(ended)};
    }
    return {{.text = fmt::format("crash loop: {}{}", container.Title(), Restarts(container.status))}};
  }
  if (reason == "CreateContainerConfigError") {
    return {{.text = WithMessage(fmt::format("{} lacks configuration", container.Title()), message)}};
  }
  if (reason.empty() || reason == "ContainerCreating" || reason == "PodInitializing") return {};
  return {{.text = WithMessage(fmt::format("{}: {}", container.Title(), reason), message)}};
}

std::vector<Reason> ContainerReasons(const Json& pod, const Container& container) {
  if (const Json* waiting = At(container.status, {"state", "waiting"}))
    return WaitingReasons(pod, container, *waiting);
  if (const Json* terminated = At(container.status, {"state", "terminated"})) {
    if (NumberAt(*terminated, {"exitCode"}).value_or(0) == 0) return {};
    return {Ended(container, *terminated)};
  }
  const Json* ready = At(container.status, {"ready"});
  if (!At(container.status, {"state", "running"}) || !ready || *ready != false) return {};
  const std::string since = TextAt(container.status, {"state", "running", "startedAt"});
  if (container.role == "init container") {
    return {{.text = fmt::format("{} is still running", container.Title()), .time = since}};
  }
  const Json* started = At(container.status, {"started"});
  if (started && *started == false) {
    return {{.text = fmt::format("{} runs but has not passed its startup probe{}", container.Title(),
                                 Restarts(container.status)),
             .time = since}};
  }
  return {{.text = fmt::format("{} runs but is not ready{}", container.Title(), Restarts(container.status)),
           .time = since}};
}

/// `0/3 nodes are available: 3 Insufficient cpu. preemption: ...`: the second sentence says nothing new.
std::string SchedulerMessage(std::string message) {
  if (const std::size_t at = message.find(" preemption:"); at != std::string::npos) message.resize(at);
  while (message.ends_with('.')) message.pop_back();
  return message;
}

std::vector<Reason> ConditionReasons(const Json& pod) {
  std::vector<Reason> reasons;
  const Json& conditions = ListAt(pod, {"status", "conditions"});
  const Json* scheduled = ConditionIn(conditions, "PodScheduled");
  if (scheduled && TextAt(*scheduled, {"status"}) == "False") {
    reasons.push_back(
        {.text = WithMessage("no node takes it", SchedulerMessage(TextAt(*scheduled, {"message"}))),
         .time = TextAt(*scheduled, {"lastTransitionTime"})});
  }
  const Json* contained = ConditionIn(conditions, "ContainersReady");
  if (!contained || TextAt(*contained, {"status"}) != "True") return reasons;
  for (const Json& gate : ListAt(pod, {"spec", "readinessGates"})) {
    const std::string type = TextAt(gate, {"conditionType"});
    const Json* condition = ConditionIn(conditions, type);
    if (condition && TextAt(*condition, {"status"}) == "True") continue;
    reasons.push_back({.text = WithMessage(fmt::format("readiness gate `{}` is not met", type),
                                           condition ? TextAt(*condition, {"message"}) : std::string())});
  }
  return reasons;
}

}  // namespace

std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!blank) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (line.ends_with(' ')) line.pop_back();
  if (line.size() > kMaxMessage) {
    std::size_t end = kMaxMessage;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80)
      --end;  // not inside a character
    line.resize(end);
    line += "...";
  }
  return utf8::Printable(line);
}

bool IsUnready(const Json& pod) {
  if (!TextAt(pod, {"metadata", "deletionTimestamp"}).empty()) return false;
  if (TextAt(pod, {"status", "phase"}) == "Succeeded") return false;
  const Json* ready = ConditionIn(ListAt(pod, {"status", "conditions"}), "Ready");
  return !ready || TextAt(*ready, {"status"}) != "True";
}

std::vector<Reason> PodReasons(const Json& pod) {
  if (!IsUnready(pod)) return {};
  std::vector<Reason> reasons = ConditionReasons(pod);
  const auto add = [&](const Json& statuses, const char* role) {
    for (const Json& status : statuses) {
      std::ranges::move(ContainerReasons(pod, {status, role}), std::back_inserter(reasons));
    }
  };
  add(ListAt(pod, {"status", "initContainerStatuses"}), "init container");
  // As long as an init container has a reason, the others can only be waiting for it.
  if (reasons.empty()) add(ListAt(pod, {"status", "containerStatuses"}), "container");
  if (reasons.empty() && TextAt(pod, {"status", "phase"}) == "Failed") {
    const std::string reason = TextAt(pod, {"status", "reason"});
    reasons.push_back(
        {.text = WithMessage(reason.empty() ? "it has failed" : "it has failed (" + reason + ")",
                             TextAt(pod, {"status", "message"}))});
  }
  for (Reason& reason : reasons) {
    reason.subject = "pod/" + TextAt(pod, {"metadata", "name"});
    if (reason.time.empty()) reason.time = TextAt(pod, {"metadata", "creationTimestamp"});
  }
  return reasons;
}

}  // namespace meshctl::wait
