// SPDX-License-Identifier: Apache-2.0
// Pods say what became of them, events say what was refused before there was a Pod. Events outlive their
// cause by an hour, so they count only as long as the object lacks what they speak of.
#include "wait/stuck.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

#include "base/counted.h"
#include "wait/object_view.h"
#include "wait/stuck_pod.h"

namespace meshctl::wait {
namespace {

constexpr std::size_t kMostReasons = 5;

/// An event of type Warning, as far as it matters here.
struct Event {
  std::string kind;  ///< of what it is about
  std::string name;
  std::string reason;
  std::string message;
  std::string time;
};

Event EventIn(const Json& event) {
  Event read{.kind = TextAt(event, {"involvedObject", "kind"}),
             .name = TextAt(event, {"involvedObject", "name"}),
             .reason = TextAt(event, {"reason"}),
             .message = TextAt(event, {"message"}),
             .time = TextAt(event, {"series", "lastObservedTime"})};
  for (const char* key : {"lastTimestamp", "eventTime"}) {
    if (read.time.empty()) read.time = TextAt(event, {key});
  }
  if (read.time.empty()) read.time = TextAt(event, {"metadata", "creationTimestamp"});
  return read;
}

/// `Error creating: pods "web-7d4-x" is forbidden: exceeded quota: ...`: what differs from Pod to Pod goes.
std::string Refusal(std::string message) {
  constexpr std::string_view kError = "Error creating: ";
  if (message.starts_with(kError)) message.erase(0, kError.size());
  const std::size_t forbidden = message.find(" is forbidden: ");
  if (message.starts_with("pods \"") && forbidden != std::string::npos)
    message.erase(0, forbidden + std::string_view(" is forbidden: ").size());
  return message;
}

std::string NotCreated(const std::string& message) {
  return "its pods cannot be created: " + OneLine(Refusal(message));
}

bool IsAboutVolumes(std::string_view reason) {
  return reason == "FailedMount" || reason == "FailedAttachVolume" || reason == "FailedMapVolume";
}

/// What an event about an unready Pod adds to the Pod's own reasons.
std::vector<Reason> OfPodEvent(const Event& event) {
  const auto reason = [&](std::string_view text) {
    return std::vector<Reason>{{.text = fmt::format("{}: {}", text, OneLine(event.message)),
                                .time = event.time,
                                .subject = "pod/" + event.name}};
  };
  if (IsAboutVolumes(event.reason)) return reason("a volume cannot be mounted");
  if (event.reason == "FailedCreatePodSandBox") return reason("its sandbox cannot be made");
  if (event.reason == "FailedPostStartHook") return reason("its start hook failed");
  return {};
}

class Collection {
 public:
  Collection(const Json& object, std::span<const Json> pods) : object_(object) {
    for (const Json& pod : pods) {
      if (!IsUnready(pod)) continue;
      unready_.insert(TextAt(pod, {"metadata", "name"}));
      std::ranges::move(PodReasons(pod), std::back_inserter(reasons_));
    }
  }

  void TakeConditions() {
    for (const Json& condition : ListAt(object_, {"status", "conditions"})) {
      if (TextAt(condition, {"type"}) != "ReplicaFailure" || TextAt(condition, {"status"}) != "True")
        continue;
      reasons_.push_back({.text = NotCreated(TextAt(condition, {"message"})),
                          .time = TextAt(condition, {"lastTransitionTime"})});
    }
  }

  void Take(const Event& event) {
    if (event.kind == "Pod" && unready_.contains(event.name)) {
      if (event.reason == "Unhealthy") return Explain(event);
      if (event.reason == "FailedScheduling" && HasReason("pod/" + event.name)) return;
      std::ranges::move(OfPodEvent(event), std::back_inserter(reasons_));
      return;
    }
    const std::string kind = TextAt(object_, {"kind"});
    const std::string name = TextAt(object_, {"metadata", "name"});
    const bool own = event.kind == kind && event.name == name;
    const bool of_replicas =
        kind == "Deployment" && event.kind == "ReplicaSet" && event.name.starts_with(name + "-");
    if (!own && !of_replicas) return;
    if (event.reason == "FailedCreate") {
      if (LacksPods()) reasons_.push_back({.text = NotCreated(event.message), .time = event.time});
    } else if (own && PodSelectorOf(object_).empty() && kind != "Pod") {
      reasons_.push_back(
          {.text = fmt::format("{}: {}", event.reason, OneLine(event.message)), .time = event.time});
    }
  }

