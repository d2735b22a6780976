// SPDX-License-Identifier: Apache-2.0
// CustomResourceDefinition: names and versions. What their schemas must be like is in structural_schema.cc.
#include <fmt/core.h>

#include <array>
#include <string_view>

#include "validate/kubernetes/definition_rules.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/structural_schema.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kDefinitionName = {
    .code = "KUBE1001",
    .name = "definition-name",
    .summary = "a definition is called by the plural and the group of what it defines"};
constinit const Rule kGroupWithoutDot = {.code = "KUBE1002",
                                         .name = "group-without-dot",
                                         .summary = "groups without a dot are kept for Kubernetes itself"};
constinit const Rule kStorageVersions = {.code = "KUBE1003",
                                         .name = "storage-versions",
                                         .summary = "objects are stored in exactly one of the versions"};
constinit const Rule kDuplicateVersion = {
    .code = "KUBE1004", .name = "duplicate-version", .summary = "each version is listed once"};
constinit const Rule kUnapprovedGroup = {
    .code = "KUBE1005",
    .name = "unapproved-group",
    .summary = "groups below k8s.io and kubernetes.io need a word on their review by the Kubernetes project"};
constinit const Rule kVersionWithoutSchema = {.code = "KUBE1006",
                                              .name = "version-without-schema",
                                              .summary = "every version says what its objects look like"};
constinit const Rule kConversion = {
    .code = "KUBE1017",
    .name = "bad-conversion",
    .summary = "a webhook is given if, and only if, it is what converts between versions"};
constinit const Rule kSameListKind = {.code = "KUBE1018",
                                      .name = "list-kind-is-kind",
                                      .summary = "an object and a list of objects are different kinds"};
constinit const Rule kScalePath = {
    .code = "KUBE1019",
    .name = "bad-scale-path",
    .summary = "the scale subresource reads replicas from `spec` and writes them to `status`"};
constinit const Rule kPreservesAll = {
    .code = "KUBE1020",
    .name = "preserves-unknown-fields",
    .summary =
        "version v1 of definitions lets schemas say which unknown fields are kept, not the definition"};

constexpr const Rule* kRules[] = {&kDefinitionName,
                                  &kGroupWithoutDot,
                                  &kStorageVersions,
                                  &kDuplicateVersion,
                                  &kUnapprovedGroup,
                                  &kVersionWithoutSchema,
                                  &kConversion,
                                  &kSameListKind,
                                  &kScalePath,
                                  &kPreservesAll,
                                  &kSchemaWithoutType,
                                  &kForbiddenKeyword,
                                  &kStructureInValidation,
                                  &kPropertiesWithAdditional,
                                  &kEmbeddedResource,
                                  &kListType,
                                  &kDefinitionRule,
                                  &kBadDefault,
                                  &kSchemaPattern,
                                  &kRestrictedMetadata,
                                  &kRuleCost,
                                  &kTotalRuleCost,
                                  &kRuleType};

constexpr std::string_view kApproval = "api-approved.kubernetes.io";

bool IsProtected(std::string_view group) {
  return group == "k8s.io" || group == "kubernetes.io" || group.ends_with(".k8s.io") ||
         group.ends_with(".kubernetes.io");
}

void CheckNames(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  const yaml::Node& group = spec.Get("group");
  const yaml::Node& names = spec.Get("names");
  const std::string_view plural = names.Get("plural").string();
  const yaml::Node& name = object.metadata().Get("name");
  if (group.string().empty() || plural.empty()) return;
  if (const std::string due = fmt::format("{}.{}", plural, group.string());
      !name.string().empty() && name.string() != due) {
    verdict.At(kDefinitionName, name, fmt::format("the definition of `{}` must be called so", due),
               {.label = "another name", .help = fmt::format("write `name: {}`", due)});
  }
  if (group.string().find('.') == std::string_view::npos) {
    verdict.At(kGroupWithoutDot, group, fmt::format("{} has no dot", verdict.Path(group)),
               {.label = "a name of Kubernetes itself",
                .help = "use a domain that is yours, such as `example.com`"});
  }
  if (IsProtected(group.string()) && object.Annotation(kApproval).string().empty()) {
    verdict.At(kUnapprovedGroup, group,
               fmt::format("`{}` belongs to Kubernetes and the annotation `{}` is missing", group.string(),
                           kApproval),
               {.label = "a protected group", .help = "use a domain that is yours, such as `example.com`"});
  }
  const yaml::Node& list = names.Get("listKind");
  if (!list.string().empty() && list.string() == names.Get("kind").string()) {
    verdict.At(
        kSameListKind, list, fmt::format("{} is the kind itself", verdict.Path(list)),
        {.label = "must be another name", .help = fmt::format("write `listKind: {}List`", list.string())});
  }
}

