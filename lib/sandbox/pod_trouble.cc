// SPDX-License-Identifier: Apache-2.0
// The statuses and messages are those of kubelets 1.33 with containerd. How often a container was restarted
// is made up once and for all: the Pod is in the midst of its trouble as soon as it exists.
#include "sandbox/pod_trouble.h"

#include <fmt/format.h>

#include "sandbox/store.h"

namespace meshctl::sandbox {
namespace {

constexpr int kRestarts = 3;

struct Name {
  std::string_view text;
  Trouble trouble;
};
constexpr Name kNames[] = {
    {"Unschedulable", Trouble::kUnschedulable},
    {"ImagePullBackOff", Trouble::kImagePullBackOff},
    {"CreateContainerConfigError", Trouble::kCreateContainerConfigError},
    {"CrashLoopBackOff", Trouble::kCrashLoopBackOff},
    {"Unready", Trouble::kUnready},
    {"Slow", Trouble::kSlow},
};

constexpr std::string_view kDockerHub = "docker.io/";
constexpr const char* kNoSecret = "secret \"missing\" not found";

// The image as containerd names it: `nginx:1` is `docker.io/library/nginx:1`.
std::string FullImage(const std::string& image) {
  const std::size_t slash = image.find('/');
  if (slash == image.npos) return fmt::format("{}library/{}", kDockerHub, image);
  const std::string host = image.substr(0, slash);
  const bool is_host = host.find_first_of(".:") != host.npos || host == "localhost";
  return is_host ? image : fmt::format("{}{}", kDockerHub, image);
}

std::string PullFault(const std::string& image) {
  const std::string full = FullImage(image);
  return fmt::format(
      "rpc error: code = NotFound desc = failed to pull and unpack image \"{0}\": failed to resolve "
      "reference "
      "\"{0}\": {0}: not found",
      full);
}

std::string PodName(const Json& pod) {
  return fmt::format("{}_{}({})", TextAt(pod, {"metadata", "name"}), TextAt(pod, {"metadata", "namespace"}),
                     TextAt(pod, {"metadata", "uid"}));
}

Json Waiting(std::string_view reason, std::string_view message = {}) {
  Json waiting = {{"reason", reason}};
  if (!message.empty()) waiting["message"] = message;
  return {{"waiting", std::move(waiting)}};
}

Event Normal(std::string reason, std::string message, const std::string& field) {
  return {Event::Type::kNormal, std::move(reason), std::move(message), "kubelet", field};
}
Event Warning(std::string reason, std::string message, const std::string& field, int count = 1) {
  return {Event::Type::kWarning, std::move(reason), std::move(message), "kubelet", field, count};
}

}  // namespace

Trouble TroubleOf(const Json& pod) {
  const std::string wanted = TextAt(pod, {"metadata", "annotations", kTroubleAnnotation});
  for (const Name& name : kNames) {
    if (name.text == wanted) return name.trouble;
  }
  return Trouble::kNone;
}

Json ContainerStatus(const Json& pod, const Json& container, Trouble trouble, Started started,
                     const std::string& now) {
  const std::string name = TextAt(container, {"name"});
  const std::string image = TextAt(container, {"image"});
  Json status = {
      {"name", name},     {"image", image},    {"imageID", ""},           {"ready", false},
      {"started", false}, {"restartCount", 0}, {"state", Json::object()}, {"lastState", Json::object()}};
  switch (trouble) {
    case Trouble::kUnschedulable:
      break;
    case Trouble::kImagePullBackOff:
      status["state"] =
          Waiting("ImagePullBackOff",
                  fmt::format("Back-off pulling image \"{}\": ErrImagePull: {}", image, PullFault(image)));
      return status;
    case Trouble::kCreateContainerConfigError:
      status["state"] = Waiting("CreateContainerConfigError", kNoSecret);
      return status;
    case Trouble::kCrashLoopBackOff:
      status["state"] =
          Waiting("CrashLoopBackOff",
                  fmt::format("back-off 40s restarting failed container={} pod={}", name, PodName(pod)));
      status["lastState"] = {
          {"terminated", {{"exitCode", 1}, {"reason", "Error"}, {"startedAt", now}, {"finishedAt", now}}}};
      status["restartCount"] = kRestarts;
      return status;
    case Trouble::kUnready:
      status["state"] = {{"running", {{"startedAt", now}}}};
      status["started"] = true;
      return status;
    case Trouble::kNone:
    case Trouble::kSlow:
      if (started == Started::kNo) break;
      status["state"] = {{"running", {{"startedAt", now}}}};
      status["started"] = true;
      status["ready"] = true;
      return status;
  }
  status["state"] = Waiting("ContainerCreating");
  return status;
}

std::vector<Event> EventsOf(const Json& pod, const Json& container, Trouble trouble) {
  const std::string name = TextAt(container, {"name"});
  const std::string image = TextAt(container, {"image"});
  const std::string field = fmt::format("spec.containers{{{}}}", name);
  const Event scheduled{
      Event::Type::kNormal, "Scheduled",
      fmt::format("Successfully assigned {}/{} to {}", TextAt(pod, {"metadata", "namespace"}),
                  TextAt(pod, {"metadata", "name"}), TextAt(pod, {"spec", "nodeName"})),
      "default-scheduler"};
  const Event pulled =
      Normal("Pulled", fmt::format("Container image \"{}\" already present on machine", image), field);
  switch (trouble) {
    case Trouble::kUnschedulable:
      return {{Event::Type::kWarning, "FailedScheduling", kNoRoom, "default-scheduler"}};
    case Trouble::kImagePullBackOff:
      return {scheduled,
              Normal("Pulling", fmt::format("Pulling image \"{}\"", image), field),
              Warning("Failed", fmt::format("Failed to pull image \"{}\": {}", image, PullFault(image)),
                      field, kRestarts),
              Warning("Failed", "Error: ErrImagePull", field, kRestarts),
              Normal("BackOff", fmt::format("Back-off pulling image \"{}\"", image), field),
              Warning("Failed", "Error: ImagePullBackOff", field, kRestarts)};
    case Trouble::kCreateContainerConfigError:
      return {scheduled, pulled, Warning("Failed", fmt::format("Error: {}", kNoSecret), field, kRestarts)};
    case Trouble::kCrashLoopBackOff:
      return {scheduled, pulled, Normal("Created", fmt::format("Created container: {}", name), field),
              Normal("Started", fmt::format("Started container {}", name), field),
              Warning("BackOff",
                      fmt::format("Back-off restarting failed container {} in pod {}", name, PodName(pod)),
                      field, kRestarts)};
    case Trouble::kUnready:
      return {scheduled, pulled,
              Warning("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", field,
                      kRestarts)};
    case Trouble::kNone:
    case Trouble::kSlow:
      break;
  }
  return {};
}

}  // namespace meshctl::sandbox
