// SPDX-License-Identifier: Apache-2.0
// Deployment, ReplicaSet, DaemonSet, StatefulSet and ReplicationController.
#include "validate/kubernetes/workload.h"

#include <fmt/core.h>

#include <string_view>

#include "validate/kubernetes/claim.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/label_selector.h"
#include "validate/kubernetes/pod.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kEmptySelector = {
    .code = "KUBE0301",
    .name = "empty-selector",
    .summary = "an empty selector would take over every pod of the namespace"};
constinit const Rule kSelectorMismatch = {
    .code = "KUBE0302",
    .name = "selector-mismatch",
    .summary =
        "the selector must select the pods of the template: the controller would create pods without end"};
constinit const Rule kRestartPolicyNotAlways = {
    .code = "KUBE0303",
    .name = "restart-policy-not-always",
    .summary = "pods of this controller run for ever; pods that end belong into a Job"};
constinit const Rule kDeadlineInTemplate = {
    .code = "KUBE0304",
    .name = "deadline-in-template",
    .summary = "`activeDeadlineSeconds` ends a pod, which this controller would start again"};
constinit const Rule kRollingUpdateUnused = {
    .code = "KUBE0305",
    .name = "rolling-update-unused",
    .summary = "`rollingUpdate` says how to roll, which only the type `RollingUpdate` does"};
constinit const Rule kNothingMayRoll = {
    .code = "KUBE0306",
    .name = "nothing-may-roll",
    .summary = "an update needs a pod that may be missing or a pod that may be too many"};
constinit const Rule kOverHundredPercent = {
    .code = "KUBE0307", .name = "over-hundred-percent", .summary = "there are no more pods than all of them"};
constinit const Rule kSurgeAndUnavailable = {
    .code = "KUBE0308",
    .name = "surge-and-unavailable",
    .summary = "a DaemonSet adds the new pod of a node first or removes the old one first, not both"};
constinit const Rule kDeadlineTooShort = {
    .code = "KUBE0309",
    .name = "progress-deadline-too-short",
    .summary = "a pod that needs `minReadySeconds` to count would never be in time"};

constexpr const Rule* kDeploymentRules[] = {
    &kEmptySelector,       &kSelectorMismatch, &kRestartPolicyNotAlways, &kDeadlineInTemplate,
    &kRollingUpdateUnused, &kNothingMayRoll,   &kOverHundredPercent,     &kDeadlineTooShort};
constexpr const Rule* kDaemonSetRules[] = {
    &kEmptySelector,      &kSelectorMismatch, &kRestartPolicyNotAlways, &kDeadlineInTemplate,
    &kOverHundredPercent, &kNothingMayRoll,   &kSurgeAndUnavailable};
constexpr const Rule* kStatefulSetRules[] = {&kEmptySelector, &kSelectorMismatch, &kRestartPolicyNotAlways,
                                             &kDeadlineInTemplate, &kRollingUpdateUnused};
constexpr const Rule* kReplicaSetRules[] = {&kEmptySelector, &kSelectorMismatch, &kRestartPolicyNotAlways,
                                            &kDeadlineInTemplate};
constexpr const Rule* kReplicationControllerRules[] = {&kSelectorMismatch, &kRestartPolicyNotAlways,
                                                       &kDeadlineInTemplate};

/// Whether a share that may be absent comes to anything.
bool IsZero(const yaml::Node& share, bool absent) {
  if (!Given(share)) return absent;
  const auto read = ShareOf(share);
  return read && read->value == 0;
}

void ReportMismatch(const yaml::Node& spec, Verdict& verdict) {
  const yaml::Node& metadata = spec.Get("template").Get("metadata");
  const yaml::Node& labels = metadata.Get("labels");
  const yaml::Node& at = labels.present() ? labels : metadata.present() ? metadata : spec.Get("template");
  verdict.Missing(kSelectorMismatch, at, "`spec.selector` does not select the pods of `spec.template`",
                  {.label = "not what is selected",
                   .help = "give the template all labels of the selector",
                   .secondary = {{spec.Find("selector")->key_span(), "selects other pods"}}});
}

void CheckReplicaSet(const Object& object, Verdict& verdict) {
  CheckTemplateSelector(object.spec(), verdict);
  CheckRunsForEver(object.spec(), verdict);
  CheckPod(TemplateIn(object.spec()), verdict);
}

void CheckDeployment(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  CheckReplicaSet(object, verdict);
  CheckStrategy(spec.Get("strategy"), verdict);
  const yaml::Node& rolling = spec.Get("strategy").Get("rollingUpdate");
  CheckShare(rolling.Get("maxUnavailable"), verdict);
  if (IsZero(rolling.Get("maxUnavailable"), false) && IsZero(rolling.Get("maxSurge"), false)) {
    verdict.At(kNothingMayRoll, rolling.Get("maxUnavailable"),
               "`spec.strategy.rollingUpdate` allows no pod to be missing and none to be too many",
               {.label = "0, like `maxSurge`", .help = "set one of them to 1 or more"});
  }
  constexpr std::int64_t kDefaultDeadline = 600;
  const yaml::Node& deadline = spec.Get("progressDeadlineSeconds");
  const std::int64_t ready = NumberOr(spec.Get("minReadySeconds"), 0);
  const std::int64_t limit = NumberOr(deadline, kDefaultDeadline);
  if (limit > ready) return;
  const yaml::Node& at = Given(deadline) ? deadline : spec.Get("minReadySeconds");
  if (at.present()) {
    verdict.At(kDeadlineTooShort, at,
               fmt::format("`spec.progressDeadlineSeconds` is {}, not more than `spec.minReadySeconds`, {}",
                           limit, ready),
               {.label = Given(deadline) ? "too short" : "as long as the default deadline",
                .help = "raise `progressDeadlineSeconds`"});
  }
}