void CheckConversion(const yaml::Node& conversion, Verdict& verdict) {
  const bool webhook = conversion.Get("strategy").string() == "Webhook";
  if (webhook && !Given(conversion.Get("webhook"))) {
    verdict.Missing(kConversion, conversion,
                    fmt::format("{} is to be done by a webhook, but names none", verdict.Path(conversion)),
                    {.label = "needs `webhook`"});
  } else if (!webhook && Given(conversion.Get("webhook"))) {
    Unwanted(kConversion, conversion, "webhook", "nothing is converted by it", verdict,
             "write `strategy: Webhook`, or remove the webhook");
  }
}

void CheckScale(const yaml::Node& scale, Verdict& verdict) {
  struct Path {
    std::string_view field;
    std::array<std::string_view, 2> roots;
    std::string_view words;
  };
  for (const Path& due : {Path{"specReplicasPath", {".spec.", ".spec."}, "`.spec.`"},
                          Path{"statusReplicasPath", {".status.", ".status."}, "`.status.`"},
                          Path{"labelSelectorPath", {".spec.", ".status."}, "`.spec.` or `.status.`"}}) {
    const yaml::Node& path = scale.Get(due.field);
    if (path.string().empty() || path.string().starts_with(due.roots[0]) ||
        path.string().starts_with(due.roots[1]))
      continue;
    verdict.At(kScalePath, path, fmt::format("{} must begin with {}", verdict.Path(path), due.words),
               {.label = "points elsewhere"});
  }
}

void CheckVersions(const yaml::Node& spec, Verdict& verdict) {
  const yaml::Node& versions = spec.Get("versions");
  const yaml::Node* storage = nullptr;
  for (const yaml::Node& version : versions.items()) {
    const yaml::Node& schema = version.Get("schema").Get("openAPIV3Schema");
    if (!version.Get("schema").present()) continue;  // a required field: reported already
    if (!schema.is_map()) {
      verdict.Missing(
          kVersionWithoutSchema, version, fmt::format("{} has no schema", verdict.Path(version)),
          {.label = "needs `schema.openAPIV3Schema`",
           .help = "`{type: object, x-kubernetes-preserve-unknown-fields: true}` takes everything"});
    } else {
      CheckStructuralSchema(schema, verdict);
    }
    CheckScale(version.Get("subresources").Get("scale"), verdict);
    if (!IsTrue(version.Get("storage"))) continue;
    if (storage != nullptr) {
      verdict.At(kStorageVersions, version.Get("storage"), "two versions are stored",
                 {.label = "second",
                  .help = "keep `storage: true` in one",
                  .secondary = {{storage->span(), "first"}}});
    } else {
      storage = &version.Get("storage");
    }
  }
  if (storage == nullptr && versions.size() > 0) {
    verdict.AtKey(kStorageVersions, spec, "versions", "none of the versions is stored",
                  {.label = "one needs `storage: true`"});
  }
  ForEachDuplicate(versions.items(), ByText("name"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateVersion, first.Get("name"), again.Get("name"), verdict, "remove one of them");
  });
}

void Check(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  CheckNames(object, verdict);
  CheckVersions(spec, verdict);
  if (Given(spec.Get("conversion"))) CheckConversion(spec.Get("conversion"), verdict);
  if (IsTrue(spec.Get("preserveUnknownFields"))) {
    verdict.At(
        kPreservesAll, spec.Get("preserveUnknownFields"),
        fmt::format("{} cannot be true", verdict.Path(spec.Get("preserveUnknownFields"))),
        {.label = "must be false",
         .help = "set `x-kubernetes-preserve-unknown-fields: true` in the schema where fields are kept"});
  }
}

}  // namespace

constinit const Code kDefinitionCode = {.authority = Authority::kApiServer,
                                        .group = "apiextensions.k8s.io",
                                        .kind = "CustomResourceDefinition",
                                        .rules = kRules,
                                        .check = Check};

}  // namespace meshctl::validate::kubernetes
