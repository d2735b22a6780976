// SPDX-License-Identifier: Apache-2.0
#include "apply/live_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/fake_cluster.h"

namespace meshctl::apply {
namespace {

using ::testing::ElementsAre;
using testing::FakeCluster;

constexpr const char* kCore =
    R"({"resources": [{"name": "namespaces", "kind": "Namespace", "namespaced": false},
                                                {"name": "services", "kind": "Service", "namespaced": true}]})";

Item Make(const char* api_version, const char* kind, const char* name) {
  return {.object = {{"apiVersion", api_version}, {"kind", kind}, {"metadata", {{"name", name}}}},
          .place = {}};
}

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

  DiffSummary Run(const Plan& plan) {
    kube::Client client(cluster);
    return DiffLive(plan, client, {}, {}, [&](const Change& change) {
      texts.push_back(change.failure ? change.failure->error.message : change.text);
    });
  }

  FakeCluster cluster;
  std::vector<std::string> texts;
};

TEST_F(LiveDiffTest, SameObjectsHaveNoText) {
  cluster.On("GET /api/v1/namespaces/default/services/web", 200, Service("ClusterIP", 1));
  cluster.On("PATCH /api/v1/namespaces/default/services/web", 200, Service("ClusterIP", 2));
  const DiffSummary summary = Run(MakePlan({Make("v1", "Service", "web")}));
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
  EXPECT_EQ(Run(MakePlan({Make("v1", "Service", "web")})).changed, 1u);
  EXPECT_THAT(texts, ElementsAre("--- live/Service/default/web\n"
                                 "+++ merged/Service/default/web\n"
                                 "@@ -4,4 +4,4 @@\n"
                                 "   name: web\n"
                                 "   namespace: default\n"
                                 " spec:\n"
                                 "-  type: ClusterIP\n"
                                 "+  type: NodePort\n"));
}

TEST_F(LiveDiffTest, ObjectsOfANewNamespaceAreCreated) {
  cluster.On("PATCH /api/v1/namespaces/shop", 201,
             R"({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "uid": "1"}})");
  Item item = Make("v1", "Service", "web");
  item.object["metadata"]["namespace"] = "shop";
  const DiffSummary summary = Run(MakePlan({item, Make("v1", "Namespace", "shop")}));
  EXPECT_EQ(summary.changed, 2u);
  EXPECT_EQ(summary.failed, 0u);
  EXPECT_THAT(texts,
              ElementsAre("--- live/Namespace/shop\n+++ merged/Namespace/shop\n@@ -0,0 +1,4 @@\n"
                          "+apiVersion: v1\n+kind: Namespace\n+metadata:\n+  name: shop\n",
                          "--- live/Service/shop/web\n+++ merged/Service/shop/web\n@@ -0,0 +1,5 @@\n"
                          "+apiVersion: v1\n+kind: Service\n+metadata:\n+  name: web\n+  namespace: shop\n"));
}

TEST_F(LiveDiffTest, ANamespaceThatNobodyCreatesIsAnError) {
  Item item = Make("v1", "Service", "web");
  item.object["metadata"]["namespace"] = "shop";
  const DiffSummary summary = Run(MakePlan({item}));
  EXPECT_EQ(summary.failed, 1u);
  EXPECT_THAT(texts, ElementsAre("the server answered 404 NotFound: not found"));
}

TEST_F(LiveDiffTest, ObjectsOfANewKindAreCreated) {
  cluster.On("GET /apis/apiextensions.k8s.io/v1", 200,
             R"({"resources": [{"name": "customresourcedefinitions", "kind": "CustomResourceDefinition"}]})");
  cluster.On("PATCH /apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com", 201,
             R"({"kind": "CustomResourceDefinition", "metadata": {"name": "widgets.example.com"}})");
  Item definition = Make("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.example.com");
  definition.object["spec"] = {{"group", "example.com"}, {"names", {{"kind", "Widget"}}}};
  const DiffSummary summary = Run(MakePlan({definition, Make("example.com/v1", "Widget", "w")}));
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
      Run(MakePlan({Make("v1", "Service", "a"), Make("v1", "Service", "web"), Make("v1", "Service", "c")}));
  EXPECT_EQ(summary.changed, 0u);
  EXPECT_EQ(summary.failed, 2u);
  EXPECT_EQ(summary.untried, 1u);
  EXPECT_THAT(texts,
              ElementsAre("the server answered 403 Forbidden to GET /api/v1/namespaces/default/services/a",
                          "cannot connect"));
}

}  // namespace
}  // namespace meshctl::apply
