// SPDX-License-Identifier: Apache-2.0
#include "apply/live_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apply/test_plan.h"
#include "testing/fake_cluster.h"

namespace meshctl::apply {
namespace {

using ::testing::ElementsAre;
using testing::FakeCluster;

constexpr const char* kCore =
    R"({"resources": [{"name": "namespaces", "kind": "Namespace", "namespaced": false},
                                                {"name": "services", "kind": "Service", "namespaced": true}]})";

constexpr const char* kServiceInShop =
    "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n---\n";

std::string Service(const char* type, int version) {
  return Json{
      {"apiVersion", "v1"},
      {"kind", "Service"},
      {"metadata", {{"name", "web"}, {"namespace", "default"}, {"resourceVersion", std::to_string(version)}}},
      {"spec", {{"type", type}}}}
      .dump();
}

class LiveDiffTest : public ::testing::Test {
 protected:
  LiveDiffTest() { cluster.On("GET /api/v1", 200, kCore); }

  DiffSummary Run(const std::string& manifests) {
    const TestPlan test(manifests);
    kube::Client client(cluster);
    return DiffLive(test.plan, client, {}, {}, [&](const Change& change) {
      texts.push_back(change.failure ? change.failure->error.message : change.text);
    });
  }

  FakeCluster cluster;
  std::vector<std::string> texts;
};

TEST_F(LiveDiffTest, SameObjectsHaveNoText) {
  cluster.On("GET /api/v1/namespaces/default/services/web", 200, Service("ClusterIP", 1));
  cluster.On("PATCH /api/v1/namespaces/default/services/web", 200, Service("ClusterIP", 2));
  const DiffSummary summary = Run(Manifest("v1", "Service", "web"));
  EXPECT_EQ(summary.changed, 0u);
  EXPECT_EQ(summary.failed, 0u);
  EXPECT_THAT(texts, ElementsAre(""));
  EXPECT_THAT(cluster.calls, ElementsAre("GET /api/v1", "GET /api/v1/namespaces/default/services/web",
                                         "PATCH /api/v1/namespaces/default/services/web"
                                         "?fieldManager=meshctl&dryRun=All&fieldValidation=Strict"));
}

TEST_F(LiveDiffTest, ShowsWhatWouldChange) {
  cluster.On("GET /api/v1/namespaces/default/services/web", 200, Service("ClusterIP", 1));
  cluster.On("PATCH /api/v1/namespaces/default/services/web", 200, Service("NodePort", 1));
  EXPECT_EQ(Run(Manifest("v1", "Service", "web")).changed, 1u);
  EXPECT_THAT(texts, ElementsAre("--- live/Service/default/web\n"
                                 "+++ merged/Service/default/web\n"
                                 "@@ -4,4 +4,4 @@ spec.type\n"
                                 "   name: web\n"
                                 "   namespace: default\n"
                                 " spec:\n"
                                 "-  type: ClusterIP\n"
                                 "+  type: NodePort\n"));
}

TEST_F(LiveDiffTest, ObjectsOfANewNamespaceAreCreated) {
  cluster.On("PATCH /api/v1/namespaces/shop", 201,
             R"({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "uid": "1"}})");
  const DiffSummary summary = Run(kServiceInShop + Manifest("v1", "Namespace", "shop"));
  EXPECT_EQ(summary.changed, 2u);
  EXPECT_EQ(summary.failed, 0u);
  EXPECT_THAT(texts,
              ElementsAre("--- live/Namespace/shop\n+++ merged/Namespace/shop\n@@ -0,0 +1,4 @@\n"
                          "+apiVersion: v1\n+kind: Namespace\n+metadata:\n+  name: shop\n",
                          "--- live/Service/shop/web\n+++ merged/Service/shop/web\n@@ -0,0 +1,5 @@\n"
                          "+apiVersion: v1\n+kind: Service\n+metadata:\n+  name: web\n+  namespace: shop\n"));
}

TEST_F(LiveDiffTest, ANamespaceThatNobodyCreatesIsAnError) {
  const DiffSummary summary = Run(kServiceInShop);
  EXPECT_EQ(summary.failed, 1u);
  EXPECT_THAT(texts, ElementsAre("the server answered 404 NotFound: not found"));
}

TEST_F(LiveDiffTest, ObjectsOfANewKindAreCreated) {
  cluster.On("GET /apis/apiextensions.k8s.io/v1", 200,
             R"({"resources": [{"name": "customresourcedefinitions", "kind": "CustomResourceDefinition"}]})");
  cluster.On("PATCH /apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com", 201,
             R"({"kind": "CustomResourceDefinition", "metadata": {"name": "widgets.example.com"}})");
  const std::string definition =
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
      "metadata: {name: widgets.example.com}\nspec: {group: example.com, names: {kind: Widget}}\n---\n";
  const DiffSummary summary = Run(definition + Manifest("example.com/v1", "Widget", "w"));
  EXPECT_EQ(summary.changed, 2u);
  EXPECT_EQ(texts.back(),
            "--- live/Widget/w\n+++ merged/Widget/w\n@@ -0,0 +1,4 @@\n"
            "+apiVersion: example.com/v1\n+kind: Widget\n+metadata:\n+  name: w\n");
}

TEST_F(LiveDiffTest, AnErrorIsNeverADifference) {
  cluster.On("GET /api/v1/namespaces/default/services/a", 403,
             R"({"kind": "Status", "reason": "Forbidden"})");
  cluster.On("GET /api/v1/namespaces/default/services/web", std::unexpected(ClusterError("cannot connect")));
  const DiffSummary summary =
      Run(Manifest("v1", "Service", "a") + Manifest("v1", "Service", "web") + Manifest("v1", "Service", "c"));
  EXPECT_EQ(summary.changed, 0u);
  EXPECT_EQ(summary.failed, 2u);
  EXPECT_EQ(summary.untried, 1u);
  EXPECT_THAT(texts,
              ElementsAre("the server answered 403 Forbidden to GET /api/v1/namespaces/default/services/a",
                          "cannot connect"));
}

}  // namespace
}  // namespace meshctl::apply
