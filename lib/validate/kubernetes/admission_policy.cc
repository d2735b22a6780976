// SPDX-License-Identifier: Apache-2.0
// ValidatingAdmissionPolicy, MutatingAdmissionPolicy and their bindings. Their expressions see a request
// instead of a resource and are left to the API server.
#include <fmt/core.h>

#include <string_view>

#include "validate/kubernetes/admission_rules.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/label_selector.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kPolicyWithoutEffect = {
    .code = "KUBE0920",
    .name = "policy-without-effect",
    .summary = "a policy judges, notes or changes something, of requests that it names"};
constinit const Rule kParamKind = {
    .code = "KUBE0921", .name = "bad-param-kind", .summary = "parameters are of a kind with a version"};
constinit const Rule kParamRef = {
    .code = "KUBE0922",
    .name = "bad-param-ref",
    .summary = "parameters are found by name or by labels, and it is said what happens without them"};
constinit const Rule kValidationActions = {
    .code = "KUBE0923",
    .name = "bad-validation-actions",
    .summary = "a violation is denied or warned of, not both, and each action stands once"};
constinit const Rule kAuditKeys = {
    .code = "KUBE0924", .name = "duplicate-audit-key", .summary = "audit annotations have different keys"};
constinit const Rule kMutation = {.code = "KUBE0925",
                                  .name = "mutation-type-mismatch",
                                  .summary = "a mutation is written in the field its type names"};

constexpr const Rule* kValidatingRules[] = {&kPolicyWithoutEffect, &kParamKind, &kAuditKeys};
constexpr const Rule* kMutatingRules[] = {&kPolicyWithoutEffect, &kParamKind, &kMutation};
constexpr const Rule* kValidatingBindingRules[] = {&kParamRef, &kValidationActions};
constexpr const Rule* kMutatingBindingRules[] = {&kParamRef};

void CheckMatch(const yaml::Node& resources, Verdict& verdict) {
  CheckSelector(resources.Get("namespaceSelector"), verdict);
  CheckSelector(resources.Get("objectSelector"), verdict);
  for (const char* list : {"resourceRules", "excludeResourceRules"}) {
    for (const yaml::Node& rule : resources.Get(list).items()) CheckAdmissionRule(rule, verdict);
  }
}

void CheckPolicy(const yaml::Node& spec, Verdict& verdict) {
  const yaml::Node& constraints = spec.Get("matchConstraints");
  CheckMatch(constraints, verdict);
  CheckMatchConditions(spec.Get("matchConditions"), verdict);
  if (constraints.size() > 0 && constraints.Get("resourceRules").size() == 0) {
    verdict.AtKey(kPolicyWithoutEffect, spec, "matchConstraints", "`spec.matchConstraints` names no requests",
                  {.label = "needs `resourceRules`"});
  }
  const yaml::Node& kind = spec.Get("paramKind");
  if (!Given(kind)) return;
  for (const char* field : {"apiVersion", "kind"}) {
    if (!kind.Get(field).string().empty()) continue;
    verdict.Missing(kParamKind, kind, fmt::format("{} has no `{}`", verdict.Path(kind), field),
                    {.label = fmt::format("needs `{}`", field)});
  }
}

void CheckValidatingPolicy(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  CheckPolicy(spec, verdict);
  const auto notes = spec.Get("auditAnnotations").items();
  if (spec.Get("validations").size() == 0 && notes.empty()) {
    verdict.Missing(kPolicyWithoutEffect, spec, "`spec` has neither validations nor audit annotations",
                    {.label = "needs `validations` or `auditAnnotations`"});
  }
  ForEachDuplicate(notes, ByText("key"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kAuditKeys, first.Get("key"), again.Get("key"), verdict, "give each annotation its own key");
  });
}

