// SPDX-License-Identifier: Apache-2.0
// What the controllers of Deployments, ReplicaSets, StatefulSets and DaemonSets share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/registry.h"

namespace meshctl::sandbox {

inline constexpr const char* kControllerManager = "kube-controller-manager";
inline constexpr const char* kRevisionHashLabel = "controller-revision-hash";
/// More Pods of one owner would only fill the memory of the machine that tries something out.
inline constexpr std::int64_t kMostReplicas = 1000;

/// The whole number at a path, or `otherwise`.
std::int64_t NumberAt(const Json& object, std::initializer_list<std::string_view> path,
                      std::int64_t otherwise);
/// The value at a path, or `otherwise`.
Json ValueOr(const Json& object, std::initializer_list<std::string_view> path, const Json& otherwise);

/// `spec.replicas`, 1 without, at most kMostReplicas.
std::int64_t WantedReplicas(const Json& owner);

/// The controller manager as the owner of fields of a resource.
Owner ControllerOwner(const Resource& resource);

/// The objects of a resource that `owner` owns, by name.
std::vector<Object> OwnedBy(const Registry& registry, const Json& owner, const GroupResource& resource);

/// Whether the condition Ready of a Pod is true.
bool IsReadyPod(const Json& pod);

/// The name of the revision of a template: ten letters and digits that follow from it.
std::string RevisionHash(const Json& owner);

/// A Pod from the owner's template; `revision` becomes a label unless it is empty.
Json PodFrom(const Json& owner, const std::string& name, const std::string& revision);

/// Creates a Pod of `owner`; refused, an Event of the owner says why, which is also the answer.
Answer<Object> CreatePod(Registry& registry, const Json& owner, Json pod, std::string_view controller);

}  // namespace meshctl::sandbox
