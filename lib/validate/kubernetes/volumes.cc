// SPDX-License-Identifier: Apache-2.0
// The volumes of a pod and what they are filled from.
#include <fmt/core.h>

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "validate/kubernetes/claim.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/pod.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kDuplicateVolumeName = {.code = "KUBE0220",
                                             .name = "duplicate-volume-name",
                                             .summary = "the volumes of a pod must have different names"};
constinit const Rule kHostPathWithBackStep = {
    .code = "KUBE0221",
    .name = "host-path-with-back-step",
    .summary = "a path on the node must not hold `..`, which could lead out of where it seems to be"};
constinit const Rule kProjectedPathCollision = {
    .code = "KUBE0222",
    .name = "projected-path-collision",
    .summary = "two sources of a projected volume must not write the same file"};
constinit const Rule kReservedPath = {
    .code = "KUBE0223",
    .name = "reserved-path",
    .summary = "files of a volume must not begin with `..`: the kubelet keeps such names for itself"};
constinit const Rule kNegativeSizeLimit = {.code = "KUBE0224",
                                           .name = "negative-size-limit",
                                           .summary = "an emptyDir cannot be smaller than nothing"};
constinit const Rule kEphemeralVolumeWithoutTemplate = {
    .code = "KUBE0225",
    .name = "ephemeral-volume-without-template",
    .summary = "an ephemeral volume is made from a claim template, which must be given"};
constinit const Rule kDeprecatedVolume = {.code = "KUBE0226",
                                          .name = "deprecated-volume",
                                          .level = diag::Level::kWarning,
                                          .summary =
                                              "the driver of this sort of volume is no longer part of "
                                              "Kubernetes; pods that mount one do not start"};
constinit const Rule kEmptyProjection = {
    .code = "KUBE0227",
    .name = "empty-projection",
    .level = diag::Level::kWarning,
    .summary = "a source of a projected volume that names nothing adds nothing"};

constexpr const Rule* kRules[] = {
    &kDuplicateVolumeName, &kHostPathWithBackStep,           &kProjectedPathCollision, &kReservedPath,
    &kNegativeSizeLimit,   &kEphemeralVolumeWithoutTemplate, &kDeprecatedVolume,       &kEmptyProjection};

struct Removed {
  std::string_view source;
  std::string_view since;
};
constexpr std::array<Removed, 9> kRemoved = {{{"photonPersistentDisk", "1.16"},
                                              {"gitRepo", "1.33"},
                                              {"scaleIO", "1.22"},
                                              {"flocker", "1.25"},
                                              {"storageos", "1.25"},
                                              {"quobyte", "1.25"},
                                              {"glusterfs", "1.26"},
                                              {"cephfs", "1.31"},
                                              {"rbd", "1.31"}}};

bool HasBackStep(std::string_view path) {
  while (true) {
    const std::size_t slash = path.find('/');
    if (path.substr(0, slash) == "..") return true;
    if (slash == std::string_view::npos) return false;
    path.remove_prefix(slash + 1);
  }
}

void CheckPath(const yaml::Node& path, Verdict& verdict) {
  if (!path.string().starts_with("..")) return;
  verdict.At(kReservedPath, path, fmt::format("{} begins with `..`", verdict.Path(path)),
             {.label = "kept for the kubelet"});
}

/// The files that one source writes, as far as it names them; checks each of them.
void CheckFiles(const yaml::Node& source, Verdict& verdict) {
  for (const yaml::Node& item : source.Get("items").items()) {
    CheckPath(item.Get("path"), verdict);
    CheckDownward(item, Downward::kFile, verdict);
  }
}

void CheckProjected(const yaml::Node& projected, Verdict& verdict) {
  std::vector<const yaml::Node*> files;
  for (const yaml::Node& source : projected.Get("sources").items()) {
    if (source.is_map() && source.size() == 0) {
      verdict.At(kEmptyProjection, source, fmt::format("{} is empty", verdict.Path(source)),
                 {.label = "adds nothing", .help = "name a source, for example a `configMap`"});
    }
    for (const char* kind : {"secret", "configMap", "downwardAPI"}) {
      CheckFiles(source.Get(kind), verdict);
      for (const yaml::Node& item : source.Get(kind).Get("items").items()) files.push_back(&item.Get("path"));
    }
    CheckPath(source.Get("serviceAccountToken").Get("path"), verdict);
  }
  ForEachDuplicate(files, ByItself, [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kProjectedPathCollision, first, again, verdict, "write to another path");
  });
}

void CheckVolume(const yaml::Node& volume, Verdict& verdict) {
  const yaml::Node& host_path = volume.Get("hostPath").Get("path");
  if (HasBackStep(host_path.string())) {
    verdict.At(kHostPathWithBackStep, host_path, fmt::format("{} holds `..`", verdict.Path(host_path)),
               {.label = "must not step back"});
  }
  const yaml::Node& limit = volume.Get("emptyDir").Get("sizeLimit");
  if (const auto size = QuantityOf(limit); size && size->negative()) {
    verdict.At(kNegativeSizeLimit, limit, fmt::format("{} is negative", verdict.Path(limit)),
               {.label = "must be 0 or more"});
  }
  const yaml::Node& ephemeral = volume.Get("ephemeral");
  if (Given(ephemeral)) {
    const yaml::Node& claim = ephemeral.Get("volumeClaimTemplate");
    if (Given(claim)) {
      CheckClaim(claim.Get("spec"), verdict);
    } else {
      verdict.Missing(kEphemeralVolumeWithoutTemplate, ephemeral,
                      fmt::format("{} has no claim template", verdict.Path(ephemeral)),
                      {.label = "needs `volumeClaimTemplate`"});
    }
  }
  for (const char* source : {"secret", "configMap", "downwardAPI"}) CheckFiles(volume.Get(source), verdict);
  if (Given(volume.Get("projected"))) CheckProjected(volume.Get("projected"), verdict);
  for (const Removed& removed : kRemoved) {
    if (!Given(volume.Get(removed.source))) continue;
    verdict.AtKey(
        kDeprecatedVolume, volume, removed.source,
        fmt::format("{} uses `{}`, which does not work since Kubernetes {}", verdict.Path(volume),
                    removed.source, removed.since),
        {.label = "its driver was removed", .help = "use a PersistentVolumeClaim with a CSI driver"});
  }
}

void CheckObject(const Object& object, Verdict& verdict) { CheckVolumes(PodOf(object), verdict); }

}  // namespace

constinit const Code kVolumesCode = {Authority::kApiServer, "", "Pod", kRules, CheckObject};

void CheckVolumes(const Pod& pod, Verdict& verdict) {
  const auto volumes = pod.spec.Get("volumes").items();
  for (const yaml::Node& volume : volumes) CheckVolume(volume, verdict);
  ForEachDuplicate(volumes, ByText("name"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateVolumeName, first.Get("name"), again.Get("name"), verdict,
             "give each volume its own name");
  });
}

}  // namespace meshctl::validate::kubernetes
