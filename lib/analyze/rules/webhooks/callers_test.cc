// SPDX-License-Identifier: Apache-2.0
// Asking about few revisions must give what asking about all of them gives.
#include "analyze/rules/webhooks/callers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "analyze/rules/webhooks/injection_hooks.h"
#include "analyze/test_mesh.h"

namespace meshctl::analyze {
namespace {

using Sets = std::set<std::vector<std::size_t>>;

// Selectors of every kind that a hook may have, on either side.
constexpr std::string_view kSelectors[] = {
    "{}",
    "{matchLabels: {istio.io/rev: a}}",
    "{matchLabels: {KEY: YES}}",
    "{matchExpressions: [{key: istio.io/rev, operator: In, values: [a, b]}]}",
    "{matchExpressions: [{key: istio.io/rev, operator: NotIn, values: [b, c]}]}",
    "{matchExpressions: [{key: istio.io/rev, operator: Exists}]}",
    "{matchExpressions: [{key: istio.io/rev, operator: DoesNotExist}, {key: KEY, operator: NotIn, values: "
    "[NO]}]}",
    "{matchExpressions: [{key: KEY, operator: Exists}, {key: istio.io/rev, operator: In, values: [c]}]}",
    "{matchExpressions: [{key: other, operator: Exists}]}",
};

std::string Replaced(std::string_view text, std::string_view word, std::string_view by) {
  std::string result(text);
  for (std::size_t at = result.find(word); at != std::string::npos; at = result.find(word))
    result.replace(at, word.size(), by);
  return result;
}

mesh::Mesh HooksWith(const Side& side) {
  std::string yaml =
      "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\n"
      "metadata: {name: a, labels: {istio.io/rev: d}}\nwebhooks:\n";
  for (std::string_view selector : kSelectors) {
    std::string written =
        Replaced(Replaced(selector, "KEY", side.key), "YES", fmt::format("\"{}\"", side.yes));
    written = Replaced(written, "NO]", fmt::format("\"{}\"]", side.no));
    yaml += fmt::format("- {{name: a.istio.io, {}: {}}}\n", side.selector, written);
  }
  return MeshOf({{"a.yaml", yaml}});
}

Sets SlowlyCalled(const InjectionHooks& injection, const Side& side) {
  std::vector<std::optional<std::string_view>> revisions = {std::nullopt};
  revisions.insert(revisions.end(), injection.revisions.begin(), injection.revisions.end());
  Sets sets;
  for (std::optional<std::string_view> choice :
       {std::optional<std::string_view>(), std::optional(side.yes), std::optional(side.no)}) {
    for (const auto& revision : revisions) {
      std::vector<std::size_t> called;
      for (std::size_t i = 0; i < injection.hooks.size(); ++i) {
        if (SelectsLabels(injection.hooks[i], side.selector, LabelCombination{side.key, choice, revision}))
          called.push_back(i);
      }
      if (called.size() > 1) sets.insert(called);
    }
  }
  return sets;
}

TEST(Callers, AreThoseOfEveryCombination) {
  for (const Side& side : {kNamespaceSide, kPodSide}) {
    const mesh::Mesh mesh = HooksWith(side);
    const InjectionHooks injection = FindInjectionHooks(mesh);
    ASSERT_EQ(injection.hooks.size(), std::size(kSelectors));
    EXPECT_EQ(injection.revisions, (std::vector<std::string_view>{"a", "b", "c", "d"}));
    Sets sets;
    for (const Callers& callers : CallersOf(injection.hooks, side, injection.revisions)) {
      EXPECT_TRUE(sets.insert(callers.hooks).second) << "twice";
      for (std::size_t hook : callers.hooks)
        EXPECT_TRUE(SelectsLabels(injection.hooks[hook], side.selector, callers.combination));
    }
    EXPECT_EQ(sets, SlowlyCalled(injection, side));
    EXPECT_GT(sets.size(), 5u);
  }
}

}  // namespace
}  // namespace meshctl::analyze
