// SPDX-License-Identifier: Apache-2.0
// IST0139 for hooks that are both called for one Pod. Upstream tries every combination of the labels that
// decide about injection, on the namespace and on the Pod, with every revision that some hook knows; two
// hooks that match the same combination overlap.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/webhooks/callers.h"
#include "analyze/rules/webhooks/injection_hooks.h"
#include "analyze/rules/webhooks/rules.h"

namespace meshctl::analyze {
namespace {

std::string FullName(const Webhook& hook) {
  return fmt::format("{}/{}", *hook.configuration->name, *hook.name);
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
    if (together.size() < 2) return;
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

// In which of the sets each hook is, by its number.
std::vector<std::vector<std::size_t>> SetsOf(std::size_t hooks, const std::vector<Callers>& sets) {
  std::vector<std::vector<std::size_t>> sets_of(hooks);
  for (std::size_t set = 0; set < sets.size(); ++set) {
    for (std::size_t hook : sets[set].hooks) sets_of[hook].push_back(set);
  }
  return sets_of;
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  const InjectionHooks injection = FindInjectionHooks(mesh);
  if (injection.hooks.size() < 2) return;
  const auto by_namespace = CallersOf(injection.hooks, kNamespaceSide, injection.revisions);
  const auto by_pod = CallersOf(injection.hooks, kPodSide, injection.revisions);
  const std::vector<std::vector<std::size_t>> sets_of = SetsOf(injection.hooks.size(), by_pod);
  Overlaps overlaps;
  for (const Callers& ns : by_namespace) {
    std::map<std::size_t, std::vector<const Webhook*>> together;  // by the place of the Pod's callers
    for (std::size_t hook : ns.hooks) {
      for (std::size_t pod : sets_of[hook]) together[pod].push_back(&injection.hooks[hook]);
    }
    for (const auto& [pod, hooks] : together) overlaps.Add(hooks, ns.combination, by_pod[pod].combination);
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
