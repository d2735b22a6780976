// SPDX-License-Identifier: Apache-2.0
// Selectors are indexed and Pods looked up in them, as a mesh has many Pods and few selectors. Upstream does
// it the other way round, with every Pod for every selector.
#include "analyze/rules/selected_pods.h"

#include <fmt/format.h>

#include <cstdint>
#include <unordered_set>

#include "analyze/kinds.h"
#include "analyze/rules/apps/empty_selection.h"
#include "analyze/rules/pods.h"
#include "mesh/selector_index.h"

namespace meshctl::analyze {

std::vector<const model::Workload*> PodsOf(const mesh::Mesh& mesh, const Findings& findings) {
  std::vector<const model::Workload*> pods;
  for (const model::Workload& workload : mesh.pod_workloads()) {
    if (IsPod(workload) || StandsForPods(workload, findings)) pods.push_back(&workload);
  }
  return pods;
}

std::vector<SelectedPod> SelectPods(std::span<const model::Workload* const> pods,
                                    std::span<const PodSelector> selectors) {
  std::vector<SelectedPod> selected;
  if (selectors.empty()) return selected;
  mesh::SelectorIndex index;
  for (std::uint32_t number = 0; number < selectors.size(); ++number)
    index.Add(selectors[number].scope, selectors[number].labels, number);
  index.Freeze();
  for (const model::Workload* pod : pods) {
    auto numbers = index.Selecting(*pod->object->namespace_, pod->pod.labels);
    auto far = index.Selecting(kEveryNamespace, pod->pod.labels);
    numbers.insert(numbers.end(), far.begin(), far.end());
    if (numbers.empty()) continue;
    SelectedPod& found = selected.emplace_back(pod);
    for (std::uint32_t number : numbers) found.by.push_back(&selectors[number]);
  }
  return selected;
}

source::Span PairSpan(const yaml::Entry& pair) {
  source::Span span = pair.key_span();
  const source::Span value = pair.value.span();
  if (value.file == span.file && value.begin >= span.end) span.end = value.end;
  return span;
}

void AddSelectsNothing(const mesh::Mesh& mesh, std::span<const PodSelector> selectors, Findings& findings) {
  if (selectors.empty()) return;
  std::unordered_set<const PodSelector*> selecting;
  for (const SelectedPod& pod : SelectPods(PodsOf(mesh, findings), selectors))
    selecting.insert(pod.by.begin(), pod.by.end());
  EmptySelections empty(mesh, findings);
  for (const PodSelector& selector : selectors) {
    if (selecting.contains(&selector)) continue;
    empty.Add(*selector.object, selector.scope, Reach::kNamespace, selector.labels,
              fmt::format("selector `{}` selects no Pod of namespace `{}`", selector.labels.ToString(),
                          selector.scope));
  }
}

}  // namespace meshctl::analyze
