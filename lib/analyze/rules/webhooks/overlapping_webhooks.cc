// SPDX-License-Identifier: Apache-2.0
// IST0139 for hooks that are both called for one Pod. Upstream tries every combination of the labels that
// decide about injection, on the namespace and on the Pod, with every revision that some hook knows; two
// hooks that match the same combination overlap.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/webhooks/injection_hooks.h"
#include "analyze/rules/webhooks/label_combinations.h"
#include "analyze/rules/webhooks/rules.h"

namespace meshctl::analyze {
namespace {

std::string FullName(const Webhook& hook) {
  return fmt::format("{}/{}", *hook.configuration->name, *hook.name);
}

// Hooks by number, ascending, and the first combination that all of them and no others select.
struct Callers {
  const LabelCombination* combination = nullptr;
  std::vector<std::size_t> hooks;
};

// Who is called in each combination. LabelCombinations that are alike in that, as most revisions are, count
// once.
std::vector<Callers> CallersOf(const std::vector<LabelCombination>& combinations,
                               const std::vector<Webhook>& hooks, std::string_view selector) {
  std::vector<Callers> distinct;
  std::set<std::vector<std::size_t>> seen;
  for (const LabelCombination& combination : combinations) {
    std::vector<std::size_t> called;
    for (std::size_t i = 0; i < hooks.size(); ++i) {
      if (SelectsLabels(hooks[i], selector, combination)) called.push_back(i);
    }
    if (called.size() > 1 && seen.insert(called).second)
      distinct.push_back({&combination, std::move(called)});
  }
  return distinct;
}

// What is said once: these hooks of a configuration overlap with those others.
using Key = std::pair<const model::Object*, std::vector<std::string>>;
struct Overlap {
  std::vector<const Webhook*> hooks;
  const LabelCombination* ns = nullptr;  // the first combination in which they do
  const LabelCombination* pod = nullptr;
};

class Overlaps {
 public:
  // These hooks are all called for Pods of this combination.
  void Add(const std::vector<const Webhook*>& together, const LabelCombination& ns,
           const LabelCombination& pod) {
    std::map<std::string, const Webhook*> by_name;  // hooks of one name are one to upstream
    for (const Webhook* hook : together) by_name.emplace(FullName(*hook), hook);
    if (by_name.size() < 2) return;
    for (const auto& [name, hook] : by_name) {
      std::vector<std::string> others;
      for (const auto& [other, _] : by_name) {
        if (other != name) others.push_back(other);
      }
      Key key(hook->configuration, std::move(others));
      auto [at, added] = overlaps_.try_emplace(key);
      if (added) order_.push_back(at->first);
      Overlap& overlap = at->second;
      if (added) overlap = {.ns = &ns, .pod = &pod};
      if (std::ranges::find(overlap.hooks, hook) == overlap.hooks.end()) overlap.hooks.push_back(hook);
    }
  }

  void Report(Findings& findings) const {
    for (const Key& key : order_) {
      const Overlap& overlap = overlaps_.at(key);
      const Webhook& hook = *overlap.hooks.front();
      diag::Diagnostic& d = findings.Add(*hook.configuration, hook.name.span,
                                         fmt::format("webhook `{}` is called for the same Pods as `{}`",
                                                     *hook.name, fmt::join(key.second, "`, `")));
      d.primary.text = "such Pods may be injected twice";
      for (const Webhook* other : overlap.hooks) {
        if (other != &hook) d.secondary.push_back({other->name.span, "so is this one"});
      }
      d.notes.push_back(fmt::format("for example when the namespace has {} and the Pod has {}",
                                    overlap.ns->ToString(), overlap.pod->ToString()));
      d.help = "remove the configuration that is left over, or make the selectors exclude each other";
    }
  }

 private:
  std::map<Key, Overlap> overlaps_;
  std::vector<Key> order_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  const InjectionHooks injection = FindInjectionHooks(mesh);
  if (injection.hooks.size() < 2) return;
  const auto namespaces = NamespaceCombinations(injection.revisions);
  const auto pods = PodCombinations(injection.revisions);
  const auto by_namespace = CallersOf(namespaces, injection.hooks, "namespaceSelector");
  const auto by_pod = CallersOf(pods, injection.hooks, "objectSelector");
  Overlaps overlaps;
  for (const Callers& ns : by_namespace) {
    for (const Callers& pod : by_pod) {
      std::vector<const Webhook*> together;
      for (std::size_t hook : ns.hooks) {
        if (std::ranges::binary_search(pod.hooks, hook)) together.push_back(&injection.hooks[hook]);
      }
      overlaps.Add(together, *ns.combination, *pod.combination);
    }
  }
  overlaps.Report(findings);
}

constexpr Kind kReads[] = {kind::kMutatingWebhookConfiguration};

}  // namespace

constinit const Rule kOverlappingWebhooks = {
    .name = "overlapping-webhooks",
    .code = "IST0139",
    .analyzers = {"webhook.Analyzer"},
    .level = diag::Level::kError,
    .summary = "two injection webhooks are called for the same Pods",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
