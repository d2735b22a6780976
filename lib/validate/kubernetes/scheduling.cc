// SPDX-License-Identifier: Apache-2.0
// Where pods may run: tolerations, spreading, gates. Affinity has a file of its own.
#include <fmt/core.h>

#include <optional>
#include <string_view>
#include <utility>

#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/label_selector.h"
#include "validate/kubernetes/match_label_keys.h"
#include "validate/kubernetes/pod.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kTolerationWithoutKey = {
    .code = "KUBE0270",
    .name = "toleration-without-key",
    .summary =
        "a toleration without a key tolerates every taint, which has to be said with `operator: Exists`"};
constinit const Rule kTolerationValueWithExists = {
    .code = "KUBE0271",
    .name = "toleration-value-with-exists",
    .summary = "`Exists` looks at the key alone, so the API server refuses a value beside it"};
constinit const Rule kTolerationSeconds = {
    .code = "KUBE0272",
    .name = "toleration-seconds-without-eviction",
    .summary = "`tolerationSeconds` delays eviction, which only taints of effect `NoExecute` cause"};
constinit const Rule kComparingToleration = {
    .code = "KUBE0273",
    .name = "comparing-toleration",
    .summary =
        "the operators `Lt` and `Gt` of tolerations are an alpha feature that servers refuse by default"};
constinit const Rule kMinDomains = {
    .code = "KUBE0274",
    .name = "min-domains-without-do-not-schedule",
    .summary = "`minDomains` keeps pods from being scheduled, which `ScheduleAnyway` never does"};
constinit const Rule kDuplicateSpreadConstraint = {
    .code = "KUBE0275",
    .name = "duplicate-spread-constraint",
    .summary = "per topology key there is one hard and one soft constraint"};
constinit const Rule kGatedPodOnNode = {.code = "KUBE0276",
                                        .name = "gated-pod-on-node",
                                        .summary = "a pod that waits at scheduling gates has no node yet"};
constinit const Rule kDuplicateSchedulingGate = {.code = "KUBE0277",
                                                 .name = "duplicate-scheduling-gate",
                                                 .summary = "a pod waits once at each scheduling gate"};

constexpr const Rule* kRules[] = {
    &kTolerationWithoutKey, &kTolerationValueWithExists, &kTolerationSeconds, &kComparingToleration,
    &kMinDomains,           &kDuplicateSpreadConstraint, &kGatedPodOnNode,    &kDuplicateSchedulingGate};

void CheckToleration(const yaml::Node& toleration, Verdict& verdict) {
  const std::string_view op = TextOr(toleration.Get("operator"), "Equal");
  if (toleration.Get("key").string().empty() && op != "Exists") {
    verdict.Missing(kTolerationWithoutKey, toleration, fmt::format("{} has no key", verdict.Path(toleration)),
                    {.label = "needs a `key`",
                     .help = "name the `key` of a taint, or tolerate all with `operator: Exists`"});
  }
  const yaml::Node& value = toleration.Get("value");
  if (op == "Exists" && !value.string().empty()) {
    Unwanted(kTolerationValueWithExists, toleration, "value", "the operator is `Exists`", verdict,
             "remove it, or use `operator: Equal`");
  }
  if (op == "Lt" || op == "Gt") {
    verdict.At(
        kComparingToleration, toleration.Get("operator"),
        fmt::format("{} is `{}`, which is off by default", verdict.Path(toleration.Get("operator")), op),
        {.label = "alpha", .help = "use `Equal` or `Exists`"});
  }
  if (Given(toleration.Get("tolerationSeconds")) && toleration.Get("effect").string() != "NoExecute") {
    Unwanted(kTolerationSeconds, toleration, "tolerationSeconds", "the effect is not `NoExecute`", verdict,
             "set `effect: NoExecute`, or remove it");
  }
}

void CheckSpread(const Pod& pod, Verdict& verdict) {
  const auto constraints = pod.spec.Get("topologySpreadConstraints").items();
  for (const yaml::Node& constraint : constraints) {
    if (Given(constraint.Get("minDomains")) &&
        constraint.Get("whenUnsatisfiable").string() == "ScheduleAnyway") {
      Unwanted(kMinDomains, constraint, "minDomains", "the constraint is only a wish", verdict,
               "use `whenUnsatisfiable: DoNotSchedule`");
    }
    CheckSelector(constraint.Get("labelSelector"), verdict);
    CheckMatchLabelKeys(pod, constraint, verdict);
  }
  const auto key_of = [](const yaml::Node& constraint) {
    return std::optional(
        std::pair(constraint.Get("topologyKey").string(), constraint.Get("whenUnsatisfiable").string()));
  };
  ForEachDuplicate(constraints, key_of, [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateSpreadConstraint, first.Get("topologyKey"), again.Get("topologyKey"), verdict,
             "put both into one constraint");
  });
}

void CheckGates(const Pod& pod, Verdict& verdict) {
  const auto gates = pod.spec.Get("schedulingGates").items();
  ForEachDuplicate(gates, ByText("name"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateSchedulingGate, first.Get("name"), again.Get("name"), verdict, "remove one of them");
  });
  if (gates.empty() || pod.is_template || pod.spec.Get("nodeName").string().empty()) return;
  Unwanted(kGatedPodOnNode, pod.spec, "nodeName", "the pod waits at its `schedulingGates`", verdict,
           "remove one of them");
}

void CheckObject(const Object& object, Verdict& verdict) { CheckScheduling(PodOf(object), verdict); }

}  // namespace

constinit const Code kSchedulingCode = {Authority::kApiServer, "", "Pod", kRules, CheckObject};

void CheckScheduling(const Pod& pod, Verdict& verdict) {
  for (const yaml::Node& toleration : pod.spec.Get("tolerations").items())
    CheckToleration(toleration, verdict);
  CheckSpread(pod, verdict);
  CheckGates(pod, verdict);
}

}  // namespace meshctl::validate::kubernetes
