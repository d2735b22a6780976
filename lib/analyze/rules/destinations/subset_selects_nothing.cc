// SPDX-License-Identifier: Apache-2.0
// IST0173. Upstream asks all Pods of the mesh for the subset's labels and those of the ServiceEntry's
// workloadSelector; the selector of a Service does not count. Files lack what is only known of running Pods:
// their node, and the labels that controllers give them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/destinations/placed_pods.h"
#include "analyze/rules/destinations/rules.h"
#include "analyze/rules/replacement.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// Labels that no template has: of nodes and networks, and of the controllers of Pods.
constexpr std::array<std::string_view, 3> kRuntimePrefixes = {"topology.", "kubernetes.io/hostname",
                                                              "statefulset.kubernetes.io/pod-name"};
constexpr std::array<std::string_view, 3> kRuntimeKeys = {"apps.kubernetes.io/pod-index",
                                                          "controller-revision-hash", "pod-template-hash"};

bool IsKnownAtRuntime(const yaml::Entry* pair) {
  return std::ranges::any_of(kRuntimePrefixes, [&](auto prefix) { return pair->key.starts_with(prefix); }) ||
         std::ranges::find(kRuntimeKeys, pair->key) != kRuntimeKeys.end();
}

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings)
      : mesh_(mesh), findings_(findings), pods_(mesh, findings) {}

  void Check(const model::DestinationRule& rule) {
    const mesh::Service* service = mesh_.services().FindForAnalysis(*rule.host, rule.ns(), rule.export_to);
    if (!service) return;
    std::set<std::string_view> names;  // of subsets of one name upstream keeps the last
    for (auto subset = rule.subsets.rbegin(); subset != rule.subsets.rend(); ++subset) {
      if (names.insert(*subset->name).second) CheckSubset(rule, *subset, *service);
    }
  }

 private:
  void CheckSubset(const model::DestinationRule& rule, const model::Subset& subset,
                   const mesh::Service& service) {
    const bool narrowed = service.entry && service.entry->workload_selector;
    const model::Labels selector =
        narrowed ? service.entry->workload_selector->OverlaidBy(subset.labels) : subset.labels;
    if (pods_.AnySatisfies(selector)) return;
    if (!findings_.KnowsCluster() && HasEndpoint(service, selector)) return;
    const std::string doubt = Doubt(service, selector);
    diag::Diagnostic& d = findings_.Add(*rule.object, subset.name.span,
                                        fmt::format("subset `{}` of host `{}` selects no {}pod", *subset.name,
                                                    *rule.host, doubt.empty() ? "" : "given "),
                                        doubt.empty() ? Certainty::kWrong : Certainty::kCannotKnow);
    d.primary.text = doubt;
    if (!doubt.empty()) return;
    if (selector.empty()) {
      d.primary.text = "there are no pods at all";
    } else {
      d.primary.text = fmt::format("no pod has the labels `{}`", selector.ToString());
    }
    DescribeLabels(subset, service, d);
  }

  // Endpoints written into a ServiceEntry have labels as well; upstream overlooks them.
  static bool HasEndpoint(const mesh::Service& service, const model::Labels& selector) {
    return service.entry &&
           std::ranges::any_of(service.entry->endpoints, [&](const model::EntryEndpoint& endpoint) {
             return endpoint.labels.Satisfy(selector);
           });
  }

  std::string Doubt(const mesh::Service& service, const model::Labels& selector) const {
    if (findings_.KnowsCluster()) return {};
    if (std::ranges::any_of(selector, IsKnownAtRuntime))
      return "these labels are given to pods when they run";
    if (!findings_.Knows(kind::kPod, service.ns))
      return fmt::format("no pods of namespace `{}` were given", service.ns);
    return {};
  }

  // What the pods of the Service have instead, when one label makes the subset.
  void DescribeLabels(const model::Subset& subset, const mesh::Service& service, diag::Diagnostic& d) const {
    if (!service.kubernetes || service.kubernetes->selector.empty() || subset.labels.size() != 1) return;
    constexpr std::size_t kMostShown = 5;
    const yaml::Entry& pair = **subset.labels.begin();
    std::set<std::string_view> values;
    for (const mesh::Workload* workload :
         mesh_.workloads().Matching(service.ns, service.kubernetes->selector)) {
      if (workload->pods && workload->labels->Has(pair.key)) values.insert(workload->labels->Get(pair.key));
    }
    if (values.empty() || values.size() > kMostShown) return;
    d.secondary.push_back(
        {pair.value.span(), fmt::format("pods of this host have `{}`", fmt::join(values, "`, `"))});
    const std::vector<std::string_view> known(values.begin(), values.end());
    ProposeReplacement(pair.value.located(), OnlyNearest(pair.value.text(), known), d);
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  PlacedPods pods_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  std::optional<Checker> checker;  // indexes all pods
  for (const model::DestinationRule& rule : mesh.destination_rules()) {
    if (rule.subsets.empty()) continue;
    if (!checker) checker.emplace(mesh, findings);
    checker->Check(rule);
  }
}

constexpr Kind kReads[] = {kind::kDestinationRule, kind::kNode, kind::kPod, kind::kService,
                           kind::kServiceEntry};

}  // namespace

constinit const Rule kSubsetSelectsNothing = {
    .name = "subset-selects-nothing",
    .code = "IST0173",
    .analyzers = {"destinationrule.SubsetSelectPodAnalyzer"},
    .level = diag::Level::kError,
    .summary = "no pod has the labels of a subset of a DestinationRule",
    .reads = kReads,
    .object_by_object = true,
    .check = Check,
};

}  // namespace meshctl::analyze
