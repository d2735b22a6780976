// SPDX-License-Identifier: Apache-2.0
// The selectors of configuration, held against the Pods of its namespace.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "analyze/findings.h"
#include "mesh/mesh.h"
#include "model/labels.h"
#include "model/workload.h"

namespace meshctl::analyze {

/// As the scope of a selector: every namespace.
inline constexpr std::string_view kEveryNamespace = "*";

/// An object that selects Pods by their labels. No labels select every Pod.
struct PodSelector {
  const model::Object* object = nullptr;
  model::Labels labels;
  std::string_view scope = *object->namespace_;  ///< the namespace whose Pods it selects, or kEveryNamespace
};

/// A Pod and the selectors that select it, in their order.
struct SelectedPod {
  const model::Workload* pod = nullptr;
  std::vector<const PodSelector*> by;
};

/// The Pods, and in files the templates that stand for Pods.
std::vector<const model::Workload*> PodsOf(const mesh::Mesh& mesh, const Findings& findings);

/// Those of `pods` that at least one selector selects. The selectors must outlive the answer.
std::vector<SelectedPod> SelectPods(std::span<const model::Workload* const> pods,
                                    std::span<const PodSelector> selectors);

/// The place of a pair of labels, `key: value`.
source::Span PairSpan(const yaml::Entry& pair);

/// The selectors that a look into the index of workloads does not settle. The others select a Pod that
/// counts, so that nothing is missing; what is left needs a look at every Pod of a cluster.
std::vector<PodSelector> WithoutObviousPods(const mesh::Mesh& mesh, std::vector<PodSelector> selectors,
                                            const Findings& findings,
                                            bool (*counts)(const mesh::Mesh&, const model::Workload&));

/// Adds a finding about each selector that selects no Pod of its namespace, where that can be known.
void AddSelectsNothing(const mesh::Mesh& mesh, std::vector<PodSelector> selectors, Findings& findings);

}  // namespace meshctl::analyze
