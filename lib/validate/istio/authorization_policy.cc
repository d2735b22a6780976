// SPDX-License-Identifier: Apache-2.0
// AuthorizationPolicies: what an action needs and what its rules may ask; policy_values.h has the texts in
// them.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "validate/istio/kinds.h"
#include "validate/istio/metadata.h"
#include "validate/istio/policy_values.h"
#include "validate/istio/selectors.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {
namespace {

constinit const Rule kPolicyWithoutRules = {.code = "ISTIO0801",
                                            .name = "policy-without-rules",
                                            .summary = "a DENY or CUSTOM policy without rules never applies"};
constinit const Rule kCustomWithoutProvider = {
    .code = "ISTIO0802",
    .name = "custom-policy-without-provider",
    .summary = "action CUSTOM asks somebody else, but the policy does not say whom"};
constinit const Rule kUnsupportedInCustom = {
    .code = "ISTIO0803",
    .name = "unsupported-in-custom-policy",
    .summary = "a CUSTOM policy decides before the client is known, so that its rules can not ask for it"};
constinit const Rule kProviderWithoutCustom = {.code = "ISTIO0804",
                                               .name = "provider-without-custom-action",
                                               .summary = "only action CUSTOM asks a provider"};
constinit const Rule kEmptyRulePart = {
    .code = "ISTIO0805",
    .name = "empty-rule-part",
    .summary = "an entry of `from` or `to` asks for nothing, which would match everything or nothing"};
constinit const Rule kAccountsBesidePrincipals = {
    .code = "ISTIO0806",
    .name = "service-accounts-beside-principals",
    .summary = "`serviceAccounts` already says which principals and namespaces are meant"};
constinit const Rule kConditionWithoutKey = {
    .code = "ISTIO0812",
    .name = "incomplete-condition",
    .summary = "a condition has no key, or no values to compare with"};
constinit const Rule kHttpOnlyDeny = {
    .code = "ISTIO0816",
    .name = "http-only-deny",
    .level = diag::Level::kWarning,
    .summary =
        "a DENY rule with attributes of HTTP alone denies all TCP traffic: what can not be told is taken "
        "to match"};

constexpr std::array<std::string_view, 4> kPrincipals = {"principals", "notPrincipals", "namespaces",
                                                         "notNamespaces"};
constexpr std::array<std::string_view, 2> kAccounts = {"serviceAccounts", "notServiceAccounts"};
constexpr std::array<std::string_view, 4> kAddresses = {"ipBlocks", "notIpBlocks", "remoteIpBlocks",
                                                        "notRemoteIpBlocks"};
constexpr std::array<std::string_view, 2> kRequestPrincipals = {"requestPrincipals", "notRequestPrincipals"};
constexpr std::array<std::string_view, 2> kTrustDomains = {"trustDomains", "notTrustDomains"};
constexpr std::array<std::string_view, 8> kOperations = {"hosts",   "notHosts",   "ports", "notPorts",
                                                         "methods", "notMethods", "paths", "notPaths"};

bool HasAny(const yaml::Node& node, std::span<const std::string_view> fields) {
  return std::ranges::any_of(fields, [&](std::string_view field) { return node.Get(field).size() > 0; });
}

void CheckCustomRule(const yaml::Node& rule, Verdict& verdict) {
  constexpr std::string_view kWhat = "is not supported with action CUSTOM";
  for (const yaml::Node& from : rule.Get("from").items()) {
    const yaml::Node& source = from.Get("source");
    for (const yaml::Entry& entry : source.entries()) {
      if (entry.value.size() == 0 || std::ranges::find(kAddresses, entry.key) != kAddresses.end()) continue;
      AtKey(verdict, kUnsupportedInCustom, source, entry.key, kWhat,
            Label("not known yet when the provider is asked", "ask for it in an ALLOW or DENY policy"));
    }
  }
  for (const yaml::Node& when : rule.Get("when").items()) {
    const std::string_view key = when.Get("key").string();
    if (key == "source.namespace" || key == "source.serviceAccount" || key == "source.trustDomain" ||
        key == "source.principal" || key.starts_with("request.auth.")) {
      At(verdict, kUnsupportedInCustom, when.Get("key"), kWhat,
         Label("not known yet when the provider is asked", "ask for it in an ALLOW or DENY policy"));
    }
  }
}

void CheckSource(const yaml::Node& source, Verdict& verdict) {
  if (HasAny(source, kPrincipals) && HasAny(source, kAccounts)) {
    const std::string_view field = source.Get(kAccounts[0]).size() > 0 ? kAccounts[0] : kAccounts[1];
    AtKey(verdict, kAccountsBesidePrincipals, source, field, "can not stand beside principals or namespaces",
          Label("not both", "write `namespace/account` to name both in one"));
  }
  if (!HasAny(source, kPrincipals) && !HasAny(source, kAccounts) && !HasAny(source, kAddresses) &&
      !HasAny(source, kRequestPrincipals) && !HasAny(source, kTrustDomains)) {
    verdict.Missing(kEmptyRulePart, source, fmt::format("{} asks for nothing", verdict.Path(source)),
                    Label("empty", "ask for something, or remove `from` to mean everybody"));
  }
  for (const std::string_view field : kAddresses) CheckIpBlocks(source.Get(field), verdict);
  for (const std::string_view field : kPrincipals) CheckNotEmpty(source.Get(field), verdict);
  for (const std::string_view field : kRequestPrincipals) CheckNotEmpty(source.Get(field), verdict);
  for (const std::string_view field : kAccounts) CheckServiceAccounts(source.Get(field), verdict);
  for (const std::string_view field : kTrustDomains)
    CheckTrustDomains(source.Get(field), Slash::kRefused, verdict);
}

void CheckOperation(const yaml::Node& operation, Verdict& verdict) {
  if (!HasAny(operation, kOperations)) {
    verdict.Missing(kEmptyRulePart, operation, fmt::format("{} asks for nothing", verdict.Path(operation)),
                    Label("empty", "ask for something, or remove `to` to mean every request"));
  }
  for (const std::string_view field : kOperations) CheckNotEmpty(operation.Get(field), verdict);
  CheckPolicyPorts(operation.Get("ports"), verdict);
  CheckPolicyPorts(operation.Get("notPorts"), verdict);
  CheckPathTemplates(operation.Get("paths"), verdict);
  CheckPathTemplates(operation.Get("notPaths"), verdict);
}

void CheckCondition(const yaml::Node& condition, Verdict& verdict) {
  const yaml::Node& key = condition.Get("key");
  if (key.string().empty()) {
    Missing(verdict, kConditionWithoutKey, condition, "key", "is required: what to look at");
    return;
  }
  const yaml::Node& values = condition.Get("values");
  const yaml::Node& not_values = condition.Get("notValues");
  if (values.size() + not_values.size() == 0) {
    verdict.Missing(kConditionWithoutKey, condition,
                    fmt::format("{} compares `{}` with nothing", verdict.Path(condition), key.string()),
                    Label("no values", "add `values` or `notValues`"));
    return;
  }
  if (!CheckConditionKey(key, verdict)) return;
  CheckConditionValues(key.string(), values, verdict);
  CheckConditionValues(key.string(), not_values, verdict);
}

/// What a rule asks for that also tells TCP connections apart.
struct Reach {
  bool from = false;
  bool to = false;
  bool tcp_in_from = false;
  bool tcp_in_to = false;
};

Reach CheckFromAndTo(const yaml::Node& rule, Verdict& verdict) {
  Reach reach;
  for (const yaml::Node& from : rule.Get("from").items()) {
    const yaml::Node& source = from.Get("source");
    if (source.is_null()) {
      verdict.Missing(kEmptyRulePart, from, fmt::format("{} has no `source`", verdict.Path(from)),
                      Label("no `source`"));
      continue;
    }
    reach.from = true;
    CheckSource(source, verdict);
    reach.tcp_in_from |=
        HasAny(source, kPrincipals) || HasAny(source, kAccounts) || HasAny(source, kAddresses);
  }
  for (const yaml::Node& to : rule.Get("to").items()) {
    const yaml::Node& operation = to.Get("operation");
    if (operation.is_null()) {
      verdict.Missing(kEmptyRulePart, to, fmt::format("{} has no `operation`", verdict.Path(to)),
                      Label("no `operation`"));
      continue;
    }
    reach.to = true;
    CheckOperation(operation, verdict);
    reach.tcp_in_to |= operation.Get("ports").size() + operation.Get("notPorts").size() > 0;
  }
  return reach;
}

void CheckRule(const yaml::Node& rule, std::string_view action, Verdict& verdict) {
  const Reach reach = CheckFromAndTo(rule, verdict);
  for (const yaml::Node& condition : rule.Get("when").items()) CheckCondition(condition, verdict);
  const bool http_only = (reach.from && !reach.to && !reach.tcp_in_from) || (reach.to && !reach.tcp_in_to);
  if (action != "DENY" || !http_only) return;
  verdict.Missing(
      kHttpOnlyDeny, rule,
      fmt::format("{} denies all TCP traffic: it only asks for attributes of HTTP", verdict.Path(rule)),
      Label("attributes of HTTP only", "name the ports that are meant in `to.operation.ports`"));
}

void CheckAction(const yaml::Node& spec, std::string_view action, Verdict& verdict) {
  const yaml::Node& provider = spec.Get("provider");
  const bool has_rules = spec.Get("rules").size() > 0;
  if (action == "CUSTOM" && has_rules && provider.Get("name").string().empty()) {
    Missing(verdict, kCustomWithoutProvider, provider.is_null() ? spec : provider,
            provider.is_null() ? "provider" : "name", "is required: whom action CUSTOM asks",
            Help("write `provider: {name: ...}` with one of the mesh's `extensionProviders`"));
  }
  if (action != "CUSTOM" && !provider.is_null()) {
    AtKey(verdict, kProviderWithoutCustom, spec, "provider", fmt::format("has no use with action {}", action),
          Label("not asked", "write `action: CUSTOM`, or remove it"));
  }
  if (has_rules || (action != "CUSTOM" && action != "DENY")) return;
  Missing(verdict, kPolicyWithoutRules, spec, "rules",
          fmt::format("is required: without rules a {} policy never applies", action),
          Label("no rules", "write `rules: [{}]` to apply it to every request"));
}

void CheckAuthorizationPolicy(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  CheckTargets(object, verdict);
  const yaml::Node& spec = object.spec();
  const std::string_view given = spec.Get("action").string();
  const std::string_view action = given.empty() ? "ALLOW" : given;
  CheckAction(spec, action, verdict);
  for (const yaml::Node& rule : spec.Get("rules").items()) {
    if (action == "CUSTOM") CheckCustomRule(rule, verdict);
    CheckRule(rule, action, verdict);
  }
}

constexpr std::array kRules = {&kPolicyWithoutRules,    &kCustomWithoutProvider, &kUnsupportedInCustom,
                               &kProviderWithoutCustom, &kEmptyRulePart,         &kAccountsBesidePrincipals,
                               &kEmptyPolicyValue,      &kInvalidServiceAccount, &kInvalidTrustDomain,
                               &kInvalidPolicyPort,     &kInvalidPathTemplate,   &kConditionWithoutKey,
                               &kUnknownConditionKey,   &kHttpOnlyDeny};

}  // namespace

constinit const Code kAuthorizationPolicy = {Authority::kIstio, "security.istio.io", "AuthorizationPolicy",
                                             kRules, CheckAuthorizationPolicy};

}  // namespace meshctl::validate::istio
