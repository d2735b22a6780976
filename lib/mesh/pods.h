// SPDX-License-Identifier: Apache-2.0
// From objects that make Pods to workloads.
#pragma once

#include <deque>
#include <functional>
#include <string_view>
#include <vector>

#include "mesh/workloads.h"
#include "model/service_entry.h"
#include "model/workload.h"

namespace meshctl::mesh {

/// A workload with more Pods than this counts as having so many: nobody reads more, and a typing mistake in
/// `replicas` must not fill the memory.
inline constexpr std::int64_t kMostPods = 10'000;

/// The labels of a Namespace, or null when no such object was given.
using NamespaceLabels = std::function<const model::Labels*(std::string_view)>;

/// The workloads of these objects, in their order, Pods first. Objects made by other given ones (the
/// ReplicaSet of a Deployment, its Pods) are no workloads of their own; real Pods take the place of synthetic
/// ones.
std::vector<Workload> CollectWorkloads(const std::deque<model::Workload>& pods,
                                       const std::deque<model::WorkloadEntry>& entries,
                                       const NamespaceLabels& namespace_labels);

}  // namespace meshctl::mesh
