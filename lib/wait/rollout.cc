// SPDX-License-Identifier: Apache-2.0
// The order of the questions and the words are kubectl's. What only meshctl says (ReadyWorkload) is the same
// sentence without its frame.
#include "wait/rollout.h"

#include <fmt/format.h>

#include <optional>

#include "wait/object_view.h"

namespace meshctl::wait {
namespace {

constexpr const char* kRevision = "deployment.kubernetes.io/revision";

struct Progress {
  Verdict verdict = Verdict::kNotYet;
  std::string frame =
      {};  // "deployment" or "daemon set": `Waiting for FRAME "NAME" rollout to finish: DETAIL...`
  std::string detail = {};
};

std::int64_t StatusNumber(const Json& object, const char* key) {
  return NumberAt(object, {"status", key}).value_or(0);
}

std::string NameOf(const Json& object) { return TextAt(object, {"metadata", "name"}); }

bool Observed(const Json& object) {
  return NumberAt(object, {"metadata", "generation"}).value_or(0) <=
         StatusNumber(object, "observedGeneration");
}

Progress DeploymentProgress(const Json& object) {
  if (!Observed(object)) return {.detail = "Waiting for deployment spec update to be observed..."};
  const Json* progressing = ConditionIn(ListAt(object, {"status", "conditions"}), "Progressing");
  if (progressing && TextAt(*progressing, {"reason"}) == "ProgressDeadlineExceeded") {
    return {.verdict = Verdict::kFailed,
            .detail = fmt::format("deployment \"{}\" exceeded its progress deadline", NameOf(object))};
  }
  const auto wanted = NumberAt(object, {"spec", "replicas"});
  const std::int64_t updated = StatusNumber(object, "updatedReplicas");
  const std::int64_t all = StatusNumber(object, "replicas");
  const std::int64_t available = StatusNumber(object, "availableReplicas");
  if (wanted && updated < *wanted) {
    return {.frame = "deployment",
            .detail = fmt::format("{} out of {} new replicas have been updated", updated, *wanted)};
  }
  if (all > updated) {
    return {.frame = "deployment",
            .detail = fmt::format("{} old replicas are pending termination", all - updated)};
  }
  if (available < updated) {
    return {.frame = "deployment",
            .detail = fmt::format("{} of {} updated replicas are available", available, updated)};
  }
  return {.verdict = Verdict::kMet,
          .detail = fmt::format("deployment \"{}\" successfully rolled out", NameOf(object))};
}

Progress DaemonSetProgress(const Json& object) {
  if (!Observed(object)) return {.detail = "Waiting for daemon set spec update to be observed..."};
  const std::int64_t wanted = StatusNumber(object, "desiredNumberScheduled");
  const std::int64_t updated = StatusNumber(object, "updatedNumberScheduled");
  const std::int64_t available = StatusNumber(object, "numberAvailable");
  if (updated < wanted) {
    return {.frame = "daemon set",
            .detail = fmt::format("{} out of {} new pods have been updated", updated, wanted)};
  }
  if (available < wanted) {
    return {.frame = "daemon set",
            .detail = fmt::format("{} of {} updated pods are available", available, wanted)};
  }
  return {.verdict = Verdict::kMet,
          .detail = fmt::format("daemon set \"{}\" successfully rolled out", NameOf(object))};
}

Progress StatefulSetProgress(const Json& object) {
  if (StatusNumber(object, "observedGeneration") == 0 || !Observed(object)) {
    return {.detail = "Waiting for statefulset spec update to be observed..."};
  }
  const auto wanted = NumberAt(object, {"spec", "replicas"});
  const std::int64_t ready = StatusNumber(object, "readyReplicas");
  const std::int64_t updated = StatusNumber(object, "updatedReplicas");
  if (wanted && ready < *wanted) {
    return {.detail = fmt::format("Waiting for {} pods to be ready...", *wanted - ready)};
  }
  if (At(object, {"spec", "updateStrategy", "rollingUpdate"})) {
    const auto partition = NumberAt(object, {"spec", "updateStrategy", "rollingUpdate", "partition"});
    if (wanted && partition && updated < *wanted - *partition) {
      return {.detail = fmt::format(
                  "Waiting for partitioned roll out to finish: {} out of {} new pods have been updated...",
                  updated, *wanted - *partition)};
    }
    return {
        .verdict = Verdict::kMet,
        .detail = fmt::format("partitioned roll out complete: {} new pods have been updated...", updated)};
  }
  const std::string update = TextAt(object, {"status", "updateRevision"});
  const std::string current = TextAt(object, {"status", "currentRevision"});
  if (update != current) {
    return {.detail =
                fmt::format("waiting for statefulset rolling update to complete {} pods at revision {}...",
                            updated, update)};
  }
  return {.verdict = Verdict::kMet,
          .detail = fmt::format("statefulset rolling update complete {} pods at revision {}...",
                                StatusNumber(object, "currentReplicas"), current)};
}

Progress ProgressOf(const Json& object) {
  const std::string kind = TextAt(object, {"kind"});
  if (kind == "DaemonSet") return DaemonSetProgress(object);
  if (kind == "StatefulSet") return StatefulSetProgress(object);
  return DeploymentProgress(object);
}

bool HasRollingUpdates(const Json& object) {
  return TextAt(object, {"kind"}) == "Deployment" ||
         TextAt(object, {"spec", "updateStrategy", "type"}) == "RollingUpdate";
}

/// Pods of an OnDelete workload are replaced by hand, so only how many are ready counts.
Standing ReadyPods(const Json& object) {
  const bool daemon_set = TextAt(object, {"kind"}) == "DaemonSet";
  const std::int64_t ready = StatusNumber(object, daemon_set ? "numberReady" : "readyReplicas");
  const std::int64_t wanted = daemon_set ? StatusNumber(object, "desiredNumberScheduled")
                                         : NumberAt(object, {"spec", "replicas"}).value_or(1);
  if (Observed(object) && ready >= wanted) return {Verdict::kMet, {}};
  return {Verdict::kNotYet, fmt::format("{} of {} pods are ready", ready, wanted)};
}

}  // namespace

bool RollsOut(const Json& object) {
  const std::string kind = TextAt(object, {"kind"});
  return GroupOf(object) == "apps" && (kind == "Deployment" || kind == "StatefulSet" || kind == "DaemonSet");
}

Standing RolloutOf(const Json& object, std::int64_t revision) {
  if (!HasRollingUpdates(object)) {
    return {Verdict::kFailed, "rollout status is only available for RollingUpdate strategy type"};
  }
  if (revision > 0) {
    const std::string text = TextAt(object, {"metadata", "annotations", kRevision});
    if (text != fmt::to_string(revision)) {
      return {Verdict::kFailed,
              fmt::format("desired revision ({}) is different from the running revision ({})", revision,
                          text.empty() ? "0" : text)};
    }
  }
  Progress progress = ProgressOf(object);
  if (!progress.frame.empty()) {
    progress.detail = fmt::format("Waiting for {} \"{}\" rollout to finish: {}...", progress.frame,
                                  NameOf(object), progress.detail);
  }
  return {progress.verdict, std::move(progress.detail)};
}

Standing ReadyWorkload(const Json& object) {
  if (!HasRollingUpdates(object)) return ReadyPods(object);
  const Progress progress = ProgressOf(object);
  switch (progress.verdict) {
    case Verdict::kMet:
      return {Verdict::kMet, {}};
    case Verdict::kFailed:
      return {Verdict::kFailed, "it exceeded its progress deadline"};
    case Verdict::kNotYet:
      break;
  }
  if (!progress.frame.empty()) return {Verdict::kNotYet, progress.detail};
  if (!Observed(object)) return {Verdict::kNotYet, "its controller has not seen the change yet"};
  return ReadyPods(object).verdict == Verdict::kNotYet
             ? ReadyPods(object)
             : Standing{Verdict::kNotYet, "its pods are being replaced"};
}

}  // namespace meshctl::wait
