// SPDX-License-Identifier: Apache-2.0
// LimitRange, ResourceQuota and PriorityClass: what namespaces and pods may take.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "schema/formats.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/resource_names.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"

namespace meshctl::validate::kubernetes {
namespace {

using schema::Quantity;

constinit const Rule kLimitOrder = {.code = "KUBE1130",
                                    .name = "limits-out-of-order",
                                    .summary = "`min`, `defaultRequest`, `default` and `max` go up"};
constinit const Rule kDuplicateLimitType = {.code = "KUBE1131",
                                            .name = "duplicate-limit-type",
                                            .summary = "a LimitRange has one entry for each type"};
constinit const Rule kDefaultOnPod = {
    .code = "KUBE1132",
    .name = "default-on-pod",
    .summary = "defaults are filled into containers; a pod as a whole has none"};
constinit const Rule kLimitRatio = {
    .code = "KUBE1133",
    .name = "bad-limit-ratio",
    .summary = "a limit is at least the request, and at most `max` where the request is at least `min`"};
constinit const Rule kClaimLimit = {.code = "KUBE1134",
                                    .name = "claim-limit-without-storage",
                                    .summary = "claims are limited by their storage"};
constinit const Rule kLimitedResource = {.code = "KUBE1135",
                                         .name = "unknown-limited-resource",
                                         .summary = "pods and containers do not have this resource"};
constinit const Rule kQuotaResource = {.code = "KUBE1140",
                                       .name = "unknown-quota-resource",
                                       .summary = "the API server does not count this resource"};
constinit const Rule kQuotaAmount = {.code = "KUBE1141",
                                     .name = "bad-quota-amount",
                                     .summary = "a quota is 0 or more, and of objects a whole number"};
constinit const Rule kQuotaScopes = {.code = "KUBE1142",
                                     .name = "contradicting-scopes",
                                     .summary = "no pod is within two scopes that exclude each other"};
constinit const Rule kScopeOfResource = {
    .code = "KUBE1143",
    .name = "scope-without-resource",
    .summary = "scopes pick pods (or claims), so other objects cannot be counted by them"};
constinit const Rule kScopeSelector = {
    .code = "KUBE1144",
    .name = "bad-scope-selector",
    .summary = "`In` and `NotIn` need values, `Exists` takes none; most scopes know `Exists` alone"};
constinit const Rule kSystemPriority = {.code = "KUBE1150",
                                        .name = "system-priority-class",
                                        .summary = "names that begin with `system-` belong to Kubernetes"};

constexpr const Rule* kLimitRangeRules[] = {&kLimitOrder, &kDuplicateLimitType, &kDefaultOnPod,
                                            &kLimitRatio, &kClaimLimit,         &kLimitedResource};
constexpr const Rule* kQuotaRules[] = {&kQuotaResource, &kQuotaAmount, &kQuotaScopes, &kScopeOfResource,
                                       &kScopeSelector};
constexpr const Rule* kPriorityRules[] = {&kSystemPriority};

void CheckOrder(const yaml::Node& item, std::string_view lower, std::string_view upper, Verdict& verdict) {
  for (const yaml::Entry& entry : item.Get(upper).entries()) {
    const yaml::Node& low_node = item.Get(lower).Get(entry.key);
    const auto low = QuantityOf(low_node);
    const auto high = QuantityOf(entry.value);
    if (!low || !high || *low <= *high) continue;
    verdict.At(kLimitOrder, low_node,
               fmt::format("{} is {}, more than `{}`, {}", verdict.Path(low_node), low_node.text(), upper,
                           entry.value.text()),
               {.label = fmt::format("more than `{}`", upper), .secondary = {{entry.value.span(), "less"}}});
  }
}

void CheckRatio(const yaml::Node& item, Verdict& verdict) {
  for (const yaml::Entry& entry : item.Get("maxLimitRequestRatio").entries()) {
    const auto ratio = QuantityOf(entry.value);
    if (!ratio) continue;
    const auto least = QuantityOf(item.Get("min").Get(entry.key));
    const auto most = QuantityOf(item.Get("max").Get(entry.key));
    const Quantity one = Quantity::Of(1);
    if (*ratio < one) {
      verdict.At(kLimitRatio, entry.value, fmt::format("{} is less than 1", verdict.Path(entry.value)),
                 {.label = "no limit is below its request"});
    } else if (least && most && *least > Quantity::Of(0) && ratio->Over(one) > most->Over(*least)) {
      verdict.At(kLimitRatio, entry.value,
                 fmt::format("{} is more than `max` over `min`", verdict.Path(entry.value)),
                 {.label = "never reached"});
    }
  }
}

void CheckLimit(const yaml::Node& item, Verdict& verdict) {
  const std::string_view type = item.Get("type").string();
  if (type == "Pod") {
    for (const char* field : {"default", "defaultRequest"}) {
      if (item.Get(field).size() == 0) continue;
      Unwanted(kDefaultOnPod, item, field, "the entry is about pods", verdict,
               "move it to an entry of type Container");
    }
  }
  if (type == "PersistentVolumeClaim" && !item.Get("min").Get("storage").present() &&
      !item.Get("max").Get("storage").present()) {
    verdict.Missing(kClaimLimit, item, fmt::format("{} does not limit storage", verdict.Path(item)),
                    {.label = "needs `min.storage` or `max.storage`"});
  }
  for (const char* field : {"max", "min", "default", "defaultRequest", "maxLimitRequestRatio"}) {
    const yaml::Node& amounts = item.Get(field);
    for (const yaml::Entry& entry : amounts.entries()) {
      const bool domain = entry.key.find('/') != std::string_view::npos;
      const bool known = type == "Pod" || type == "Container"
                             ? IsContainerResource(entry.key)
                             : IsQuotaResource(entry.key) || entry.key == "storage";
      if (domain || known) continue;
      verdict.AtKey(kLimitedResource, amounts, entry.key,
                    fmt::format("{} is no resource of a {}", verdict.Path(entry.value), type),
                    {.label = "unknown resource"});
    }
  }
  CheckOrder(item, "min", "max", verdict);
  CheckOrder(item, "min", "defaultRequest", verdict);
  CheckOrder(item, "defaultRequest", "max", verdict);
  CheckOrder(item, "defaultRequest", "default", verdict);
  CheckOrder(item, "min", "default", verdict);
  CheckOrder(item, "default", "max", verdict);
  CheckRatio(item, verdict);
}

void CheckLimitRange(const Object& object, Verdict& verdict) {
  const auto limits = object.spec().Get("limits").items();
  ForEachDuplicate(limits, ByText("type"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateLimitType, first.Get("type"), again.Get("type"), verdict, "put both into one entry");
  });
  for (const yaml::Node& limit : limits) CheckLimit(limit, verdict);
}

/// Whether pods (or claims) of a scope have the resource.
bool ScopeHas(std::string_view scope, std::string_view resource) {
  const bool claims = resource == "persistentvolumeclaims" || resource == "requests.storage";
  if (scope == "VolumeAttributesClass") return claims;
  const bool pods = resource == "pods";
  if (scope == "BestEffort") return pods;
  return pods || resource == "cpu" || resource == "memory" || resource == "ephemeral-storage" ||
         ((resource.starts_with("requests.") || resource.starts_with("limits.")) && !claims) ||
         IsHugePages(resource);
}

void CheckScope(const yaml::Node& scope, const yaml::Node& hard, Verdict& verdict) {
  for (const yaml::Entry& entry : hard.entries()) {
    if (entry.key.find('/') != std::string_view::npos || !IsQuotaResource(entry.key)) continue;
    if (ScopeHas(scope.string(), entry.key)) continue;
    verdict.At(
        kScopeOfResource, scope,
        fmt::format("{} is `{}`, which cannot count `{}`", verdict.Path(scope), scope.string(), entry.key),
        {.label = "does not go with this resource", .secondary = {{entry.key_span(), "counted"}}});
    return;
  }
}

void CheckScopeRequirement(const yaml::Node& requirement, const yaml::Node& hard, Verdict& verdict) {
  const yaml::Node& scope = requirement.Get("scopeName");
  const yaml::Node& op = requirement.Get("operator");
  const bool compares = op.string() == "In" || op.string() == "NotIn";
  CheckScope(scope, hard, verdict);
  const bool has_values = scope.string() == "PriorityClass" || scope.string() == "VolumeAttributesClass";
  if (!has_values && op.string() != "Exists") {
    verdict.At(kScopeSelector, op,
               fmt::format("{} is `{}`, but the scope has no values", verdict.Path(op), op.string()),
               {.label = "must be `Exists`"});
  } else if (compares != (requirement.Get("values").size() > 0)) {
    verdict.At(kScopeSelector, op,
               fmt::format("{} {}", verdict.Path(requirement),
                           compares ? "has no values to compare with" : "has values that are not looked at"),
               {.label = compares ? "needs `values`" : "takes no `values`"});
  }
}

void CheckQuota(const Object& object, Verdict& verdict) {
  const yaml::Node& hard = object.spec().Get("hard");
  for (const yaml::Entry& entry : hard.entries()) {
    const auto amount = QuantityOf(entry.value);
    if (!Matches(schema::Format::kQualifiedName, entry.key) || !IsQuotaResource(entry.key)) {
      verdict.AtKey(
          kQuotaResource, hard, entry.key,
          fmt::format("{} is nothing that is counted", verdict.Path(entry.value)),
          {.label = "unknown resource", .help = "other objects are counted as `count/deployments.apps`"});
    } else if (amount && (amount->negative() || (IsWholeResource(entry.key) && !amount->whole()))) {
      verdict.At(kQuotaAmount, entry.value, fmt::format("{} is no number of them", verdict.Path(entry.value)),
                 {.label = amount->negative() ? "must be 0 or more" : "must be whole"});
    }
  }
  const auto scopes = object.spec().Get("scopes").items();
  const auto find = [&](std::string_view name) {
    return std::ranges::find_if(scopes, [&](const yaml::Node& scope) { return scope.string() == name; });
  };
  for (const auto& [scope, opposite] :
       {std::pair("BestEffort", "NotBestEffort"), std::pair("Terminating", "NotTerminating")}) {
    const auto one = find(scope);
    const auto other = find(opposite);
    if (one == scopes.end() || other == scopes.end()) continue;
    verdict.At(kQuotaScopes, *other, fmt::format("{} excludes {}", verdict.Path(*other), verdict.Path(*one)),
               {.label = "counts no pod then", .secondary = {{one->span(), "excludes it"}}});
  }
  for (const yaml::Node& scope : scopes) CheckScope(scope, hard, verdict);
  for (const yaml::Node& requirement : object.spec().Get("scopeSelector").Get("matchExpressions").items())
    CheckScopeRequirement(requirement, hard, verdict);
}

void CheckPriorityClass(const Object& object, Verdict& verdict) {
  constexpr std::array<std::string_view, 2> kOwn = {"system-node-critical", "system-cluster-critical"};
  const std::string_view name = object.name();
  if (!name.starts_with("system-") || std::ranges::find(kOwn, name) != kOwn.end()) return;
  verdict.At(kSystemPriority, object.metadata().Get("name"), "`metadata.name` begins with `system-`",
             {.label = "kept for Kubernetes"});
}

}  // namespace

constinit const Code kLimitRangeCode = {Authority::kApiServer, "", "LimitRange", kLimitRangeRules,
                                        CheckLimitRange};
constinit const Code kResourceQuotaCode = {Authority::kApiServer, "", "ResourceQuota", kQuotaRules,
                                           CheckQuota};
constinit const Code kPriorityClassCode = {Authority::kApiServer, "scheduling.k8s.io", "PriorityClass",
                                           kPriorityRules, CheckPriorityClass};

}  // namespace meshctl::validate::kubernetes
