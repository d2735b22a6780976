// SPDX-License-Identifier: Apache-2.0
// Job and CronJob.
#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "schema/formats.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/label_selector.h"
#include "validate/kubernetes/pod.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kJobRestartPolicy = {
    .code = "KUBE0320",
    .name = "job-restart-policy",
    .summary =
        "pods of a Job end, so `restartPolicy` must be OnFailure or Never; it is Always when left out"};
constinit const Rule kJobSelector = {
    .code = "KUBE0321",
    .name = "job-selector",
    .summary =
        "the selector of a Job is made by the API server, unless a Job with `manualSelector` brings its own"};
constinit const Rule kIndexedWithoutCompletions = {
    .code = "KUBE0322",
    .name = "indexed-without-completions",
    .summary = "an Indexed Job with `parallelism` must say how many indexes there are in all"};
constinit const Rule kNeedsIndexedMode = {
    .code = "KUBE0323",
    .name = "needs-indexed-mode",
    .summary = "limits per index and success policies need `completionMode: Indexed`"};
constinit const Rule kMaxFailedIndexes = {
    .code = "KUBE0324",
    .name = "bad-max-failed-indexes",
    .summary = "`maxFailedIndexes` needs `backoffLimitPerIndex` and cannot be more than there are indexes"};
constinit const Rule kFailurePolicy = {
    .code = "KUBE0325",
    .name = "bad-failure-policy",
    .summary = "a rule for failed pods looks at exit codes or at conditions, of pods that are not restarted"};
constinit const Rule kExitCodes = {
    .code = "KUBE0326",
    .name = "bad-exit-codes",
    .summary = "exit codes are different numbers in ascending order, without 0 where failures are listed"};
constinit const Rule kSuccessPolicy = {
    .code = "KUBE0327",
    .name = "bad-success-policy",
    .summary = "a rule for success names indexes, a number of them, or both"};
constinit const Rule kJobNameTooLong = {
    .code = "KUBE0328",
    .name = "indexed-job-name",
    .summary = "the pods of an Indexed Job are hosts called after it and their index: a DNS label"};
constinit const Rule kPodReplacement = {
    .code = "KUBE0329",
    .name = "pod-replacement-with-failure-policy",
    .summary =
        "a failure policy judges pods that have ended, so they are not replaced while they still stop"};
constinit const Rule kTimeZoneInSchedule = {
    .code = "KUBE0330",
    .name = "time-zone-in-schedule",
    .summary = "the time zone of a CronJob stands in `timeZone`, not in its schedule"};

constexpr const Rule* kJobRules[] = {&kJobRestartPolicy, &kJobSelector,      &kIndexedWithoutCompletions,
                                     &kNeedsIndexedMode, &kMaxFailedIndexes, &kFailurePolicy,
                                     &kExitCodes,        &kSuccessPolicy,    &kJobNameTooLong,
                                     &kPodReplacement};
constexpr const Rule* kCronJobRules[] = {&kJobRestartPolicy, &kJobSelector, &kTimeZoneInSchedule};

bool IsIndexed(const yaml::Node& spec) { return spec.Get("completionMode").string() == "Indexed"; }

void CheckRestartPolicy(const yaml::Node& spec, Verdict& verdict) {
  const yaml::Node& pod = spec.Get("template").Get("spec");
  const yaml::Node& policy = pod.Get("restartPolicy");
  if (policy.string().empty()) {
    if (!Given(pod)) return;
    verdict.Missing(kJobRestartPolicy, pod,
                    fmt::format("{} is missing and would be `Always`", verdict.Path(pod, "restartPolicy")),
                    {.label = "needs `restartPolicy`", .help = "set `restartPolicy: OnFailure` or `Never`"});
  } else if (policy.string() == "Always") {
    verdict.At(kJobRestartPolicy, policy, fmt::format("{} is `Always`, but a Job ends", verdict.Path(policy)),
               {.label = "must be `OnFailure` or `Never`"});
  } else if (Given(spec.Get("podFailurePolicy")) && policy.string() != "Never") {
    verdict.At(kFailurePolicy, policy,
               fmt::format("{} is `{}`, but a `podFailurePolicy` needs pods that are not restarted",
                           verdict.Path(policy), policy.string()),
               {.label = "must be `Never`"});
  }
}

