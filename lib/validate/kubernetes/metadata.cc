// SPDX-License-Identifier: Apache-2.0
// The metadata of objects of every kind, custom resources too. Keys, values and sizes are checked by the
// schema; left here is what takes more than one field.
#include <fmt/core.h>

#include <string>
#include <string_view>

#include "schema/formats.h"
#include "schema/kinds.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kNamespaceOnClusterKind = {
    .code = "KUBE0101",
    .name = "namespace-on-cluster-kind",
    .level = diag::Level::kInfo,
    .summary = "objects of this kind belong to the whole cluster; the API server drops the namespace"};
constinit const Rule kBadGenerateName = {
    .code = "KUBE0102",
    .name = "bad-generate-name",
    .summary =
        "a generated name begins with `generateName`, which must be what a name of the kind may begin with"};
constinit const Rule kUnqualifiedFinalizer = {
    .code = "KUBE0104",
    .name = "unqualified-finalizer",
    .summary =
        "apart from a few of Kubernetes' own, the finalizers of built-in kinds have a domain before them"};
constinit const Rule kFinalizerWithoutDomain = {
    .code = "KUBE0108",
    .name = "finalizer-without-domain",
    .level = diag::Level::kWarning,
    .summary =
        "a finalizer of a custom resource should have a domain before it, or it may be taken for another's"};
constinit const Rule kNameIsNoLabel = {
    .code = "KUBE0109",
    .name = "name-is-no-label",
    .level = diag::Level::kWarning,
    .summary = "pods are hosts called after the object, so a DNS label without dots is the better name"};
constinit const Rule kConflictingFinalizers = {
    .code = "KUBE0105",
    .name = "conflicting-finalizers",
    .summary = "dependents are orphaned or deleted first, not both"};
constinit const Rule kBadOwner = {
    .code = "KUBE0106",
    .name = "bad-owner",
    .summary = "an owner is named by group, version, kind, name and uid, and an Event owns nothing"};
constinit const Rule kTwoControllers = {
    .code = "KUBE0107", .name = "two-controllers", .summary = "one owner at most controls an object"};

constexpr const Rule* kRules[] = {&kNamespaceOnClusterKind, &kBadGenerateName, &kUnqualifiedFinalizer,
                                  &kConflictingFinalizers,  &kBadOwner,        &kTwoControllers,
                                  &kFinalizerWithoutDomain};
constexpr const Rule* kNameRules[] = {&kNameIsNoLabel};

void CheckNames(const Object& object, Verdict& verdict) {
  const yaml::Node& metadata = object.metadata();
  if (object.kind() && !object.kind().namespaced() && !metadata.Get("namespace").string().empty()) {
    verdict.AtKey(kNamespaceOnClusterKind, metadata, "namespace",
                  fmt::format("`metadata.namespace` is set, but a {} has no namespace", object.kind().name()),
                  {.label = "without effect", .help = "remove it"});
  }
  const yaml::Node& prefix = metadata.Get("generateName");
  if (prefix.string().empty()) return;
  // The last dash of a prefix is never the end of a name.
  std::string name(prefix.string());
  if (name.size() > 1 && name.back() == '-') name.back() = 'x';
  if (Matches(object.kind().name_format(), name)) return;
  const schema::FormatWords words = Describe(object.kind().name_format());
  verdict.At(kBadGenerateName, prefix, fmt::format("`metadata.generateName` cannot begin {}", words.what),
             {.label = fmt::format("must begin {}", words.what), .help = std::string(words.syntax)});
}

