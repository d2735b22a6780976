// SPDX-License-Identifier: Apache-2.0
// Role, ClusterRole and their bindings.
#include <fmt/core.h>

#include <string_view>

#include "schema/formats.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/label_selector.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kUrlsInRole = {
    .code = "KUBE0801",
    .name = "urls-in-role",
    .summary = "URLs beside resources belong to no namespace, so only a ClusterRole can allow them"};
constinit const Rule kUrlsAndResources = {
    .code = "KUBE0802",
    .name = "urls-and-resources",
    .summary = "a rule is about resources or about other URLs, not both"};
constinit const Rule kRuleWithoutResources = {
    .code = "KUBE0803",
    .name = "rule-without-resources",
    .summary = "a rule about resources names their API groups and their names"};
constinit const Rule kAggregation = {.code = "KUBE0804",
                                     .name = "empty-aggregation",
                                     .summary = "an aggregated ClusterRole selects the roles it is made of"};
constinit const Rule kSubjectNamespace = {
    .code = "KUBE0805",
    .name = "subject-without-namespace",
    .summary = "a service account belongs to a namespace, which a ClusterRoleBinding must name"};
constinit const Rule kSubjectGroup = {
    .code = "KUBE0806",
    .name = "bad-subject-group",
    .summary = "users and groups are of rbac.authorization.k8s.io, service accounts of the core group"};
constinit const Rule kSubjectName = {
    .code = "KUBE0807", .name = "bad-subject-name", .summary = "the name of a service account is a DNS name"};
constinit const Rule kClusterBindingToRole = {
    .code = "KUBE0808",
    .name = "cluster-binding-to-role",
    .summary = "a Role counts in its namespace; a ClusterRoleBinding can only give a ClusterRole"};

constexpr const Rule* kRoleRules[] = {&kUrlsInRole, &kUrlsAndResources, &kRuleWithoutResources};
constexpr const Rule* kClusterRoleRules[] = {&kUrlsAndResources, &kRuleWithoutResources, &kAggregation};
constexpr const Rule* kBindingRules[] = {&kSubjectGroup, &kSubjectName};
constexpr const Rule* kClusterBindingRules[] = {&kSubjectNamespace, &kSubjectGroup, &kSubjectName,
                                                &kClusterBindingToRole};

constexpr std::string_view kRbac = "rbac.authorization.k8s.io";

void CheckRule(const Object& object, const yaml::Node& rule, Verdict& verdict) {
  if (rule.Get("nonResourceURLs").size() > 0) {
    if (object.kind().namespaced()) {
      Unwanted(kUrlsInRole, rule, "nonResourceURLs", "a Role is about its namespace", verdict,
               "use a ClusterRole");
    }
    for (const char* field : {"apiGroups", "resources", "resourceNames"}) {
      if (rule.Get(field).size() == 0) continue;
      verdict.AtKey(kUrlsAndResources, rule, "nonResourceURLs",
                    fmt::format("{} is about resources and about other URLs", verdict.Path(rule)),
                    {.label = "not beside resources",
                     .help = "make it a rule of its own",
                     .secondary = {{rule.Find(field)->key_span(), "about resources"}}});
      return;
    }
    return;
  }
  for (const char* field : {"apiGroups", "resources"}) {
    if (rule.Get(field).size() > 0) continue;
    verdict.Missing(
        kRuleWithoutResources, rule, fmt::format("{} has no `{}`", verdict.Path(rule), field),
        {.label = fmt::format("needs `{}`", field),
         .help = field == std::string_view("apiGroups") ? "the core group is written `\"\"`" : ""});
  }
}

void CheckRole(const Object& object, Verdict& verdict) {
  for (const yaml::Node& rule : object.root().Get("rules").items()) CheckRule(object, rule, verdict);
}

void CheckClusterRole(const Object& object, Verdict& verdict) {
  CheckRole(object, verdict);
  const yaml::Node& aggregation = object.root().Get("aggregationRule");
  if (!Given(aggregation)) return;
  const auto selectors = aggregation.Get("clusterRoleSelectors").items();
  if (selectors.empty()) {
    verdict.AtKey(kAggregation, object.root(), "aggregationRule", "`aggregationRule` selects no roles",
                  {.label = "needs `clusterRoleSelectors`"});
  }
  for (const yaml::Node& selector : selectors) CheckSelector(selector, verdict);
}

void CheckSubject(const yaml::Node& subject, Verdict& verdict) {
  const std::string_view kind = subject.Get("kind").string();
  const yaml::Node& group = subject.Get("apiGroup");
  const yaml::Node& name = subject.Get("name");
  const bool account = kind == "ServiceAccount";
  if (!group.string().empty() && group.string() != (account ? "" : kRbac)) {
    verdict.At(
        kSubjectGroup, group,
        fmt::format("{} is `{}`, but the subject is a {}", verdict.Path(group), group.string(), kind),
        {.label = account ? "must be empty" : fmt::format("must be `{}`", kRbac), .help = "remove it"});
  }
  if (account && !name.string().empty() && !Matches(schema::Format::kDns1123Subdomain, name.string())) {
    verdict.At(kSubjectName, name, fmt::format("{} is no name of a service account", verdict.Path(name)),
               {.label = "must be a DNS name"});
  }
}

void CheckBinding(const Object& object, Verdict& verdict) {
  for (const yaml::Node& subject : object.root().Get("subjects").items()) CheckSubject(subject, verdict);
}

void CheckClusterBinding(const Object& object, Verdict& verdict) {
  CheckBinding(object, verdict);
  const yaml::Node& kind = object.root().Get("roleRef").Get("kind");
  if (kind.string() == "Role") {
    verdict.At(
        kClusterBindingToRole, kind, "`roleRef.kind` is `Role`, which counts in one namespace",
        {.label = "must be `ClusterRole`", .help = "use a RoleBinding in that namespace, or a ClusterRole"});
  }
  for (const yaml::Node& subject : object.root().Get("subjects").items()) {
    if (subject.Get("kind").string() != "ServiceAccount" || !subject.Get("namespace").string().empty())
      continue;
    verdict.Missing(kSubjectNamespace, subject, fmt::format("{} has no namespace", verdict.Path(subject)),
                    {.label = "needs `namespace`"});
  }
}

}  // namespace

constinit const Code kRoleCode = {Authority::kApiServer, kRbac, "Role", kRoleRules, CheckRole};
constinit const Code kClusterRoleCode = {Authority::kApiServer, kRbac, "ClusterRole", kClusterRoleRules,
                                         CheckClusterRole};
constinit const Code kRoleBindingCode = {Authority::kApiServer, kRbac, "RoleBinding", kBindingRules,
                                         CheckBinding};
constinit const Code kClusterRoleBindingCode = {Authority::kApiServer, kRbac, "ClusterRoleBinding",
                                                kClusterBindingRules, CheckClusterBinding};

}  // namespace meshctl::validate::kubernetes
