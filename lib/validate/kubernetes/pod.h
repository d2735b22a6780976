// SPDX-License-Identifier: Apache-2.0
// Pods and the templates of workloads: one check in parts, one file each.
#pragma once

#include "validate/object.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::kubernetes {

/// What the parts look at.
struct Pod {
  const yaml::Node& metadata;
  const yaml::Node& spec;
  /// Whether pods are made from it; the API server forgives templates a few things.
  bool is_template;
  /// `volumeClaimTemplates` of a StatefulSet: each is a volume of its name.
  const yaml::Node& claim_templates;

  const yaml::Node& security() const { return spec.Get("securityContext"); }
  /// Calls `visit(container)` for init, regular and ephemeral containers.
  template <typename Visit>
  void ForEachContainer(const Visit& visit) const {
    for (const char* list : {"initContainers", "containers", "ephemeralContainers"}) {
      for (const yaml::Node& container : spec.Get(list).items()) visit(container);
    }
  }
};

/// The pod that an object is.
Pod PodOf(const Object& object);
/// The pod template that stands under `template` in `parent`.
Pod TemplateIn(const yaml::Node& parent);

/// All parts.
void CheckPod(const Pod& pod, Verdict& verdict);

void CheckContainers(const Pod& pod, Verdict& verdict);
void CheckPorts(const Pod& pod, Verdict& verdict);
void CheckEnvironment(const Pod& pod, Verdict& verdict);
void CheckVolumes(const Pod& pod, Verdict& verdict);
void CheckMounts(const Pod& pod, Verdict& verdict);
void CheckResources(const Pod& pod, Verdict& verdict);
void CheckProbes(const Pod& pod, Verdict& verdict);
void CheckSecurity(const Pod& pod, Verdict& verdict);
void CheckScheduling(const Pod& pod, Verdict& verdict);
void CheckAffinity(const Pod& pod, Verdict& verdict);
void CheckNetworking(const Pod& pod, Verdict& verdict);

/// What a downward API reference may name differs between environment and files.
enum class Downward { kEnvironment, kFile };
/// `fieldRef` and `resourceFieldRef` of `source`.
void CheckDownward(const yaml::Node& source, Downward use, Verdict& verdict);

}  // namespace meshctl::validate::kubernetes