void CheckIndexes(const yaml::Node& spec, Verdict& verdict) {
  const yaml::Node& most = spec.Get("maxFailedIndexes");
  if (!IsIndexed(spec)) {
    for (const char* field : {"backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"}) {
      if (!Given(spec.Get(field))) continue;
      Unwanted(kNeedsIndexedMode, spec, field, "the Job is not Indexed", verdict,
               "set `completionMode: Indexed`");
    }
    return;
  }
  // Both default to 1, but only together.
  if (!Given(spec.Get("completions")) && Given(spec.Get("parallelism"))) {
    verdict.AtKey(kIndexedWithoutCompletions, spec, "completionMode",
                  fmt::format("{} is missing from an Indexed Job", verdict.Path(spec, "completions")),
                  {.label = "needs `completions`"});
    return;
  }
  if (!Given(most)) return;
  if (!Given(spec.Get("backoffLimitPerIndex"))) {
    Unwanted(kMaxFailedIndexes, spec, "maxFailedIndexes", "no index can fail without `backoffLimitPerIndex`",
             verdict, "set `backoffLimitPerIndex`");
  } else if (NumberOr(most, 0) > NumberOr(spec.Get("completions"), 1)) {
    verdict.At(kMaxFailedIndexes, most,
               fmt::format("{} is {}, more than there are indexes", verdict.Path(most), NumberOr(most, 0)),
               {.label = "more than `completions`"});
  }
}

void CheckExitCodes(const yaml::Node& pod, const yaml::Node& codes, Verdict& verdict) {
  const yaml::Node& values = codes.Get("values");
  const auto items = values.items();
  const bool failures = codes.Get("operator").string() == "In";
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::int64_t code = NumberOr(items[i], 1);
    const std::int64_t before = i == 0 ? code - 1 : NumberOr(items[i - 1], 0);
    if (failures && code == 0) {
      verdict.At(kExitCodes, items[i], fmt::format("{} is 0, which is no failure", verdict.Path(items[i])),
                 {.label = "not with `In`"});
    } else if (code <= before) {
      verdict.At(kExitCodes, items[i],
                 fmt::format("{} is {}, after {}", verdict.Path(items[i]), code, before),
                 {.label = code == before ? "listed already" : "out of order",
                  .help = "list each code once, in ascending order"});
    }
  }
  const yaml::Node& container = codes.Get("containerName");
  if (container.string().empty()) return;
  for (const char* list : {"containers", "initContainers"}) {
    for (const yaml::Node& candidate : pod.Get(list).items()) {
      if (candidate.Get("name").string() == container.string()) return;
    }
  }
  verdict.At(kFailurePolicy, container,
             fmt::format("{} is `{}`, but the template has no such container", verdict.Path(container),
                         container.string()),
             {.label = "no container of this name"});
}

void CheckFailurePolicy(const yaml::Node& spec, Verdict& verdict) {
  const yaml::Node& policy = spec.Get("podFailurePolicy");
  if (!Given(policy)) return;
  if (spec.Get("podReplacementPolicy").string() == "TerminatingOrFailed") {
    verdict.At(kPodReplacement, spec.Get("podReplacementPolicy"),
               fmt::format("{} replaces pods before a failure policy can judge them",
                           verdict.Path(spec.Get("podReplacementPolicy"))),
               {.label = "must be `Failed`"});
  }
  for (const yaml::Node& rule : policy.Get("rules").items()) {
    const bool codes = Given(rule.Get("onExitCodes"));
    const bool conditions = rule.Get("onPodConditions").size() > 0;
    if (codes == conditions) {
      verdict.Missing(
          kFailurePolicy, rule,
          fmt::format("{} looks at {}", verdict.Path(rule),
                      codes ? "exit codes and at conditions" : "neither exit codes nor conditions"),
          {.label = "needs one of `onExitCodes` and `onPodConditions`"});
    }
    if (rule.Get("action").string() == "FailIndex" && !Given(spec.Get("backoffLimitPerIndex"))) {
      verdict.At(kFailurePolicy, rule.Get("action"),
                 fmt::format("{} is `FailIndex`, but indexes cannot fail one by one",
                             verdict.Path(rule.Get("action"))),
                 {.label = "needs `backoffLimitPerIndex`"});
    }
    CheckExitCodes(spec.Get("template").Get("spec"), rule.Get("onExitCodes"), verdict);
  }
}

