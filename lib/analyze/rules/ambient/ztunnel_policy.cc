// SPDX-License-Identifier: Apache-2.0
// As istiod translates policies (pilot/pkg/serviceregistry/ambient/authorization.go): a part of a rule (`to`,
// `from`, each condition) of which no alternative has anything left matches nothing, and the rule with it.
#include "analyze/rules/ambient/ztunnel_policy.h"

#include <algorithm>
#include <array>

namespace meshctl::analyze {
namespace {

constexpr std::array<std::string_view, 5> kConnectionKeys = {
    "destination.ip", "destination.port", "source.ip", "source.namespace", "source.principal"};

bool IsAboutConnection(const model::PolicyCondition& condition) {
  return std::ranges::find(kConnectionKeys, *condition.key) != kConnectionKeys.end();
}

void AddField(std::vector<HttpField>& fields, std::string_view name, const std::vector<model::Text>& values) {
  if (!values.empty()) fields.push_back({name, values.front().span});
}

bool HasConnectionPart(const model::PolicyOperation& operation) {
  return !operation.ports.empty() || !operation.not_ports.empty();
}

bool HasConnectionPart(const model::PolicySource& source) {
  const auto lists = {&source.principals,     &source.not_principals,   &source.namespaces,
                      &source.not_namespaces, &source.service_accounts, &source.not_service_accounts,
                      &source.ip_blocks,      &source.not_ip_blocks};
  return std::ranges::any_of(lists, [](const auto* list) { return !list->empty(); });
}

bool HasConnectionPart(const model::PolicyCondition& condition) {
  return IsAboutConnection(condition) && !(condition.values.empty() && condition.not_values.empty());
}

}  // namespace

std::vector<HttpField> HttpFieldsOf(const model::PolicyRule& rule) {
  std::vector<HttpField> fields;
  for (const model::PolicyOperation& to : rule.to) {
    AddField(fields, "hosts", to.hosts);
    AddField(fields, "notHosts", to.not_hosts);
    AddField(fields, "methods", to.methods);
    AddField(fields, "notMethods", to.not_methods);
    AddField(fields, "paths", to.paths);
    AddField(fields, "notPaths", to.not_paths);
  }
  for (const model::PolicySource& from : rule.from) {
    AddField(fields, "remoteIpBlocks", from.remote_ip_blocks);
    AddField(fields, "notRemoteIpBlocks", from.not_remote_ip_blocks);
    AddField(fields, "requestPrincipals", from.request_principals);
    AddField(fields, "notRequestPrincipals", from.not_request_principals);
  }
  for (const model::PolicyCondition& condition : rule.when) {
    if (!IsAboutConnection(condition)) fields.push_back({*condition.key, condition.key.span});
  }
  return fields;
}

bool HoldsAtZtunnel(const model::PolicyRule& rule) {
  auto any_left = [](const auto& alternatives) {
    return alternatives.empty() ||
           std::ranges::any_of(alternatives, [](const auto& part) { return HasConnectionPart(part); });
  };
  return any_left(rule.to) && any_left(rule.from) &&
         std::ranges::all_of(rule.when, [](const auto& condition) { return HasConnectionPart(condition); });
}

bool IsForZtunnel(const model::AuthorizationPolicy& policy) {
  return policy.target_refs.empty() && policy.object->annotations.Get("istio.io/dry-run") != "true";
}

}  // namespace meshctl::analyze
