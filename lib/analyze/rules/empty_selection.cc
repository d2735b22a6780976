// SPDX-License-Identifier: Apache-2.0
// A selector is nearly right more often than not: one label is misspelt and the others are good. So each
// label is left out in turn to see which workloads the others select. Where files hold kinds that nobody
// knows here, an operator may make Pods with labels that are written nowhere: only a misspelling is sure
// then.
#include "analyze/rules/empty_selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "analyze/kinds.h"
#include "analyze/rules/replacement.h"

namespace meshctl::analyze {
namespace {

// Looking for what was meant must not cost more than the analysis: a larger namespace is not searched.
constexpr std::size_t kMostSearched = 250;

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

model::Text ValueOf(const yaml::Entry& label) { return {label.value.text(), label.value.span()}; }

}  // namespace

EmptySelections::Explanation EmptySelections::Explain(std::string_view ns, Reach reach,
                                                      const model::Labels& selector) const {
  static const model::Labels kEverything;
  const auto workloads = reach == Reach::kPolicy ? SelectedBy(mesh_, ns, kEverything)
                                                 : mesh_.workloads().Matching(ns, kEverything);
  if (workloads.size() > kMostSearched) return {};
  for (const yaml::Entry* label : selector) {
    auto values = ValuesAmong(workloads, selector, label);
    if (values.empty()) continue;
    std::erase(values, "");
    return {label, OnlyNearest(label->value.text(), values), !values.empty()};
  }
  return {};
}

bool EmptySelections::HoldsUnknownKinds(std::string_view ns) {
  if (!of_unknown_kinds_) {
    of_unknown_kinds_.emplace();
    for (const model::Object& object : mesh_.manifests().objects()) {
      if (!object.schema_kind) of_unknown_kinds_->insert(*object.namespace_);
    }
  }
  return of_unknown_kinds_->contains(ns);
}

Certainty EmptySelections::CertaintyOf(std::string_view ns, const Explanation& explanation) {
  if (findings_.KnowsCluster()) return Certainty::kWrong;
  if (!findings_.Knows(kind::kPod, ns)) return Certainty::kCannotKnow;
  const bool misspelt = !explanation.intended.empty();
  return misspelt || !HoldsUnknownKinds(ns) ? Certainty::kWrong : Certainty::kCannotKnow;
}

void EmptySelections::Add(const model::Object& object, std::string_view ns, Reach reach,
                          const model::Labels& selector, std::string message) {
  const Explanation why = Explain(ns, reach, selector);
  const yaml::Entry& shown = why.label ? *why.label : **selector.begin();
  diag::Diagnostic& d = findings_.Add(object, shown.value.span(), std::move(message), CertaintyOf(ns, why));
  if (why.label && selector.size() > 1) {
    d.primary.text = fmt::format("the workloads that have the other labels have {} `{}`",
                                 why.others_have_it ? "another" : "no", why.label->key);
  } else if (reach == Reach::kPolicy && ns == mesh_.config().root_namespace) {
    d.primary.text = fmt::format("no workload has `{}`", selector.ToString());
  } else {
    d.primary.text = fmt::format("no workload of namespace `{}` has `{}`", ns, selector.ToString());
  }
  if (why.label) ProposeReplacement(ValueOf(*why.label), why.intended, d);
}

std::vector<const mesh::Workload*> SelectedBy(const mesh::Mesh& mesh, std::string_view ns,
                                              const model::Labels& selector) {
  return ns == mesh.config().root_namespace ? mesh.workloads().MatchingAnywhere(selector)
                                            : mesh.workloads().Matching(ns, selector);
}

}  // namespace meshctl::analyze