void CheckDaemonSet(const Object& object, Verdict& verdict) {
  CheckReplicaSet(object, verdict);
  const yaml::Node& strategy = object.spec().Get("updateStrategy");
  const yaml::Node& rolling = strategy.Get("rollingUpdate");
  if (!Given(rolling) || strategy.Get("type").string() == "OnDelete") return;
  const yaml::Node& surge = rolling.Get("maxSurge");
  CheckShare(rolling.Get("maxUnavailable"), verdict);
  CheckShare(surge, verdict);
  const bool none_missing = IsZero(rolling.Get("maxUnavailable"), false);
  const bool none_added = IsZero(surge, true);
  if (none_missing && none_added) {
    verdict.At(kNothingMayRoll, rolling.Get("maxUnavailable"),
               "`spec.updateStrategy.rollingUpdate` allows no pod to be missing and none to be added",
               {.label = "0, like `maxSurge`", .help = "set one of them to 1 or more"});
  } else if (!none_missing && !none_added) {
    verdict.At(
        kSurgeAndUnavailable, surge,
        fmt::format("{} adds pods where others may be missing already", verdict.Path(surge)),
        {.label = "not beside `maxUnavailable`, which is 1 by default", .help = "set `maxUnavailable: 0`"});
  }
}

void CheckStatefulSet(const Object& object, Verdict& verdict) {
  CheckReplicaSet(object, verdict);
  CheckStrategy(object.spec().Get("updateStrategy"), verdict);
  for (const yaml::Node& claim : object.spec().Get("volumeClaimTemplates").items()) {
    CheckClaim(claim.Get("spec"), verdict);
  }
}

void CheckReplicationController(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  const yaml::Node& labels = spec.Get("template").Get("metadata").Get("labels");
  for (const yaml::Entry& entry : spec.Get("selector").entries()) {
    if (labels.Get(entry.key).present() && labels.Get(entry.key).string() == entry.value.string()) continue;
    ReportMismatch(spec, verdict);
    break;
  }
  CheckRunsForEver(spec, verdict);
  CheckPod(TemplateIn(spec), verdict);
}

}  // namespace

constinit const Code kDeploymentCode = {Authority::kApiServer, "apps", "Deployment", kDeploymentRules,
                                        CheckDeployment};
constinit const Code kReplicaSetCode = {Authority::kApiServer, "apps", "ReplicaSet", kReplicaSetRules,
                                        CheckReplicaSet};
constinit const Code kDaemonSetCode = {Authority::kApiServer, "apps", "DaemonSet", kDaemonSetRules,
                                       CheckDaemonSet};
constinit const Code kStatefulSetCode = {Authority::kApiServer, "apps", "StatefulSet", kStatefulSetRules,
                                         CheckStatefulSet};
constinit const Code kReplicationControllerCode = {Authority::kApiServer, "", "ReplicationController",
                                                   kReplicationControllerRules, CheckReplicationController};

void CheckTemplateSelector(const yaml::Node& spec, Verdict& verdict) {
  const yaml::Node& selector = spec.Get("selector");
  if (!Given(selector)) return;
  CheckSelector(selector, verdict);
  if (SelectsEverything(selector)) {
    verdict.AtKey(kEmptySelector, spec, "selector", "`spec.selector` is empty",
                  {.label = "selects every pod", .help = "set `matchLabels` to labels of the template"});
  } else if (!Selects(selector, spec.Get("template").Get("metadata").Get("labels"))) {
    ReportMismatch(spec, verdict);
  }
}

void CheckRunsForEver(const yaml::Node& spec, Verdict& verdict) {
  const yaml::Node& pod = spec.Get("template").Get("spec");
  const yaml::Node& policy = pod.Get("restartPolicy");
  if (!policy.string().empty() && policy.string() != "Always") {
    verdict.At(kRestartPolicyNotAlways, policy,
               fmt::format("{} is `{}`, but these pods run for ever", verdict.Path(policy), policy.string()),
               {.label = "must be `Always`", .help = "remove it, or use a Job"});
  }
  if (Given(pod.Get("activeDeadlineSeconds"))) {
    Unwanted(kDeadlineInTemplate, pod, "activeDeadlineSeconds", "these pods run for ever", verdict,
             "remove it, or use a Job");
  }
}

void CheckShare(const yaml::Node& node, Verdict& verdict) {
  const auto share = ShareOf(node);
  if (!share || !share->percent || share->value <= 100) return;
  verdict.At(kOverHundredPercent, node, fmt::format("{} is more than all pods", verdict.Path(node)),
             {.label = "must be at most 100%"});
}

void CheckStrategy(const yaml::Node& strategy, Verdict& verdict) {
  const std::string_view type = strategy.Get("type").string();
  if (type.empty() || type == "RollingUpdate" || !Given(strategy.Get("rollingUpdate"))) return;
  Unwanted(kRollingUpdateUnused, strategy, "rollingUpdate", fmt::format("the type is `{}`", type), verdict,
           "remove it, or use `type: RollingUpdate`");
}

}  // namespace meshctl::validate::kubernetes
