// SPDX-License-Identifier: Apache-2.0
#include "model/fragments.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "model/manifests.h"

namespace meshctl::model {
namespace {

constexpr std::string_view kDeployment =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n";

struct Loaded {
  std::vector<std::string> names;
  std::size_t faults = 0;
};

Loaded Load(const std::vector<std::pair<std::string, std::string>>& files,
            LoadOptions::Fragments fragments = LoadOptions::Fragments::kSkip) {
  source::Inputs inputs;
  for (const auto& [name, text] : files)
    inputs.files.push_back(std::make_unique<source::SourceFile>(name, text));
  diag::Report faults;
  const Manifests manifests = LoadManifests(std::move(inputs), {.fragments = fragments}, faults);
  Loaded loaded{.names = {}, .faults = faults.findings().size()};
  for (const Object& object : manifests.objects()) loaded.names.emplace_back(*object.name);
  return loaded;
}

using Names = std::vector<std::string>;

TEST(Fragments, OfKustomizeAreNoObjects) {
  const Loaded loaded = Load({
      {"app/kustomization.yaml",
       "resources: [web.yaml]\npatches:\n- path: ./more.yaml\n- patch: |\n    a: b\n"
       "patchesStrategicMerge: [old.yaml, \"a: b\\n\"]\npatchesJson6902: [{path: ../ops.yaml}]\n"},
      {"app/web.yaml", std::string(kDeployment)},
      {"app/more.yaml", std::string(kDeployment)},
      {"app/old.yaml", std::string(kDeployment)},
      {"ops.yaml", "{op: add}\n"},
      {"parts/a.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"},
      {"parts/b.yaml", "- {op: remove, path: /spec}\n"},
      {"parts/c.yaml", std::string(kDeployment) + "---\n$patch: delete\n" + std::string(kDeployment)},
  });
  EXPECT_EQ(loaded.names, (Names{"web", "web"}));
  EXPECT_EQ(loaded.faults, 0u);
}

TEST(Fragments, WithADirectiveAtAnyDepthArePatches) {
  EXPECT_EQ(Load({{"a.yaml",
                   "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
                   "spec: {template: {spec: {containers: [{name: a, $patch: delete}]}}}\n"}})
                .names,
            Names{});
}

TEST(Fragments, OfHelmAreNoObjects) {
  const Loaded loaded = Load({{"chart/Chart.yaml", "apiVersion: v2\nname: shop\n"},
                              {"chart/values.yaml", "replicas: 3\n"},
                              {"chart/values-prod.yaml", "replicas: 9\n"},
                              {"chart/values.extra.yaml", std::string(kDeployment)}});
  EXPECT_EQ(loaded.names, Names{"web"});
  EXPECT_EQ(loaded.faults, 0u);
}

TEST(Fragments, AreFaultsWhereEveryDocumentHasToBeAnObject) {
  const Loaded loaded =
      Load({{"values.yaml", "replicas: 3\n"}, {"a.yaml", "a: b\n"}}, LoadOptions::Fragments::kReport);
  EXPECT_EQ(loaded.faults, 2u);
  EXPECT_EQ(Load({{"values.yaml", "replicas: 3\n"}, {"a.yaml", "a: b\n"}}).faults, 1u);
}

}  // namespace
}  // namespace meshctl::model
