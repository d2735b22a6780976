// SPDX-License-Identifier: Apache-2.0
// HorizontalPodAutoscaler and PodDisruptionBudget.
#include <fmt/core.h>

#include <string>
#include <string_view>

#include "schema/kinds.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/label_selector.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kMinOverMax = {.code = "KUBE0701",
                                    .name = "min-over-max-replicas",
                                    .summary = "an autoscaler keeps between `minReplicas` and `maxReplicas`"};
constinit const Rule kMetricMismatch = {.code = "KUBE0702",
                                        .name = "metric-type-mismatch",
                                        .summary = "a metric is described by the field its type names"};
constinit const Rule kMetricTarget = {
    .code = "KUBE0703",
    .name = "bad-metric-target",
    .summary =
        "each type of metric has its targets: a share of requests, an amount per pod, an amount in all"};
constinit const Rule kMetricAmount = {
    .code = "KUBE0704", .name = "metric-target-not-positive", .summary = "a target is more than nothing"};
constinit const Rule kNoPolicies = {
    .code = "KUBE0705",
    .name = "no-scaling-policies",
    .summary = "an empty list of policies allows no scaling; to forbid it there is `selectPolicy: Disabled`"};
constinit const Rule kTargetVersion = {.code = "KUBE0706",
                                       .name = "bad-scale-target-version",
                                       .summary = "the version of what is scaled is written `group/version`"};
constinit const Rule kBudgetOverAll = {
    .code = "KUBE0707", .name = "budget-over-all", .summary = "a share of the pods is at most all of them"};

constexpr const Rule* kAutoscalerRules[] = {&kMinOverMax,   &kMetricMismatch, &kMetricTarget,
                                            &kMetricAmount, &kNoPolicies,     &kTargetVersion};
constexpr const Rule* kBudgetRules[] = {&kBudgetOverAll};

struct Source {
  std::string_view type;
  std::string_view field;
};
constexpr Source kSources[] = {{"Object", "object"},
                               {"Pods", "pods"},
                               {"Resource", "resource"},
                               {"ContainerResource", "containerResource"},
                               {"External", "external"}};

void CheckAmounts(const yaml::Node& target, Verdict& verdict) {
  for (const char* field : {"value", "averageValue"}) {
    const yaml::Node& node = target.Get(field);
    const auto amount = QuantityOf(node);
    if (!amount || *amount > schema::Quantity::Of(0)) continue;
    verdict.At(kMetricAmount, node, fmt::format("{} is not more than 0", verdict.Path(node)),
               {.label = "must be more than 0"});
  }
}

void CheckTarget(std::string_view type, const yaml::Node& target, Verdict& verdict) {
  if (!Given(target)) return;
  CheckAmounts(target, verdict);
  const bool share = Given(target.Get("averageUtilization"));
  const bool each = Given(target.Get("averageValue"));
  const bool all = Given(target.Get("value"));
  const auto missing = [&](std::string_view fields) {
    verdict.Missing(kMetricTarget, target, fmt::format("{} has no target of its sort", verdict.Path(target)),
                    {.label = fmt::format("needs {}", fields)});
  };
  const auto conflict = [&](std::string_view field, std::string_view other) {
    Unwanted(kMetricTarget, target, field, fmt::format("`{}` is set too", other), verdict,
             "remove one of them");
  };
  if (type == "Resource" || type == "ContainerResource") {
    if (!share && !each) missing("`averageUtilization` or `averageValue`");
    if (share && each) conflict("averageValue", "averageUtilization");
  } else if (type == "Pods") {
    if (!each) missing("`averageValue`");
  } else {
    if (!all && !each) missing("`value` or `averageValue`");
    if (type == "External" && all && each) conflict("value", "averageValue");
  }
}

void CheckMetric(const yaml::Node& metric, Verdict& verdict) {
  const std::string_view type = metric.Get("type").string();
  for (const Source& source : kSources) {
    const yaml::Node& described = metric.Get(source.field);
    if (!Given(described)) continue;
    CheckSelector(described.Get("metric").Get("selector"), verdict);
    if (source.type == type) {
      CheckTarget(type, described.Get("target"), verdict);
    } else if (!type.empty()) {
      Unwanted(kMetricMismatch, metric, source.field, fmt::format("the type is `{}`", type), verdict,
               fmt::format("set `type: {}`", source.type));
    }
  }
}

void CheckAutoscaler(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  const yaml::Node& most = spec.Get("maxReplicas");
  const std::int64_t least = NumberOr(spec.Get("minReplicas"), 1);
  if (most.present() && NumberOr(most, least) < least) {
    verdict.At(
        kMinOverMax, most,
        fmt::format("{} is {}, less than `minReplicas`, {}", verdict.Path(most), NumberOr(most, 0), least),
        {.label = "less than the minimum", .secondary = {{spec.Get("minReplicas").span(), "the minimum"}}});
  }
  const yaml::Node& version = spec.Get("scaleTargetRef").Get("apiVersion");
  if (schema::SplitApiVersion(version.string()).version.find('/') != std::string_view::npos) {
    verdict.At(kTargetVersion, version, fmt::format("{} is no version", verdict.Path(version)),
               {.label = "must be `group/version`"});
  }
  for (const yaml::Node& metric : spec.Get("metrics").items()) CheckMetric(metric, verdict);
  for (const char* direction : {"scaleUp", "scaleDown"}) {
    const yaml::Node& policies = spec.Get("behavior").Get(direction).Get("policies");
    if (!policies.is_list() || policies.size() > 0) continue;
    verdict.At(kNoPolicies, policies, fmt::format("{} is empty", verdict.Path(policies)),
               {.label = "needs a policy",
                .help = "remove it for the default policies, or set `selectPolicy: Disabled`"});
  }
}

void CheckBudget(const Object& object, Verdict& verdict) {
  CheckSelector(object.spec().Get("selector"), verdict);
  for (const char* field : {"minAvailable", "maxUnavailable"}) {
    const yaml::Node& node = object.spec().Get(field);
    const auto share = ShareOf(node);
    if (!share || !share->percent || share->value <= 100) continue;
    verdict.At(kBudgetOverAll, node, fmt::format("{} is more than all pods", verdict.Path(node)),
               {.label = "must be at most 100%"});
  }
}

}  // namespace

constinit const Code kAutoscalerCode = {Authority::kApiServer, "autoscaling", "HorizontalPodAutoscaler",
                                        kAutoscalerRules, CheckAutoscaler};
constinit const Code kBudgetCode = {Authority::kApiServer, "policy", "PodDisruptionBudget", kBudgetRules,
                                    CheckBudget};

}  // namespace meshctl::validate::kubernetes
