// SPDX-License-Identifier: Apache-2.0
// A selector is nearly right more often than not: one label is misspelt and the others are good. So each
// label is left out in turn to see which workloads the others select.
#include "analyze/rules/apps/selection.h"

#include <fmt/format.h>

#include <algorithm>

#include "analyze/rules/replacement.h"

namespace meshctl::analyze {
namespace {

// Looking for what was meant must not cost more than the analysis: a larger namespace is not searched.
constexpr std::size_t kMostSearched = 1000;

bool SatisfiesAllBut(const model::Labels& labels, const model::Labels& selector,
                     const yaml::Entry* left_out) {
  return std::ranges::all_of(selector, [&](const yaml::Entry* pair) {
    return pair == left_out || (labels.Has(pair->key) && labels.Get(pair->key) == pair->value.text());
  });
}

// The values of one label among the workloads that have all others, each once; an empty text for a workload
// without the label.
std::vector<std::string_view> ValuesAmong(const std::vector<const mesh::Workload*>& workloads,
                                          const model::Labels& selector, const yaml::Entry* label) {
  std::vector<std::string_view> values;
  for (const mesh::Workload* workload : workloads) {
    if (SatisfiesAllBut(*workload->labels, selector, label))
      values.push_back(workload->labels->Get(label->key));
  }
  std::ranges::sort(values);
  values.erase(std::ranges::unique(values).begin(), values.end());
  return values;
}

}  // namespace

std::vector<const mesh::Workload*> SelectedBy(const mesh::Mesh& mesh, std::string_view ns,
                                              const model::Labels& selector) {
  return ns == mesh.config().root_namespace ? mesh.workloads().MatchingAnywhere(selector)
                                            : mesh.workloads().Matching(ns, selector);
}

void ExplainEmptySelection(const mesh::Mesh& mesh, std::string_view ns, const model::Labels& selector,
                           diag::Diagnostic& diagnostic) {
  static const model::Labels kEverything;
  const auto workloads = SelectedBy(mesh, ns, kEverything);
  if (workloads.size() > kMostSearched) return;
  for (const yaml::Entry* label : selector) {
    auto values = ValuesAmong(workloads, selector, label);
    if (values.empty()) continue;
    std::erase(values, "");
    const model::Text written = {label->value.text(), label->value.span()};
    if (selector.size() > 1) {
      diagnostic.primary = {written.span,
                            fmt::format("the workloads that have the other labels have {}",
                                        values.empty() ? fmt::format("no `{}`", label->key)
                                                       : fmt::format("another `{}`", label->key))};
    }
    ProposeReplacement(written, OnlyNearest(*written, values), diagnostic);
    return;
  }
}

source::Span SelectorSpan(const model::Labels& selector) {
  return selector.empty() ? source::Span() : (*selector.begin())->value.span();
}

}  // namespace meshctl::analyze