void CheckMutatingPolicy(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  CheckPolicy(spec, verdict);
  const auto mutations = spec.Get("mutations").items();
  if (mutations.empty()) {
    verdict.Missing(kPolicyWithoutEffect, spec, "`spec` has no mutations", {.label = "needs `mutations`"});
  }
  for (const yaml::Node& mutation : mutations) {
    const std::string_view type = mutation.Get("patchType").string();
    const std::string_view wanted = type == "JSONPatch" ? "jsonPatch" : "applyConfiguration";
    const std::string_view other = type == "JSONPatch" ? "applyConfiguration" : "jsonPatch";
    if (type.empty()) continue;
    if (!Given(mutation.Get(wanted))) {
      verdict.AtKey(kMutation, mutation, "patchType",
                    fmt::format("{} has no `{}`", verdict.Path(mutation), wanted),
                    {.label = fmt::format("needs `{}`", wanted)});
    } else if (Given(mutation.Get(other))) {
      Unwanted(kMutation, mutation, other, fmt::format("the type is `{}`", type), verdict, "remove it");
    }
  }
}

void CheckParameters(const yaml::Node& spec, Verdict& verdict) {
  const yaml::Node& reference = spec.Get("paramRef");
  CheckMatch(spec.Get("matchResources"), verdict);
  if (!Given(reference)) return;
  const bool by_name = !reference.Get("name").string().empty();
  const bool by_labels = Given(reference.Get("selector"));
  CheckSelector(reference.Get("selector"), verdict);
  if (by_name && by_labels) {
    Unwanted(kParamRef, reference, "selector", "parameters are found by name", verdict, "remove one of them");
  } else if (!by_name && !by_labels) {
    verdict.Missing(kParamRef, reference, fmt::format("{} finds no parameters", verdict.Path(reference)),
                    {.label = "needs `name` or `selector`"});
  }
  if (reference.Get("parameterNotFoundAction").string().empty()) {
    verdict.Missing(kParamRef, reference,
                    fmt::format("{} does not say what happens without parameters", verdict.Path(reference)),
                    {.label = "needs `parameterNotFoundAction`", .help = "set it to `Deny` or `Allow`"});
  }
}

void CheckMutatingBinding(const Object& object, Verdict& verdict) { CheckParameters(object.spec(), verdict); }

void CheckValidatingBinding(const Object& object, Verdict& verdict) {
  CheckParameters(object.spec(), verdict);
  const auto actions = object.spec().Get("validationActions").items();
  const yaml::Node* deny = nullptr;
  const yaml::Node* warn = nullptr;
  for (const yaml::Node& action : actions) {
    if (action.string() == "Deny") deny = &action;
    if (action.string() == "Warn") warn = &action;
  }
  if (deny != nullptr && warn != nullptr) {
    verdict.At(kValidationActions, *warn, fmt::format("{} warns of what is denied", verdict.Path(*warn)),
               {.label = "said with the denial already", .secondary = {{deny->span(), "denied"}}});
  }
  ForEachDuplicate(actions, ByItself, [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kValidationActions, first, again, verdict, "remove one of them");
  });
}

constexpr std::string_view kGroup = "admissionregistration.k8s.io";

}  // namespace

constinit const Code kValidatingPolicyCode = {Authority::kApiServer, kGroup, "ValidatingAdmissionPolicy",
                                              kValidatingRules, CheckValidatingPolicy};
constinit const Code kMutatingPolicyCode = {Authority::kApiServer, kGroup, "MutatingAdmissionPolicy",
                                            kMutatingRules, CheckMutatingPolicy};
constinit const Code kValidatingBindingCode = {Authority::kApiServer, kGroup,
                                               "ValidatingAdmissionPolicyBinding", kValidatingBindingRules,
                                               CheckValidatingBinding};
constinit const Code kMutatingBindingCode = {Authority::kApiServer, kGroup, "MutatingAdmissionPolicyBinding",
                                             kMutatingBindingRules, CheckMutatingBinding};

}  // namespace meshctl::validate::kubernetes
