// SPDX-License-Identifier: Apache-2.0
// Selectors match labels exactly; there are no wildcards in them.
#include "validate/istio/selectors.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kInvalidSelector = {
    .code = "ISTIO0115",
    .name = "invalid-selector",
    .summary = "a selector has an empty key or a `*`, which is no wildcard there"};
constinit const Rule kSelectorWithoutLabels = {
    .code = "ISTIO0116",
    .name = "selector-without-labels",
    .level = diag::Level::kWarning,
    .summary = "a selector without labels selects every workload of the namespace"};
constinit const Rule kSeveralSelectors = {
    .code = "ISTIO0117",
    .name = "several-selectors",
    .summary = "a policy says with more than one of `selector`, `targetRef` and `targetRefs` what it is for"};
constinit const Rule kInvalidTargetRef = {
    .code = "ISTIO0118",
    .name = "invalid-target-ref",
    .summary = "a policy is attached to something that Istio does not attach policies to"};

namespace {

struct Target {
  std::string_view group;
  std::string_view kind;
};
constexpr std::array<Target, 4> kTargets = {{{"core", "Service"},
                                             {"networking.istio.io", "ServiceEntry"},
                                             {"gateway.networking.k8s.io", "Gateway"},
                                             {"gateway.networking.k8s.io", "GatewayClass"}}};

/// Answers whether every pair can match.
bool CheckPairs(const yaml::Node& labels, Verdict& verdict) {
  bool valid = true;
  for (const yaml::Entry& entry : labels.entries()) {
    if (entry.key.empty()) {
      AtKey(verdict, kInvalidSelector, labels, entry.key, "is an empty key, which no label has",
            Label("empty"));
      valid = false;
    }
    if (entry.key.find('*') != std::string_view::npos) {
      AtKey(verdict, kInvalidSelector, labels, entry.key, "must not hold `*`: selectors know no wildcards",
            Label("not a wildcard"));
      valid = false;
    } else if (entry.value.string().find('*') != std::string_view::npos) {
      At(verdict, kInvalidSelector, entry.value, "must not hold `*`: selectors know no wildcards",
         Label("not a wildcard", "leave the label out to match any value"));
      valid = false;
    }
  }
  return valid;
}

void CheckTarget(const yaml::Node& target, Verdict& verdict) {
  if (target.is_null()) return;
  if (target.Get("name").string().empty())
    Missing(verdict, kInvalidTargetRef, target, "name", "is required: what the policy is attached to");
  if (!target.Get("namespace").string().empty()) {
    AtKey(verdict, kInvalidTargetRef, target, "namespace",
          "must not be set: policies are attached to things in their own namespace",
          Label("another namespace", "remove it, and put the policy where its target is"));
  }
  const std::string_view group = target.Get("group").string();
  const std::string_view kind = target.Get("kind").string();
  const bool known = std::ranges::any_of(kTargets, [&](const Target& known_target) {
    return known_target.kind == kind && known_target.group == (group.empty() ? "core" : group);
  });
  if (known) return;
  const auto same_kind = std::ranges::find(kTargets, kind, &Target::kind);
  const yaml::Node& wrong =
      same_kind != kTargets.end() && !group.empty() ? target.Get("group") : target.Get("kind");
  const std::string name = fmt::format("{}{}{}", group, group.empty() ? "" : "/", kind);
  Words words =
      Label("no target for policies",
            same_kind != kTargets.end()
                ? fmt::format("write `group: {}`", same_kind->group == "core" ? "\"\"" : same_kind->group)
                : std::string("attach it to a Service, ServiceEntry, Gateway or GatewayClass"));
  if (wrong.present()) {
    verdict.At(kInvalidTargetRef, wrong,
               fmt::format("{} is `{}`, to which no policy can be attached", verdict.Path(target), name),
               std::move(words));
  } else {
    Missing(verdict, kInvalidTargetRef, target, "kind", "is required: what the policy is attached to");
  }
}

}  // namespace

bool CheckWorkloadSelector(const yaml::Node& selector, Verdict& verdict) {
  if (selector.is_null()) return true;
  const yaml::Node& labels = selector.Get("labels");
  if (labels.size() == 0) {
    verdict.Missing(
        kSelectorWithoutLabels, selector,
        fmt::format("{} has no labels and selects every workload of the namespace", verdict.Path(selector)),
        Label("selects everything", "add `labels`, or remove the selector if all are meant"));
  }
  return CheckPairs(labels, verdict);
}

void CheckPolicySelector(const yaml::Node& selector, Verdict& verdict) {
  if (selector.is_null()) return;
  const yaml::Node& labels = selector.Get("matchLabels");
  if (labels.size() == 0) {
    verdict.Missing(
        kSelectorWithoutLabels, selector,
        fmt::format("{} has no labels and selects every workload of the namespace", verdict.Path(selector)),
        Label("selects everything", "add `matchLabels`, or remove the selector if all are meant"));
  }
  CheckPairs(labels, verdict);
}

void CheckTargets(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  std::string_view first;
  for (const std::string_view field : {"selector", "targetRef", "targetRefs"}) {
    const yaml::Node& value = spec.Get(field);
    if (value.is_null() || (value.is_list() && value.size() == 0)) continue;
    if (first.empty()) {
      first = field;
    } else {
      AtKey(verdict, kSeveralSelectors, spec, field, fmt::format("can not stand beside `{}`", first),
            {.label = "second way to say what the policy is for",
             .help = "keep one of them",
             .secondary = {{spec.Find(first)->key_span(), "first"}}});
    }
  }
  CheckPolicySelector(spec.Get("selector"), verdict);
  CheckTarget(spec.Get("targetRef"), verdict);
  for (const yaml::Node& target : spec.Get("targetRefs").items()) CheckTarget(target, verdict);
}

}  // namespace meshctl::validate::istio
