// SPDX-License-Identifier: Apache-2.0
// Within a source every field that is given must hold; one of several sources is enough; every condition must
// hold. Values may begin or end with `*`.
#include "analyze/rules/caller.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace meshctl::analyze {
namespace {

bool MatchesPattern(std::string_view text, std::string_view pattern) {
  if (pattern.starts_with('*')) return text.ends_with(pattern.substr(1));
  if (pattern.ends_with('*')) return text.starts_with(pattern.substr(0, pattern.size() - 1));
  return text == pattern;
}

// Patterns for `TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT`; the part before `/ns/` counts as right.
bool IsPrincipal(const Caller& caller, std::string_view pattern) {
  const std::string identity = fmt::format("/ns/{}/sa/{}", caller.ns, caller.service_account);
  if (pattern.starts_with('*')) return MatchesPattern(identity, pattern);
  const std::size_t ns = pattern.find("/ns/");
  if (ns == pattern.npos) return pattern.ends_with('*');
  return MatchesPattern(identity, pattern.substr(ns));
}

bool IsNamespace(const Caller& caller, std::string_view pattern) {
  return MatchesPattern(caller.ns, pattern);
}

bool IsAccount(const Caller& caller, std::string_view account, std::string_view policy_ns) {
  const std::size_t slash = account.find('/');
  if (slash == account.npos) return caller.ns == policy_ns && caller.service_account == account;
  return caller.ns == account.substr(0, slash) && caller.service_account == account.substr(slash + 1);
}

// Whether the caller satisfies a list of values and its negation; an empty list asks nothing.
template <typename Is>
bool Satisfies(const std::vector<model::Text>& values, const std::vector<model::Text>& not_values, Is is) {
  auto holds = [&](const model::Text& value) { return is(*value); };
  return (values.empty() || std::ranges::any_of(values, holds)) && std::ranges::none_of(not_values, holds);
}

bool SatisfiesSource(const model::PolicySource& source, const Caller& caller, std::string_view policy_ns) {
  return Satisfies(source.principals, source.not_principals,
                   [&](std::string_view value) { return IsPrincipal(caller, value); }) &&
         Satisfies(source.namespaces, source.not_namespaces,
                   [&](std::string_view value) { return IsNamespace(caller, value); }) &&
         Satisfies(source.service_accounts, source.not_service_accounts,
                   [&](std::string_view value) { return IsAccount(caller, value, policy_ns); });
}

bool SatisfiesCondition(const model::PolicyCondition& condition, const Caller& caller,
                        std::string_view policy_ns) {
  auto satisfies = [&](auto is) { return Satisfies(condition.values, condition.not_values, is); };
  if (*condition.key == "source.principal")
    return satisfies([&](std::string_view value) { return IsPrincipal(caller, value); });
  if (*condition.key == "source.namespace")
    return satisfies([&](std::string_view value) { return IsNamespace(caller, value); });
  if (*condition.key == "source.serviceAccount")
    return satisfies([&](std::string_view value) { return IsAccount(caller, value, policy_ns); });
  return true;
}

constexpr std::array<std::string_view, 3> kIdentityKeys = {"source.namespace", "source.principal",
                                                           "source.serviceAccount"};

bool AsksForIdentity(const model::PolicyCondition& condition) {
  return std::ranges::find(kIdentityKeys, *condition.key) != kIdentityKeys.end();
}

}  // namespace

std::string Caller::ToString() const { return fmt::format("{}/sa/{}", ns, service_account); }

Caller IdentityOf(const mesh::Workload& workload) {
  const std::string_view account =
      workload.pods ? *workload.pods->pod.service_account : *workload.entry->endpoint.service_account;
  return {.ns = workload.ns, .service_account = account.empty() ? "default" : account};
}

bool MayMean(const model::PolicyRule& rule, const Caller& caller, std::string_view policy_ns) {
  const bool from =
      rule.from.empty() || std::ranges::any_of(rule.from, [&](const model::PolicySource& source) {
        return SatisfiesSource(source, caller, policy_ns);
      });
  return from && std::ranges::all_of(rule.when, [&](const model::PolicyCondition& condition) {
           return SatisfiesCondition(condition, caller, policy_ns);
         });
}

source::Span FirstMeant(const model::PolicyRule& rule) {
  for (const model::PolicySource& source : rule.from) {
    for (const auto* values : {&source.principals, &source.namespaces, &source.service_accounts}) {
      if (!values->empty()) return values->front().span;
    }
  }
  for (const model::PolicyCondition& condition : rule.when) {
    if (AsksForIdentity(condition) && !condition.values.empty()) return condition.values.front().span;
  }
  return {};
}

source::Span FirstIdentity(const model::PolicyRule& rule) {
  if (source::Span meant = FirstMeant(rule)) return meant;
  for (const model::PolicySource& source : rule.from) {
    for (const auto* values :
         {&source.not_principals, &source.not_namespaces, &source.not_service_accounts}) {
      if (!values->empty()) return values->front().span;
    }
  }
  auto condition = std::ranges::find_if(rule.when, AsksForIdentity);
  return condition == rule.when.end() ? source::Span() : condition->key.span;
}

}  // namespace meshctl::analyze
