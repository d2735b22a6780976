// SPDX-License-Identifier: Apache-2.0
// Puts the parts of a pod together; each part is a file of its own, with a Code for the kind Pod.
#include "validate/kubernetes/pod.h"

namespace meshctl::validate::kubernetes {
namespace {

constexpr yaml::Node kAbsent;

}  // namespace

Pod PodOf(const Object& object) { return {object.metadata(), object.spec(), /*is_template=*/false, kAbsent}; }

Pod TemplateIn(const yaml::Node& parent) {
  const yaml::Node& pod = parent.Get("template");
  return {pod.Get("metadata"), pod.Get("spec"), /*is_template=*/true, parent.Get("volumeClaimTemplates")};
}

void CheckPod(const Pod& pod, Verdict& verdict) {
  for (const auto check :
       {CheckContainers, CheckPorts, CheckEnvironment, CheckVolumes, CheckMounts, CheckResources, CheckProbes,
        CheckSecurity, CheckScheduling, CheckAffinity, CheckNetworking}) {
    check(pod, verdict);
  }
}

}  // namespace meshctl::validate::kubernetes
