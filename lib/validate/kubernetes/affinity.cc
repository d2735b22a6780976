// SPDX-License-Identifier: Apache-2.0
// Which nodes and which neighbours a pod wants.
#include <fmt/core.h>

#include <string_view>

#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/label_selector.h"
#include "validate/kubernetes/match_label_keys.h"
#include "validate/kubernetes/node_selector.h"
#include "validate/kubernetes/pod.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kNodeSelectorValues = {
    .code = "KUBE0280",
    .name = "bad-node-selector-values",
    .summary = "`In` and `NotIn` need values, `Exists` and `DoesNotExist` take none, `Gt` and `Lt` take one"};
constinit const Rule kNodeField = {
    .code = "KUBE0281",
    .name = "bad-node-field",
    .summary = "`matchFields` knows one field, `metadata.name`, with `In` or `NotIn` and one value"};
constinit const Rule kMatchLabelKeys = {
    .code = "KUBE0282",
    .name = "bad-match-label-keys",
    .summary =
        "label keys taken from the pod complete a selector, must not repeat its keys, and are one sort each"};
constinit const Rule kSelectsNoPod = {.code = "KUBE0283",
                                      .name = "selects-no-pod",
                                      .level = diag::Level::kWarning,
                                      .summary = "a term without `labelSelector` matches no pod at all"};

constexpr const Rule* kRules[] = {&kNodeSelectorValues, &kNodeField, &kMatchLabelKeys, &kSelectsNoPod};

void CheckExpression(const yaml::Node& expression, Verdict& verdict) {
  const std::string_view op = expression.Get("operator").string();
  const auto values = expression.Get("values").items();
  std::string_view demand;
  if (op == "In" || op == "NotIn") {
    if (values.empty()) demand = "at least one value";
  } else if (op == "Exists" || op == "DoesNotExist") {
    if (!values.empty()) demand = "no values";
  } else if (op == "Gt" || op == "Lt") {
    if (values.size() != 1) demand = "one value";
  }
  if (demand.empty()) return;
  verdict.AtKey(kNodeSelectorValues, expression, values.empty() ? "operator" : "values",
                fmt::format("{} compares by `{}`, which takes {}", verdict.Path(expression), op, demand),
                {.label = fmt::format("must have {}", demand)});
}

void CheckField(const yaml::Node& expression, Verdict& verdict) {
  const yaml::Node& key = expression.Get("key");
  const std::string_view op = expression.Get("operator").string();
  if (key.string() != "metadata.name") {
    verdict.At(kNodeField, key, fmt::format("{} is no field that nodes can be chosen by", verdict.Path(key)),
               {.label = "must be `metadata.name`", .help = "choose by labels, with `matchExpressions`"});
  } else if ((op != "In" && op != "NotIn") || expression.Get("values").size() != 1) {
    verdict.Missing(kNodeField, expression,
                    fmt::format("{} does not compare with one name", verdict.Path(expression)),
                    {.label = "must be `In` or `NotIn` with one value"});
  }
}

void CheckTerm(const Pod& pod, const yaml::Node& term, Verdict& verdict) {
  CheckMatchLabelKeys(pod, term, verdict);
  CheckSelector(term.Get("labelSelector"), verdict);
  CheckSelector(term.Get("namespaceSelector"), verdict);
}

void CheckObject(const Object& object, Verdict& verdict) { CheckAffinity(PodOf(object), verdict); }

}  // namespace

constinit const Code kAffinityCode = {Authority::kApiServer, "", "Pod", kRules, CheckObject};

void CheckNodeSelectorTerm(const yaml::Node& term, Verdict& verdict) {
  for (const yaml::Node& expression : term.Get("matchExpressions").items())
    CheckExpression(expression, verdict);
  for (const yaml::Node& expression : term.Get("matchFields").items()) CheckField(expression, verdict);
}

void CheckMatchLabelKeys(const Pod& pod, const yaml::Node& term, Verdict& verdict) {
  const yaml::Node& selector = term.Get("labelSelector");
  if (!Given(selector)) {
    for (const char* field : {"matchLabelKeys", "mismatchLabelKeys"}) {
      if (term.Get(field).size() == 0) continue;
      Unwanted(kMatchLabelKeys, term, field, "there is no `labelSelector` to complete", verdict,
               "add a `labelSelector`, which may be empty");
      return;
    }
    verdict.Missing(
        kSelectsNoPod, term, fmt::format("{} matches no pod", verdict.Path(term)),
        {.label = "has no `labelSelector`", .help = "add a `labelSelector`; `{}` matches every pod"});
    return;
  }
  const auto in_selector = [&](std::string_view key) {
    if (selector.Get("matchLabels").Find(key) != nullptr) return true;
    for (const yaml::Node& expression : selector.Get("matchExpressions").items()) {
      if (expression.Get("key").string() == key) return true;
    }
    return false;
  };
  // The API server adds the labels that a new pod has to its selectors, where each key can stand once.
  for (const yaml::Node& key : term.Get("matchLabelKeys").items()) {
    if (pod.is_template || !pod.metadata.Get("labels").Get(key.string()).present() ||
        !in_selector(key.string()))
      continue;
    verdict.At(kMatchLabelKeys, key, fmt::format("{} is in the selector already", verdict.Path(key)),
               {.label = "selected by already", .help = "remove it here or there"});
  }
  for (const yaml::Node& key : term.Get("matchLabelKeys").items()) {
    for (const yaml::Node& other : term.Get("mismatchLabelKeys").items()) {
      if (key.string() != other.string()) continue;
      verdict.At(kMatchLabelKeys, other,
                 fmt::format("{} must match and must not match at once", verdict.Path(other)),
                 {.label = "in both lists", .secondary = {{key.span(), "must match"}}});
    }
  }
}

void CheckAffinity(const Pod& pod, Verdict& verdict) {
  const yaml::Node& affinity = pod.spec.Get("affinity");
  if (!Given(affinity)) return;
  constexpr std::string_view kHard = "requiredDuringSchedulingIgnoredDuringExecution";
  constexpr std::string_view kSoft = "preferredDuringSchedulingIgnoredDuringExecution";
  const yaml::Node& node = affinity.Get("nodeAffinity");
  for (const yaml::Node& term : node.Get(kHard).Get("nodeSelectorTerms").items())
    CheckNodeSelectorTerm(term, verdict);
  for (const yaml::Node& wish : node.Get(kSoft).items())
    CheckNodeSelectorTerm(wish.Get("preference"), verdict);
  for (const char* side : {"podAffinity", "podAntiAffinity"}) {
    for (const yaml::Node& term : affinity.Get(side).Get(kHard).items()) CheckTerm(pod, term, verdict);
    for (const yaml::Node& wish : affinity.Get(side).Get(kSoft).items())
      CheckTerm(pod, wish.Get("podAffinityTerm"), verdict);
  }
}

}  // namespace meshctl::validate::kubernetes
