// SPDX-License-Identifier: Apache-2.0
// What containers are called and how they are started again.
#include <fmt/core.h>

#include <string_view>
#include <vector>

#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/pod.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kDuplicateContainerName = {
    .code = "KUBE0201",
    .name = "duplicate-container-name",
    .summary = "containers and init containers of a pod share one space of names"};
constinit const Rule kEphemeralContainerOnCreate = {
    .code = "KUBE0202",
    .name = "ephemeral-container-on-create",
    .summary = "ephemeral containers are added to running pods; manifests and templates must not hold any"};
constinit const Rule kImageWithWhiteSpace = {
    .code = "KUBE0203",
    .name = "image-with-white-space",
    .summary = "the image of a pod must not begin or end with white space"};
constinit const Rule kRestartRulesWithoutPolicy = {
    .code = "KUBE0204",
    .name = "restart-rules-without-policy",
    .summary =
        "rules for restarts refine the container's own `restartPolicy`, which must be set, by exit codes"};
constinit const Rule kBadResizePolicy = {
    .code = "KUBE0205",
    .name = "bad-resize-policy",
    .summary =
        "cpu and memory can be resized, each by one policy, with a restart only where containers restart"};

constexpr const Rule* kRules[] = {&kDuplicateContainerName, &kEphemeralContainerOnCreate,
                                  &kImageWithWhiteSpace, &kRestartRulesWithoutPolicy, &kBadResizePolicy};

void CheckNames(const Pod& pod, Verdict& verdict) {
  const auto report = [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateContainerName, first.Get("name"), again.Get("name"), verdict,
             "give each container its own name");
  };
  const auto containers = pod.spec.Get("containers").items();
  const auto initial = pod.spec.Get("initContainers").items();
  if (initial.empty()) return ForEachDuplicate(containers, ByText("name"), report);
  std::vector<const yaml::Node*> all;
  all.reserve(containers.size() + initial.size());
  for (const yaml::Node& container : containers) all.push_back(&container);
  for (const yaml::Node& container : initial) all.push_back(&container);
  ForEachDuplicate(all, ByText("name"), report);
}

void CheckImage(const yaml::Node& container, Verdict& verdict) {
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  const yaml::Node& image = container.Get("image");
  const std::string_view text = image.string();
  if (text.empty()) return;
  if (kSpace.find(text.front()) == std::string_view::npos &&
      kSpace.find(text.back()) == std::string_view::npos)
    return;
  verdict.At(kImageWithWhiteSpace, image,
             fmt::format("{} begins or ends with white space", verdict.Path(image)),
             {.label = "white space around the name"});
}

void CheckRestart(const yaml::Node& container, Verdict& verdict) {
  const yaml::Node& rules = container.Get("restartPolicyRules");
  if (rules.size() == 0) return;
  if (container.Get("restartPolicy").string().empty()) {
    verdict.AtKey(
        kRestartRulesWithoutPolicy, container, "restartPolicyRules",
        fmt::format("{} has no policy to refine", verdict.Path(rules)),
        {.label = "needs `restartPolicy` beside it", .help = "set `restartPolicy` of the container"});
  }
  for (const yaml::Node& rule : rules.items()) {
    if (Given(rule.Get("exitCodes"))) continue;
    verdict.Missing(kRestartRulesWithoutPolicy, rule,
                    fmt::format("{} names no exit codes", verdict.Path(rule)),
                    {.label = "needs `exitCodes`"});
  }
}

void CheckResize(const Pod& pod, const yaml::Node& container, Verdict& verdict) {
  const auto policies = container.Get("resizePolicy").items();
  for (const yaml::Node& policy : policies) {
    const yaml::Node& resource = policy.Get("resourceName");
    if (resource.string() != "cpu" && resource.string() != "memory") {
      verdict.At(kBadResizePolicy, resource, fmt::format("{} cannot be resized", verdict.Path(resource)),
                 {.label = "must be `cpu` or `memory`"});
    }
    const yaml::Node& restart = policy.Get("restartPolicy");
    if (restart.string() == "RestartContainer" && pod.spec.Get("restartPolicy").string() == "Never") {
      verdict.At(
          kBadResizePolicy, restart,
          fmt::format("{} restarts containers of a pod that never restarts any", verdict.Path(restart)),
          {.label = "against `restartPolicy: Never`", .help = "use `NotRequired`"});
    }
  }
  ForEachDuplicate(policies, ByText("resourceName"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kBadResizePolicy, first.Get("resourceName"), again.Get("resourceName"), verdict,
             "keep one of the policies");
  });
}

void CheckObject(const Object& object, Verdict& verdict) { CheckContainers(PodOf(object), verdict); }

}  // namespace

constinit const Code kContainersCode = {Authority::kApiServer, "", "Pod", kRules, CheckObject};

void CheckContainers(const Pod& pod, Verdict& verdict) {
  CheckNames(pod, verdict);
  if (pod.spec.Get("ephemeralContainers").size() > 0) {
    Unwanted(kEphemeralContainerOnCreate, pod.spec, "ephemeralContainers",
             "only running pods can be given ephemeral containers", verdict,
             "use `kubectl debug`, or move them to `containers`");
  }
  pod.ForEachContainer([&](const yaml::Node& container) {
    if (!pod.is_template) CheckImage(container, verdict);
    CheckRestart(container, verdict);
    CheckResize(pod, container, verdict);
  });
}

}  // namespace meshctl::validate::kubernetes
