// SPDX-License-Identifier: Apache-2.0
// Probes and lifecycle hooks: which containers may have them, and numbers that only some of them take.
#include <fmt/core.h>

#include <string_view>

#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/pod.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kProbeOnInitContainer = {
    .code = "KUBE0250",
    .name = "probe-on-init-container",
    .summary =
        "an init container runs to its end; only one with `restartPolicy: Always` has probes and hooks"};
constinit const Rule kSuccessThreshold = {
    .code = "KUBE0251",
    .name = "success-threshold-not-one",
    .summary = "liveness and startup probes end with their first success"};
constinit const Rule kGracePeriodOnReadiness = {
    .code = "KUBE0252",
    .name = "grace-period-on-readiness-probe",
    .summary = "a readiness probe never stops a container, so it has no grace period"};
constinit const Rule kSleepOverGracePeriod = {
    .code = "KUBE0253",
    .name = "sleep-over-grace-period",
    .summary = "a hook cannot sleep longer than the pod is given to stop"};

constexpr const Rule* kRules[] = {&kProbeOnInitContainer, &kSuccessThreshold, &kGracePeriodOnReadiness,
                                  &kSleepOverGracePeriod};

constexpr std::string_view kProbes[] = {"livenessProbe", "readinessProbe", "startupProbe"};

void CheckThreshold(const yaml::Node& probe, Verdict& verdict) {
  const yaml::Node& threshold = probe.Get("successThreshold");
  const std::int64_t successes = NumberOr(threshold, 1);
  if (successes == 0 || successes == 1) return;
  verdict.At(
      kSuccessThreshold, threshold,
      fmt::format("{} is {}, but one success is enough for this probe", verdict.Path(threshold), successes),
      {.label = "must be 1", .help = "remove it, or count successes in a readiness probe"});
}

void CheckSleep(const Pod& pod, const yaml::Node& lifecycle, Verdict& verdict) {
  constexpr std::int64_t kDefaultGracePeriod = 30;
  const std::int64_t given = NumberOr(pod.spec.Get("terminationGracePeriodSeconds"), kDefaultGracePeriod);
  const std::int64_t grace = given < 0 ? 1 : given;  // as the API server reads it
  for (const char* hook : {"postStart", "preStop"}) {
    const yaml::Node& seconds = lifecycle.Get(hook).Get("sleep").Get("seconds");
    if (!Given(seconds) || NumberOr(seconds, 0) <= grace) continue;
    verdict.At(kSleepOverGracePeriod, seconds,
               fmt::format("{} is {}, more than the {} seconds the pod is given to stop",
                           verdict.Path(seconds), NumberOr(seconds, 0), grace),
               {.label = "longer than the grace period",
                .help = "sleep shorter, or raise `terminationGracePeriodSeconds` of the pod"});
  }
}

void CheckLongRunning(const Pod& pod, const yaml::Node& container, Verdict& verdict) {
  CheckThreshold(container.Get("livenessProbe"), verdict);
  CheckThreshold(container.Get("startupProbe"), verdict);
  const yaml::Node& readiness = container.Get("readinessProbe");
  if (Given(readiness.Get("terminationGracePeriodSeconds"))) {
    Unwanted(kGracePeriodOnReadiness, readiness, "terminationGracePeriodSeconds",
             "a readiness probe stops no container", verdict, "move it to the liveness or startup probe");
  }
  CheckSleep(pod, container.Get("lifecycle"), verdict);
}

void CheckObject(const Object& object, Verdict& verdict) { CheckProbes(PodOf(object), verdict); }

}  // namespace

constinit const Code kProbesCode = {Authority::kApiServer, "", "Pod", kRules, CheckObject};

void CheckProbes(const Pod& pod, Verdict& verdict) {
  for (const yaml::Node& container : pod.spec.Get("containers").items())
    CheckLongRunning(pod, container, verdict);
  for (const yaml::Node& container : pod.spec.Get("initContainers").items()) {
    if (container.Get("restartPolicy").string() == "Always") {
      CheckLongRunning(pod, container, verdict);
      continue;
    }
    const auto refuse = [&](std::string_view field) {
      if (!Given(container.Get(field))) return;
      Unwanted(kProbeOnInitContainer, container, field, "the init container runs to its end", verdict,
               "remove it, or make this a sidecar with `restartPolicy: Always`");
    };
    for (const std::string_view probe : kProbes) refuse(probe);
    refuse("lifecycle");
  }
}

}  // namespace meshctl::validate::kubernetes