  /// Newest first; the same about several Pods is said once.
  std::vector<std::string> Sentences() {
    std::ranges::stable_sort(reasons_, std::ranges::greater(), &Reason::time);
    std::vector<std::string> sentences;
    for (auto reason = reasons_.begin(); reason != reasons_.end(); ++reason) {
      const auto same = [&](const Reason& other) { return other.text == reason->text; };
      if (std::any_of(reasons_.begin(), reason, same)) continue;
      if (sentences.size() == kMostReasons) break;
      std::set<std::string> subjects;
      for (const Reason& other : reasons_) {
        if (same(other)) subjects.insert(other.subject);
      }
      sentences.push_back(Sentence(*reason, subjects.size() - 1));
    }
    return sentences;
  }

 private:
  static std::string Sentence(const Reason& reason, std::size_t others) {
    if (reason.subject.empty()) return reason.text;
    const std::string more =
        others == 0 ? std::string() : fmt::format(" (and {})", Counted(others, "other pod"));
    return fmt::format("{}{}: {}", reason.subject, more, reason.text);
  }

  bool HasReason(const std::string& subject) const {
    return std::ranges::find(reasons_, subject, &Reason::subject) != reasons_.end();
  }

  bool LacksPods() const {
    const auto status = [&](const char* key) { return NumberAt(object_, {"status", key}).value_or(0); };
    if (TextAt(object_, {"kind"}) == "DaemonSet")
      return status("currentNumberScheduled") < status("desiredNumberScheduled");
    if (TextAt(object_, {"kind"}) == "Job") return status("active") + status("succeeded") == 0;
    // A Deployment that replaces its Pods has all it wants, but not of the new ones.
    const std::int64_t wanted = NumberAt(object_, {"spec", "replicas"}).value_or(1);
    return status("replicas") < wanted ||
           (TextAt(object_, {"kind"}) == "Deployment" && status("updatedReplicas") < wanted);
  }

  /// The message of a failed probe belongs behind `runs but is not ready`.
  void Explain(const Event& event) {
    for (Reason& reason : reasons_) {
      if (reason.subject != "pod/" + event.name || reason.text.find(" runs but ") == std::string::npos)
        continue;
      const std::size_t colon = reason.text.find(": ");
      if (colon != std::string::npos && reason.time > event.time) return;
      if (colon != std::string::npos) reason.text.resize(colon);
      reason.text += ": " + OneLine(event.message);
      reason.time = event.time;
    }
  }

  const Json& object_;
  std::set<std::string> unready_;
  std::vector<Reason> reasons_;
};

/// `key in (a,b)`, `!key`; empty when malformed.
std::string Requirement(const Json& expression) {
  const std::string key = TextAt(expression, {"key"});
  const std::string op = TextAt(expression, {"operator"});
  if (key.empty()) return {};
  if (op == "Exists") return key;
  if (op == "DoesNotExist") return "!" + key;
  if (op != "In" && op != "NotIn") return {};
  std::string values;
  for (const Json& value : ListAt(expression, {"values"})) {
    if (!value.is_string()) return {};
    values += (values.empty() ? "" : ",") + value.get<std::string>();
  }
  return fmt::format("{} {} ({})", key, op == "In" ? "in" : "notin", values);
}

std::string SelectorIn(const Json* labels, const Json& expressions) {
  std::string selector;
  const auto add = [&](const std::string& part) { selector += (selector.empty() ? "" : ",") + part; };
  if (labels && labels->is_object()) {
    for (const auto& [key, value] : labels->items()) {
      if (!value.is_string()) return {};
      add(key + "=" + value.get<std::string>());
    }
  }
  for (const Json& expression : expressions) {
    const std::string requirement = Requirement(expression);
    if (requirement.empty()) return {};
    add(requirement);
  }
  return selector;
}

}  // namespace

std::string PodSelectorOf(const Json& object) {
  const std::string group = GroupOf(object);
  const std::string kind = TextAt(object, {"kind"});
  if (group.empty() && kind == "ReplicationController") {
    return SelectorIn(At(object, {"spec", "selector"}), Json::array());
  }
  const bool workload = (group == "apps" && (kind == "Deployment" || kind == "StatefulSet" ||
                                             kind == "DaemonSet" || kind == "ReplicaSet")) ||
                        (group == "batch" && kind == "Job");
  if (!workload) return {};
  return SelectorIn(At(object, {"spec", "selector", "matchLabels"}),
                    ListAt(object, {"spec", "selector", "matchExpressions"}));
}

std::vector<std::string> StuckReasons(const Json& object, std::span<const Json> pods,
                                      std::span<const Json> events) {
  Collection collection(object, pods);
  collection.TakeConditions();
  for (const Json& event : events) {
    if (TextAt(event, {"type"}) == "Warning") collection.Take(EventIn(event));
  }
  return collection.Sentences();
}

}  // namespace meshctl::wait
