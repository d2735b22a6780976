// SPDX-License-Identifier: Apache-2.0
// Keys, operators and values are checked by the schema; left here is how they go together.
#include "validate/kubernetes/label_selector.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kSelectorWithoutValues = {
    .code = "KUBE0110",
    .name = "selector-without-values",
    .summary = "`In` and `NotIn` compare with values; without any the API server refuses the selector"};
constinit const Rule kSelectorWithValues = {
    .code = "KUBE0111",
    .name = "selector-with-values",
    .summary =
        "`Exists` and `DoesNotExist` look at the key alone, so the API server refuses values beside them"};

constexpr const Rule* kRules[] = {&kSelectorWithoutValues, &kSelectorWithValues};

bool Holds(const yaml::Node& requirement, const LabelOf& label_of) {
  const std::optional<std::string_view> label = label_of(requirement.Get("key").string());
  const std::string_view op = requirement.Get("operator").string();
  const bool listed = label && std::ranges::any_of(requirement.Get("values").items(), [&](const auto& value) {
                        return value.string() == *label;
                      });
  if (op == "In") return listed;
  if (op == "NotIn") return !listed;
  if (op == "Exists") return label.has_value();
  return !label;
}

/// Selectors are part of other kinds, whose Code asks for them.
void CheckNothing(const Object& /*object*/, Verdict& /*verdict*/) {}

}  // namespace

constinit const Code kLabelSelectorCode = {Authority::kApiServer, "", "LabelSelector", kRules, CheckNothing};

void CheckSelector(const yaml::Node& selector, Verdict& verdict) {
  for (const yaml::Node& requirement : selector.Get("matchExpressions").items()) {
    const std::string_view op = requirement.Get("operator").string();
    const yaml::Node& values = requirement.Get("values");
    if ((op == "In" || op == "NotIn") && values.size() == 0) {
      verdict.AtKey(
          kSelectorWithoutValues, requirement, "operator",
          fmt::format("{} has no values to compare with `{}`", verdict.Path(requirement), op),
          {.label = "needs `values`",
           .help = fmt::format("list `values`, or use `{}`", op == "In" ? "Exists" : "DoesNotExist")});
    } else if ((op == "Exists" || op == "DoesNotExist") && values.size() > 0) {
      verdict.AtKey(kSelectorWithValues, requirement, "values",
                    fmt::format("{} has values beside `{}`", verdict.Path(requirement), op),
                    {.label = "not looked at",
                     .help = fmt::format("remove `values`, or use `{}`", op == "Exists" ? "In" : "NotIn")});
    }
  }
}

bool SelectsEverything(const yaml::Node& selector) {
  return selector.Get("matchLabels").size() == 0 && selector.Get("matchExpressions").size() == 0;
}

bool Selects(const yaml::Node& selector, const yaml::Node& labels) {
  return Selects(selector, [&](std::string_view key) -> std::optional<std::string_view> {
    const yaml::Node& label = labels.Get(key);
    return label.present() ? std::optional(label.string()) : std::nullopt;
  });
}

bool Selects(const yaml::Node& selector, const LabelOf& label_of) {
  for (const yaml::Entry& entry : selector.Get("matchLabels").entries()) {
    if (label_of(entry.key) != entry.value.string()) return false;
  }
  return std::ranges::all_of(selector.Get("matchExpressions").items(),
                             [&](const yaml::Node& requirement) { return Holds(requirement, label_of); });
}

bool IsWellFormed(const yaml::Node& selector) {
  return std::ranges::all_of(selector.Get("matchExpressions").items(), [](const yaml::Node& requirement) {
    const std::string_view op = requirement.Get("operator").string();
    const bool has_values = requirement.Get("values").size() > 0;
    if (op == "In" || op == "NotIn") return has_values;
    return (op == "Exists" || op == "DoesNotExist") && !has_values;
  });
}

}  // namespace meshctl::validate::kubernetes
