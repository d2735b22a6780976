// SPDX-License-Identifier: Apache-2.0
// PersistentVolumeClaim, PersistentVolume and StorageClass.
#include <fmt/core.h>

#include <string_view>

#include "validate/kubernetes/claim.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/label_selector.h"
#include "validate/kubernetes/node_selector.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kExclusiveAccessMode = {
    .code = "KUBE1110",
    .name = "exclusive-access-mode",
    .summary = "ReadWriteOncePod gives the volume to one pod alone, so it stands alone"};
constinit const Rule kClaimWithoutStorage = {
    .code = "KUBE1111",
    .name = "claim-without-storage",
    .summary = "a claim asks for more than no storage, in whole bytes"};
constinit const Rule kTwoDataSources = {
    .code = "KUBE1112",
    .name = "two-data-sources",
    .summary = "`dataSource` and `dataSourceRef` name the same object, or only one of them is set"};
constinit const Rule kVolumeCapacity = {
    .code = "KUBE1113",
    .name = "bad-volume-capacity",
    .summary = "the capacity of a volume is its storage, more than none, and nothing else"};
constinit const Rule kRecycledHostRoot = {
    .code = "KUBE1114",
    .name = "recycled-host-root",
    .summary = "recycling a volume deletes its files, which for `/` are those of the node"};
constinit const Rule kLocalVolumeWithoutNode = {
    .code = "KUBE1115",
    .name = "local-volume-without-node",
    .summary = "a local volume is on one node, which `nodeAffinity` must say"};
constinit const Rule kDuplicateTopology = {
    .code = "KUBE1116",
    .name = "duplicate-topology-key",
    .summary = "a term of allowed topologies names a key once, with each value once"};

constexpr const Rule* kClaimRules[] = {&kExclusiveAccessMode, &kClaimWithoutStorage, &kTwoDataSources};
constexpr const Rule* kVolumeRules[] = {&kExclusiveAccessMode, &kVolumeCapacity, &kRecycledHostRoot,
                                        &kLocalVolumeWithoutNode};
constexpr const Rule* kClassRules[] = {&kDuplicateTopology};

void CheckAccessModes(const yaml::Node& modes, Verdict& verdict) {
  const yaml::Node* alone = nullptr;
  bool others = false;
  for (const yaml::Node& mode : modes.items()) {
    if (mode.string() == "ReadWriteOncePod") {
      alone = &mode;
    } else {
      others = true;
    }
  }
  if (alone == nullptr || !others) return;
  verdict.At(kExclusiveAccessMode, *alone, fmt::format("{} stands beside other modes", verdict.Path(*alone)),
             {.label = "must be the only one"});
}

/// Whether it is an amount of storage that something can have.
bool IsSize(const yaml::Node& amount) {
  const auto size = QuantityOf(amount);
  return size && *size > schema::Quantity::Of(0);
}

void CheckVolume(const Object& object, Verdict& verdict) {
  const yaml::Node& spec = object.spec();
  CheckAccessModes(spec.Get("accessModes"), verdict);
  const yaml::Node& capacity = spec.Get("capacity");
  for (const yaml::Entry& entry : capacity.entries()) {
    if (entry.key != "storage") {
      verdict.AtKey(kVolumeCapacity, capacity, entry.key,
                    fmt::format("{} is no storage", verdict.Path(entry.value)),
                    {.label = "must be `storage`"});
    } else if (!IsSize(entry.value)) {
      verdict.At(kVolumeCapacity, entry.value, fmt::format("{} is no size", verdict.Path(entry.value)),
                 {.label = "must be more than 0"});
    }
  }
  const yaml::Node& reclaim = spec.Get("persistentVolumeReclaimPolicy");
  if (reclaim.string() == "Recycle" && spec.Get("hostPath").Get("path").string() == "/") {
    verdict.At(kRecycledHostRoot, reclaim,
               "`spec.persistentVolumeReclaimPolicy` would delete all files of the node",
               {.label = "not for `/`", .help = "use `Retain`"});
  }
  const yaml::Node& terms = spec.Get("nodeAffinity").Get("required").Get("nodeSelectorTerms");
  if (Given(spec.Get("local")) && terms.size() == 0) {
    verdict.AtKey(kLocalVolumeWithoutNode, spec, "local", "`spec.local` is on a node that is not named",
                  {.label = "needs `nodeAffinity`"});
  }
  for (const yaml::Node& term : terms.items()) CheckNodeSelectorTerm(term, verdict);
}

void CheckClass(const Object& object, Verdict& verdict) {
  for (const yaml::Node& term : object.root().Get("allowedTopologies").items()) {
    const auto expressions = term.Get("matchLabelExpressions").items();
    ForEachDuplicate(expressions, ByText("key"), [&](const yaml::Node& first, const yaml::Node& again) {
      Repeated(kDuplicateTopology, first.Get("key"), again.Get("key"), verdict,
               "list all values under one key");
    });
    for (const yaml::Node& expression : expressions) {
      ForEachDuplicate(expression.Get("values").items(), ByItself,
                       [&](const yaml::Node& first, const yaml::Node& again) {
                         Repeated(kDuplicateTopology, first, again, verdict, "remove one of them");
                       });
    }
  }
}

}  // namespace

constinit const Code kClaimCode = {
    Authority::kApiServer, "", "PersistentVolumeClaim", kClaimRules,
    [](const Object& object, Verdict& verdict) { CheckClaim(object.spec(), verdict); }};
constinit const Code kVolumeCode = {Authority::kApiServer, "", "PersistentVolume", kVolumeRules, CheckVolume};
constinit const Code kStorageClassCode = {Authority::kApiServer, "storage.k8s.io", "StorageClass",
                                          kClassRules, CheckClass};

void CheckClaim(const yaml::Node& spec, Verdict& verdict) {
  if (!Given(spec)) return;
  CheckAccessModes(spec.Get("accessModes"), verdict);
  CheckSelector(spec.Get("selector"), verdict);
  const yaml::Node& resources = spec.Get("resources");
  const yaml::Node& storage = resources.Get("requests").Get("storage");
  if (!Given(storage)) {
    const yaml::Node& at = resources.present() ? resources : spec;
    verdict.Missing(kClaimWithoutStorage, at, fmt::format("{} asks for no storage", verdict.Path(spec)),
                    {.label = "needs `resources.requests.storage`"});
  } else if (!IsSize(storage) || !QuantityOf(storage)->whole()) {
    verdict.At(kClaimWithoutStorage, storage,
               fmt::format("{} is no amount of storage", verdict.Path(storage)),
               {.label = "must be whole bytes, more than 0"});
  }
  const yaml::Node& source = spec.Get("dataSource");
  const yaml::Node& reference = spec.Get("dataSourceRef");
  if (!Given(source) || !Given(reference)) return;
  const bool elsewhere = !reference.Get("namespace").string().empty();
  const auto same = [&](std::string_view field) {
    return source.Get(field).string() == reference.Get(field).string();
  };
  if (!elsewhere && same("apiGroup") && same("kind") && same("name")) return;
  verdict.AtKey(kTwoDataSources, spec, "dataSource",
                fmt::format("{} and `dataSourceRef` name different objects", verdict.Path(source)),
                {.label = "another object than `dataSourceRef`", .help = "remove `dataSource`"});
}

}  // namespace meshctl::validate::kubernetes