void CheckSuccessPolicy(const yaml::Node& spec, Verdict& verdict) {
  for (const yaml::Node& rule : spec.Get("successPolicy").Get("rules").items()) {
    const yaml::Node& count = rule.Get("succeededCount");
    if (!Given(count) && !Given(rule.Get("succeededIndexes"))) {
      verdict.Missing(kSuccessPolicy, rule, fmt::format("{} demands nothing", verdict.Path(rule)),
                      {.label = "needs `succeededIndexes` or `succeededCount`"});
    } else if (Given(count) &&
               (NumberOr(count, 0) < 1 || NumberOr(count, 0) > NumberOr(spec.Get("completions"), 1))) {
      verdict.At(kSuccessPolicy, count, fmt::format("{} is not from 1 to `completions`", verdict.Path(count)),
                 {.label = "not a number of indexes"});
    }
  }
}

void CheckJobSpec(const yaml::Node& spec, Verdict& verdict) {
  CheckRestartPolicy(spec, verdict);
  CheckIndexes(spec, verdict);
  CheckFailurePolicy(spec, verdict);
  if (IsIndexed(spec)) CheckSuccessPolicy(spec, verdict);
  CheckPod(TemplateIn(spec), verdict);
}

void CheckJob(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  const yaml::Node& selector = spec.Get("selector");
  if (IsTrue(spec.Get("manualSelector"))) {
    CheckSelector(selector, verdict);
    if (!Selects(selector, spec.Get("template").Get("metadata").Get("labels"))) {
      verdict.AtKey(kJobSelector, spec, "selector",
                    "`spec.selector` does not select the pods of `spec.template`",
                    {.label = "selects other pods", .help = "give the template all labels of the selector"});
    }
  } else if (Given(selector)) {
    Unwanted(kJobSelector, spec, "selector", "the API server makes it", verdict,
             "remove it, or set `manualSelector: true`");
  }
  CheckJobSpec(spec, verdict);
  const std::int64_t last = NumberOr(spec.Get("completions"), 0) - 1;
  if (!IsIndexed(spec) || last < 0 || object.name().empty()) return;
  const std::string host = fmt::format("{}-{}", object.name(), last);
  if (Matches(schema::Format::kDns1123Label, host)) return;
  verdict.At(kJobNameTooLong, object.metadata().Get("name"),
             fmt::format("the last pod would be called `{}`, which is no DNS label", host),
             {.label = "no DNS label with an index behind it",
              .help = "use letters, digits and `-`, and a shorter name"});
}

void CheckCronJob(const Object& object, Verdict& verdict) {
  const yaml::Node& schedule = object.spec().Get("schedule");
  if (schedule.string().find("TZ") != std::string_view::npos) {
    verdict.At(kTimeZoneInSchedule, schedule, "`spec.schedule` holds a time zone",
               {.label = "not in the schedule", .help = "set `spec.timeZone`"});
  }
  const yaml::Node& zone = object.spec().Get("timeZone");
  if (zone.is_string() && zone.string().empty()) {
    verdict.At(kTimeZoneInSchedule, zone, "`spec.timeZone` is empty",
               {.label = "must be a time zone", .help = "remove it to use the zone of the controller"});
  }
  const yaml::Node& spec = object.spec().Get("jobTemplate").Get("spec");
  if (Given(spec.Get("selector")))
    Unwanted(kJobSelector, spec, "selector", "the API server makes it", verdict, "remove it");
  if (IsTrue(spec.Get("manualSelector"))) {
    Unwanted(kJobSelector, spec, "manualSelector", "every Job of a CronJob gets a selector of its own",
             verdict, "remove it");
  }
  CheckJobSpec(spec, verdict);
}

}  // namespace

constinit const Code kJobCode = {Authority::kApiServer, "batch", "Job", kJobRules, CheckJob};
constinit const Code kCronJobCode = {Authority::kApiServer, "batch", "CronJob", kCronJobRules, CheckCronJob};

}  // namespace meshctl::validate::kubernetes