void CheckFinalizers(const Object& object, const yaml::Node& finalizers, Verdict& verdict) {
  const bool built_in = object.kind() && !object.kind().custom();
  const yaml::Node* orphan = nullptr;
  const yaml::Node* foreground = nullptr;
  for (const yaml::Node& finalizer : finalizers.items()) {
    const std::string_view name = finalizer.string();
    if (name == "orphan") orphan = &finalizer;
    if (name == "foregroundDeletion") foreground = &finalizer;
    const bool standard = name == "orphan" || name == "foregroundDeletion" || name == "kubernetes";
    if (standard || name.empty() || name.find('/') != std::string_view::npos) continue;
    verdict.At(
        built_in ? kUnqualifiedFinalizer : kFinalizerWithoutDomain, finalizer,
        fmt::format("{} has no domain before it", verdict.Path(finalizer)),
        {.label = "may clash with others", .help = fmt::format("write it like `example.com/{}`", name)});
  }
  if (orphan == nullptr || foreground == nullptr) return;
  verdict.At(kConflictingFinalizers, *foreground,
             fmt::format("{} contradicts {}", verdict.Path(*foreground), verdict.Path(*orphan)),
             {.label = "deletes dependents first",
              .help = "remove one of them",
              .secondary = {{orphan->span(), "orphans dependents"}}});
}

void CheckOwners(const yaml::Node& owners, Verdict& verdict) {
  const yaml::Node* controller = nullptr;
  for (const yaml::Node& owner : owners.items()) {
    const yaml::Node& version = owner.Get("apiVersion");
    const std::string_view text = version.string();
    const schema::GroupVersion parts = schema::SplitApiVersion(text);
    if (!text.empty() && (parts.version.empty() || parts.version.find('/') != std::string_view::npos)) {
      verdict.At(kBadOwner, version, fmt::format("{} names no version", verdict.Path(version)),
                 {.label = "must be `group/version`, or a version of the core group"});
    } else if (text == "v1" && owner.Get("kind").string() == "Event") {
      verdict.At(kBadOwner, owner.Get("kind"),
                 fmt::format("{} is an Event, which owns nothing", verdict.Path(owner)),
                 {.label = "cannot be an owner"});
    }
    const yaml::Node& controls = owner.Get("controller");
    if (!IsTrue(controls)) continue;
    if (controller != nullptr) {
      verdict.At(kTwoControllers, controls, fmt::format("{} is a second controller", verdict.Path(owner)),
                 {.label = "one too many", .secondary = {{controller->span(), "the first"}}});
    }
    controller = &controls;
  }
}

void CheckMetadata(const Object& object, Verdict& verdict) {
  const yaml::Node& metadata = object.metadata();
  CheckNames(object, verdict);
  CheckFinalizers(object, metadata.Get("finalizers"), verdict);
  CheckOwners(metadata.Get("ownerReferences"), verdict);
}

void CheckHostname(const Object& object, Verdict& verdict) {
  const yaml::Node& name = object.metadata().Get("name");
  if (name.string().empty() || Matches(schema::Format::kDns1123Label, name.string())) return;
  verdict.At(kNameIsNoLabel, name, "`metadata.name` is no DNS label, but part of the names of hosts",
             {.label = "no DNS label", .help = "use letters, digits and `-`, at most 63 characters"});
}

}  // namespace

constinit const Code kPodNameCode = {Authority::kApiServer, "", "Pod", kNameRules, CheckHostname};
constinit const Code kDeploymentNameCode = {Authority::kApiServer, "apps", "Deployment", kNameRules,
                                            CheckHostname};
constinit const Code kReplicaSetNameCode = {Authority::kApiServer, "apps", "ReplicaSet", kNameRules,
                                            CheckHostname};
constinit const Code kReplicationControllerNameCode = {Authority::kApiServer, "", "ReplicationController",
                                                       kNameRules, CheckHostname};
constinit const Code kJobNameCode = {Authority::kApiServer, "batch", "Job", kNameRules, CheckHostname};
constinit const Code kCronJobNameCode = {Authority::kApiServer, "batch", "CronJob", kNameRules,
                                         CheckHostname};
constinit const Code kMetadataCode = {Authority::kApiServer, kEvery, kEvery, kRules, CheckMetadata};

}  // namespace meshctl::validate::kubernetes
