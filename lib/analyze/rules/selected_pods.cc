// SPDX-License-Identifier: Apache-2.0
// Selectors are indexed and Pods looked up in them, as a mesh has many Pods and few selectors. Upstream does
// it the other way round, with every Pod for every selector.
#include "analyze/rules/selected_pods.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "analyze/kinds.h"
#include "analyze/rules/empty_selection.h"
#include "analyze/rules/pods.h"
#include "mesh/selector_index.h"

namespace meshctl::analyze {

namespace {

bool IsSeenAsPod(const model::Workload& workload, const Findings& findings) {
  return IsPod(workload) || StandsForPods(workload, findings);
}

}  // namespace

std::vector<const model::Workload*> PodsOf(const mesh::Mesh& mesh, const Findings& findings) {
  std::vector<const model::Workload*> pods;
  for (const model::Workload& workload : mesh.pod_workloads()) {
    if (IsSeenAsPod(workload, findings)) pods.push_back(&workload);
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
  const bool some_reach_far = std::ranges::any_of(
      selectors, [](const PodSelector& selector) { return selector.scope == kEveryNamespace; });
  for (const model::Workload* pod : pods) {
    auto numbers = index.Selecting(*pod->object->namespace_, pod->pod.labels);
    if (some_reach_far) {
      auto far = index.Selecting(kEveryNamespace, pod->pod.labels);
      numbers.insert(numbers.end(), far.begin(), far.end());
    }
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

std::vector<PodSelector> WithoutObviousPods(const mesh::Mesh& mesh, std::vector<PodSelector> selectors,
                                            const Findings& findings,
                                            bool (*counts)(const mesh::Mesh&, const model::Workload&)) {
  auto selects = [&](const PodSelector& selector) {
    const mesh::Workloads& all = mesh.workloads();
    const auto selected = selector.scope == kEveryNamespace ? all.MatchingAnywhere(selector.labels)
                                                            : all.Matching(selector.scope, selector.labels);
    return std::ranges::any_of(selected, [&](const mesh::Workload* workload) {
      return workload->pods && IsSeenAsPod(*workload->pods, findings) && counts(mesh, *workload->pods);
    });
  };
  std::unordered_map<std::string_view, bool> without_labels;  // by scope: what they select is long
  std::erase_if(selectors, [&](const PodSelector& selector) {
    if (!selector.labels.empty()) return selects(selector);
    auto [known, fresh] = without_labels.try_emplace(selector.scope);
    if (fresh) known->second = selects(selector);
    return known->second;
  });
  return selectors;
}

void AddSelectsNothing(const mesh::Mesh& mesh, std::vector<PodSelector> selectors, Findings& findings) {
  selectors = WithoutObviousPods(mesh, std::move(selectors), findings,
                                 [](const mesh::Mesh&, const model::Workload&) { return true; });
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
