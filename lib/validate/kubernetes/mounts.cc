// SPDX-License-Identifier: Apache-2.0
// Where containers see the volumes of their pod: as folders, or as raw devices.
#include <fmt/core.h>

#include <string_view>
#include <utility>
#include <vector>

#include "base/nearest.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/pod.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kUnknownVolume = {.code = "KUBE0230",
                                       .name = "unknown-volume",
                                       .summary = "a container can only mount volumes that its pod declares"};
constinit const Rule kDuplicateMountPath = {
    .code = "KUBE0231", .name = "duplicate-mount-path", .summary = "a container sees one volume at a path"};
constinit const Rule kTwoSubPaths = {
    .code = "KUBE0232",
    .name = "two-sub-paths",
    .summary = "`subPath` is taken as it is and `subPathExpr` is expanded; a mount can have one of them"};
constinit const Rule kBidirectionalMount = {
    .code = "KUBE0233",
    .name = "bidirectional-mount",
    .summary = "mounts can only travel to the node from privileged containers"};
constinit const Rule kRecursiveReadOnly = {
    .code = "KUBE0234",
    .name = "bad-recursive-read-only",
    .summary = "only a mount that is read-only and does not propagate can be read-only all the way down"};
constinit const Rule kDeviceWithoutClaim = {
    .code = "KUBE0235",
    .name = "device-without-claim",
    .summary =
        "a raw device comes from a claim: only persistentVolumeClaim and ephemeral volumes can be one"};
constinit const Rule kMountAndDevice = {
    .code = "KUBE0236",
    .name = "mount-and-device",
    .summary = "within a container a volume is a folder or a device, once"};

constexpr const Rule* kRules[] = {&kUnknownVolume,      &kDuplicateMountPath, &kTwoSubPaths,
                                  &kBidirectionalMount, &kRecursiveReadOnly,  &kDeviceWithoutClaim,
                                  &kMountAndDevice};

const yaml::Node* FindVolume(const Pod& pod, std::string_view name) {
  for (const yaml::Node& claim : pod.claim_templates.items()) {
    if (claim.Get("metadata").Get("name").string() == name) return &claim;
  }
  for (const yaml::Node& volume : pod.spec.Get("volumes").items()) {
    if (volume.Get("name").string() == name) return &volume;
  }
  return nullptr;
}

void ReportUnknown(const Pod& pod, const yaml::Node& name, Verdict& verdict) {
  std::vector<std::string_view> names;
  for (const yaml::Node& volume : pod.spec.Get("volumes").items())
    names.push_back(volume.Get("name").string());
  const std::string_view near = Nearest(name.string(), names);
  Words words{.label = "no volume of this name"};
  if (near.empty()) {
    words.help = fmt::format("declare a volume `{}` in the pod's `volumes`", name.string());
  } else {
    words.help = fmt::format("did you mean `{}`?", near);
  }
  verdict.At(kUnknownVolume, name,
             fmt::format("{} is `{}`, but the pod has no such volume", verdict.Path(name), name.string()),
             std::move(words));
}

void CheckMount(const Pod& pod, const yaml::Node& container, const yaml::Node& mount, Verdict& verdict) {
  const yaml::Node& name = mount.Get("name");
  if (!name.string().empty() && FindVolume(pod, name.string()) == nullptr) ReportUnknown(pod, name, verdict);
  if (!mount.Get("subPath").string().empty() && !mount.Get("subPathExpr").string().empty()) {
    Unwanted(kTwoSubPaths, mount, "subPathExpr", "`subPath` is set too", verdict, "remove one of them");
  }
  const std::string_view propagation = mount.Get("mountPropagation").string();
  if (propagation == "Bidirectional" && !IsTrue(container.Get("securityContext").Get("privileged"))) {
    verdict.At(kBidirectionalMount, mount.Get("mountPropagation"),
               fmt::format("{} is `Bidirectional`, but the container is not privileged",
                           verdict.Path(mount.Get("mountPropagation"))),
               {.label = "needs a privileged container",
                .help = "use `HostToContainer`, or set `securityContext.privileged`"});
  }
  const std::string_view recursive = mount.Get("recursiveReadOnly").string();
  if (recursive != "Enabled" && recursive != "IfPossible") return;
  if (!IsTrue(mount.Get("readOnly"))) {
    Unwanted(kRecursiveReadOnly, mount, "recursiveReadOnly", "the mount is not read-only", verdict,
             "set `readOnly: true`");
  } else if (!propagation.empty() && propagation != "None") {
    Unwanted(kRecursiveReadOnly, mount, "recursiveReadOnly",
             fmt::format("`mountPropagation` is `{}`", propagation), verdict, "set `mountPropagation: None`");
  }
}

void CheckDevices(const Pod& pod, const yaml::Node& container, Verdict& verdict) {
  const auto devices = container.Get("volumeDevices").items();
  for (const yaml::Node& device : devices) {
    const yaml::Node& name = device.Get("name");
    if (name.string().empty()) continue;
    const yaml::Node* volume = FindVolume(pod, name.string());
    if (volume == nullptr) {
      ReportUnknown(pod, name, verdict);
      continue;
    }
    const bool claimed = Given(volume->Get("persistentVolumeClaim")) || Given(volume->Get("ephemeral")) ||
                         volume->Get("metadata").present();
    if (!claimed) {
      verdict.At(
          kDeviceWithoutClaim, name,
          fmt::format("{} is `{}`, a volume that cannot be a device", verdict.Path(name), name.string()),
          {.label = "not from a claim", .secondary = {{volume->Get("name").span(), "the volume"}}});
    }
    for (const yaml::Node& mount : container.Get("volumeMounts").items()) {
      const bool same_name = mount.Get("name").string() == name.string();
      const bool same_path = mount.Get("mountPath").string() == device.Get("devicePath").string();
      if (!same_name && !same_path) continue;
      const yaml::Node& again = same_name ? name : device.Get("devicePath");
      verdict.At(kMountAndDevice, again, fmt::format("{} is mounted as a folder too", verdict.Path(again)),
                 {.label = "folder and device",
                  .secondary = {{mount.Get(same_name ? "name" : "mountPath").span(), "as a folder"}}});
    }
  }
  for (const char* field : {"name", "devicePath"}) {
    ForEachDuplicate(devices, ByText(field), [&](const yaml::Node& first, const yaml::Node& again) {
      Repeated(kMountAndDevice, first.Get(field), again.Get(field), verdict, "");
    });
  }
}

void CheckObject(const Object& object, Verdict& verdict) { CheckMounts(PodOf(object), verdict); }

}  // namespace

constinit const Code kMountsCode = {Authority::kApiServer, "", "Pod", kRules, CheckObject};

void CheckMounts(const Pod& pod, Verdict& verdict) {
  pod.ForEachContainer([&](const yaml::Node& container) {
    const auto mounts = container.Get("volumeMounts").items();
    for (const yaml::Node& mount : mounts) CheckMount(pod, container, mount, verdict);
    ForEachDuplicate(mounts, ByText("mountPath"), [&](const yaml::Node& first, const yaml::Node& again) {
      Repeated(kDuplicateMountPath, first.Get("mountPath"), again.Get("mountPath"), verdict,
               "mount one of the volumes elsewhere");
    });
    CheckDevices(pod, container, verdict);
  });
}

}  // namespace meshctl::validate::kubernetes
