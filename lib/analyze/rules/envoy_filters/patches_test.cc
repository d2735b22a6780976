// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/envoy_filters/patches.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analyze/test_mesh.h"

namespace meshctl::analyze {
namespace {

using Faults = std::vector<PatchFault>;

std::string Filter(const std::string& name, const std::string& spec) {
  return "---\napiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: " + name +
         "}\nspec: " + spec + "\n";
}

Faults FaultsOf(const std::string& yaml) {
  const mesh::Mesh mesh = MeshOf({{"filters.yaml", yaml}});
  Faults faults;
  for (const Patch& patch : FaultyPatches(mesh)) faults.push_back(patch.fault);
  return faults;
}

Faults FaultsOfPatches(const std::string& patches) {
  return FaultsOf(Filter("a", "{configPatches: [" + patches + "]}"));
}

const char* const kVersioned =
    "{applyTo: HTTP_FILTER, match: {proxy: {proxyVersion: '1.28'}}, patch: {operation: MERGE, value: {name: "
    "a}}}, ";

TEST(FaultyPatches, AnEarlierVersionOfTheSameNameCounts) {
  EXPECT_EQ(FaultsOfPatches(std::string(kVersioned) +
                            "{applyTo: HTTP_FILTER, patch: {operation: INSERT_AFTER, value: {name: a}}}"),
            Faults{PatchFault::kUnorderedVersioned});
  EXPECT_EQ(FaultsOfPatches("{applyTo: HTTP_FILTER, patch: {operation: INSERT_AFTER, value: {name: a}}}, " +
                            std::string(kVersioned)),
            Faults{PatchFault::kUnordered});
}

TEST(FaultyPatches, AMatchedFilterIsAnotherNameThanThatOfAValue) {
  EXPECT_EQ(FaultsOfPatches(std::string(kVersioned) +
                            "{applyTo: HTTP_FILTER, match: {listener: {filterChain: {filter: {name: a}}}}, "
                            "patch: {operation: INSERT_AFTER, value: {}}}"),
            Faults{PatchFault::kUnordered});
}

TEST(FaultyPatches, PatchesWithoutAValueShareTheEmptyName) {
  EXPECT_EQ(
      FaultsOfPatches("{applyTo: CLUSTER, match: {proxy: {proxyVersion: '1'}}, patch: {operation: REMOVE}}, "
                      "{applyTo: CLUSTER, patch: {operation: REMOVE}}"),
      (Faults{PatchFault::kUnordered, PatchFault::kUnorderedVersioned}));
}

TEST(FaultyPatches, VersionsOfOneObjectCountForTheNext) {
  EXPECT_EQ(FaultsOf(Filter("a", "{configPatches: [" + std::string(kVersioned) + "]}") +
                     Filter("b",
                            "{configPatches: [{applyTo: HTTP_FILTER, patch: {operation: INSERT_BEFORE, "
                            "value: {name: a}}}]}")),
            Faults{PatchFault::kUnorderedVersioned});
}

TEST(FaultyPatches, APatchWithoutPatchEndsItsObjectOnly) {
  EXPECT_EQ(FaultsOf(Filter("a",
                            "{configPatches: [{applyTo: CLUSTER}, {applyTo: CLUSTER, patch: {operation: "
                            "REPLACE}}]}") +
                     Filter("b", "{configPatches: [{applyTo: CLUSTER, patch: {operation: REPLACE}}]}")),
            Faults{PatchFault::kIgnoredReplace});
}

TEST(FaultyPatches, BrokenFiltersHaveNone) {
  for (const char* spec : {"", "[]", "{configPatches: {}}", "{configPatches: [null, 1]}",
                           "{configPatches: [{patch: []}]}", "{configPatches: [{patch: {value: 3}}]}"})
    EXPECT_EQ(FaultsOf(Filter("a", spec)), Faults{}) << spec;
}

}  // namespace
}  // namespace meshctl::analyze
