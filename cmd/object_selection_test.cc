// SPDX-License-Identifier: Apache-2.0
#include "cmd/object_selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "testing/fake_cluster.h"
#include "testing/memory_files.h"

namespace meshctl::cmd {
namespace {

using ::testing::ElementsAre;
using testing::FakeCluster;
using ::testing::IsEmpty;

constexpr const char* kCore = R"({"kind": "APIGroupDiscoveryList", "items": [{"metadata": {}, "versions": [
  {"version": "v1", "resources": [
    {"resource": "secrets", "responseKind": {"kind": "Secret"}, "scope": "Namespaced", "verbs": ["list"]}]}]}]})";
constexpr const char* kManifests = R"(apiVersion: v1
kind: Secret
metadata: {name: a, labels: {app: web, tier: front}}
---
apiVersion: v1
kind: Secret
metadata: {name: b, labels: {app: web}}
---
apiVersion: v1
kind: Secret
metadata: {name: c}
---
apiVersion: unknown.example/v1
kind: Thing
metadata: {name: d, labels: {app: db}}
)";

class ObjectSelectionTest : public ::testing::Test {
 protected:
  ObjectSelectionTest() {
    env_.err = {.stream = &err_};
    env_.in = &in_;
    env_.fs = &files_;
    cluster_.On("GET /api", 200, kCore);
    cluster_.On("GET /apis", 200, R"({"kind": "APIGroupDiscoveryList", "items": []})");
  }

  Result<Choice> Choose(const std::string& labels, const std::string& fields = "") {
    ObjectSelection selection{
        .words = {}, .manifests = {}, .label_selector = labels, .field_selector = fields};
    selection.manifests.files = {"a.yaml"};
    kube::Client client(cluster_);
    return ChooseObjects(selection, client, {.name_space = "shop"}, env_);
  }

  /// The names that were chosen.
  std::vector<std::string> Names(const std::string& labels) {
    const auto choice = Choose(labels);
    EXPECT_TRUE(choice) << choice.error().message;
    std::vector<std::string> names;
    for (const ChosenObjects& of : choice->objects) names.push_back(of.name_space + "/" + of.names.at(0));
    return names;
  }

  testing::MemoryFiles files_{{{"a.yaml", kManifests}}};
  FakeCluster cluster_;
  std::istringstream in_;
  std::ostringstream err_;
  cli::Env env_;
};

TEST_F(ObjectSelectionTest, OfManifestsTakesTheirLabels) {
  EXPECT_THAT(Names(""), ElementsAre("shop/a", "shop/b", "shop/c"));
  EXPECT_THAT(Names("app=web"), ElementsAre("shop/a", "shop/b"));
  EXPECT_THAT(Names("app=web,tier!=front"), ElementsAre("shop/b"));
  EXPECT_THAT(Names("!app"), ElementsAre("shop/c"));
  EXPECT_THAT(Names("app=none"), IsEmpty());
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ObjectSelectionTest, WhatIsNotSelectedMayBeUnknownToTheCluster) {
  EXPECT_THAT(Choose("app=web")->unknown, IsEmpty());
  const auto choice = Choose("app in (db)");
  ASSERT_EQ(choice->unknown.size(), 1u);
  EXPECT_EQ(choice->unknown[0].message,
            "a.yaml:15:18: thing.unknown.example/d: the cluster has no kind `Thing` in `unknown.example/v1`");
}

TEST_F(ObjectSelectionTest, NamesWhatCannotSelectManifests) {
  const auto fields = Choose("", "metadata.name=a");
  ASSERT_FALSE(fields);
  EXPECT_EQ(fields.error().message, "`--field-selector` does not go together with `--filename`");
  EXPECT_THAT(fields.error().hints, ElementsAre("`--selector` does: it takes the labels of the manifests"));
  const auto labels = Choose("a in b");
  ASSERT_FALSE(labels);
  EXPECT_EQ(labels.error().kind, Error::Kind::kUsage);
  EXPECT_THAT(labels.error().hints, ElementsAre("write it as `app=web,tier in (a,b),!legacy`"));
}

}  // namespace
}  // namespace meshctl::cmd
