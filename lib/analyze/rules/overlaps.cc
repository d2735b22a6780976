// SPDX-License-Identifier: Apache-2.0
// As upstream: one finding for each object and Pod, about every object alike, although the oldest one wins.
#include "analyze/rules/overlaps.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace meshctl::analyze {
namespace {

// Of very many objects nobody reads more.
constexpr std::size_t kMostShown = 5;

// `a`, `b`, in order of the alphabet.
std::string Names(std::span<const model::Object* const> objects) {
  std::vector<std::string_view> names;
  names.reserve(objects.size());
  for (const model::Object* object : objects) names.push_back(*object->name);
  std::ranges::sort(names);
  const std::size_t left_out = names.size() > kMostShown ? names.size() - kMostShown : 0;
  names.resize(names.size() - left_out);
  std::string text = fmt::format("`{}`", fmt::join(names, "`, `"));
  if (left_out > 0) text += fmt::format(" and {} more", left_out);
  return text;
}

// Calls `show` for the others among `all`, a few of them.
template <typename T, typename Show>
void ForOthers(const std::vector<T>& all, const T& self, Show show) {
  std::size_t shown = 0;
  for (const T& other : all) {
    if (other == self) continue;
    if (shown++ == kMostShown) return;
    show(other);
  }
}

// Where an object says what it selects.
source::Span SelectorSpan(const PodSelector& selector) { return PairSpan(**selector.labels.begin()); }

}  // namespace

void AddOverlap(const SelectedPod& pod, Findings& findings) {
  std::vector<const model::Object*> objects;
  for (const PodSelector* selector : pod.by) objects.push_back(selector->object);
  const std::string names = Names(objects);
  const model::Object& selected = *pod.pod->object;
  for (const PodSelector* selector : pod.by) {
    diag::Diagnostic& d = findings.Add(
        *selector->object, SelectorSpan(*selector),
        fmt::format("{} `{}` of namespace `{}` is selected by several {} objects: {}", *selected.kind,
                    *selected.name, selector->scope, *selector->object->kind, names));
    d.primary.text = "selects it";
    ForOthers(pod.by, selector, [&](const PodSelector* other) {
      d.secondary.push_back({SelectorSpan(*other), fmt::format("so does `{}`", *other->object->name)});
    });
    d.help = fmt::format("let one {} select each Pod: merge them, or add labels to the selectors",
                         *selector->object->kind);
  }
}

void AddSeveralDefaults(std::span<const model::Object* const> objects, Findings& findings) {
  const std::vector<const model::Object*> all(objects.begin(), objects.end());
  const std::string names = Names(objects);
  for (const model::Object* object : all) {
    diag::Diagnostic& d =
        findings.Add(*object, object->name.span,
                     fmt::format("namespace `{}` has several {} objects for all of its Pods: {}",
                                 *object->namespace_, *object->kind, names));
    d.primary.text = "has no selector";
    ForOthers(all, object, [&](const model::Object* other) {
      d.secondary.push_back({other->name.span, "nor has this one"});
    });
    d.help = fmt::format("merge them, or give all but one {} a selector", *object->kind);
  }
}

std::vector<std::vector<const model::Object*>> ByNamespace(std::span<const model::Object* const> objects) {
  std::map<std::string_view, std::vector<const model::Object*>> by_namespace;
  for (const model::Object* object : objects) by_namespace[*object->namespace_].push_back(object);
  std::vector<std::vector<const model::Object*>> groups;
  for (auto& [_, group] : by_namespace) groups.push_back(std::move(group));
  return groups;
}

}  // namespace meshctl::analyze
