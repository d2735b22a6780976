// SPDX-License-Identifier: Apache-2.0
#include "apply/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apply/test_plan.h"
#include "diag/report.h"
#include "yaml/parse.h"

namespace meshctl::apply {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Labels(const Plan& plan) {
  std::vector<std::string> labels;
  for (const Item& item : plan.items) labels.push_back(item.label());
  return labels;
}

TEST(Item, LabelsAreKubectls) {
  const TestPlan test(Manifest("v1", "Service", "web") + Manifest("apps/v1", "Deployment", "web") +
                      Manifest("networking.istio.io/v1", "VirtualService", "web"));
  EXPECT_THAT(Labels(test.plan),
              ElementsAre("service/web", "deployment.apps/web", "virtualservice.networking.istio.io/web"));
}

TEST(Item, OddShapesReadAsEmpty) {
  for (const char* text : {"null", "[]", "{}", "{metadata: 3, kind: 4}", "{metadata: {name: [x]}}"}) {
    const source::SourceFile file("a.yaml", text);
    diag::Report faults;
    const yaml::Stream stream = yaml::Parse(file, {}, faults);
    const Item item{.root = stream.documents.front(), .place = {}};
    EXPECT_EQ(item.kind(), "");
    EXPECT_EQ(item.name(), "");
    EXPECT_EQ(item.name_space(), "");
    EXPECT_EQ(item.label(), "/");
  }
}

TEST(MakePlan, PutsFirstWhatOthersNeed) {
  const TestPlan test(Manifest("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "hook") +
                      Manifest("example.com/v1", "Widget", "w") +
                      Manifest("networking.istio.io/v1", "VirtualService", "vs") +
                      Manifest("apps/v1", "Deployment", "b") + Manifest("apps/v1", "Deployment", "a") +
                      Manifest("v1", "Service", "svc") + Manifest("v1", "ConfigMap", "config") +
                      Manifest("rbac.authorization.k8s.io/v1", "RoleBinding", "binding") +
                      Manifest("v1", "ServiceAccount", "account") +
                      Manifest("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.example.com") +
                      Manifest("v1", "Namespace", "shop"));
  EXPECT_THAT(
      Labels(test.plan),
      ElementsAre("namespace/shop", "customresourcedefinition.apiextensions.k8s.io/widgets.example.com",
                  "serviceaccount/account", "rolebinding.rbac.authorization.k8s.io/binding",
                  "configmap/config", "service/svc", "deployment.apps/b", "deployment.apps/a",
                  "virtualservice.networking.istio.io/vs", "widget.example.com/w",
                  "validatingwebhookconfiguration.admissionregistration.k8s.io/hook"));
}

TEST(MakePlan, SendsTheUsersObjectsUnchanged) {
  model::Manifests manifests({.default_namespace = ""});
  diag::Report report;
  manifests.Add(std::make_unique<source::SourceFile>(
                    "a.yaml",
                    "apiVersion: v1\nkind: List\nitems:\n"
                    "- {apiVersion: v1, kind: Service, metadata: {name: web}, size: 0x10}\n"),
                report);
  const Plan plan = MakePlan(manifests);
  ASSERT_EQ(plan.items.size(), 1u);
  EXPECT_EQ(
      plan.items[0].object(),
      Json::parse(R"({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "size": 16})"));
  EXPECT_EQ(source::ToString(plan.items[0].place), "a.yaml:4:52");
}

TEST(Plan, KnowsWhatItCreates) {
  const TestPlan test(
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
      "metadata: {name: widgets.example.com}\nspec: {group: example.com, names: {kind: Widget}}\n---\n" +
      Manifest("v1", "Namespace", "shop"));
  EXPECT_TRUE(test.plan.Creates("shop"));
  EXPECT_FALSE(test.plan.Creates("other"));
  EXPECT_TRUE(test.plan.Defines("example.com/v1", "Widget"));
  EXPECT_FALSE(test.plan.Defines("example.com/v1", "Gadget"));
  EXPECT_FALSE(test.plan.Defines("v1", "Widget"));
}

TEST(NamespaceOf, FollowsKubectl) {
  const TestPlan bare(Manifest("v1", "Service", "web"));
  const TestPlan own("apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: own}\n");
  const Item& item = own.plan.items.front();
  EXPECT_EQ(*NamespaceOf(bare.plan.items.front(), Reach::kNamespace, {.name_space = "context"}), "context");
  EXPECT_EQ(*NamespaceOf(bare.plan.items.front(), Reach::kCluster, {.name_space = "context"}), "");
  EXPECT_EQ(*NamespaceOf(item, Reach::kNamespace, {.name_space = "context"}), "own");
  EXPECT_EQ(*NamespaceOf(item, Reach::kNamespace, {.name_space = "own", .given = true}), "own");
  auto clash = NamespaceOf(item, Reach::kNamespace, {.name_space = "flag", .given = true});
  ASSERT_FALSE(clash);
  EXPECT_EQ(clash.error().kind, Error::Kind::kUsage);
  EXPECT_EQ(clash.error().message,
            "the object's namespace `own` is not `flag`, which `--namespace` asks for");
}

TEST(CheckNamespaces, FindsAClashBeforeAnythingIsSent) {
  const TestPlan test(Manifest("v1", "Namespace", "shop") + Manifest("v1", "Service", "web") +
                      "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w, namespace: own}\n");
  EXPECT_TRUE(CheckNamespaces(test.plan, {.name_space = "context"}));
  EXPECT_TRUE(CheckNamespaces(test.plan, {.name_space = "own", .given = true}));
  auto clash = CheckNamespaces(test.plan, {.name_space = "flag", .given = true});
  ASSERT_FALSE(clash);
  EXPECT_EQ(clash.error().message,
            "test.yaml:13:18: widget.example.com/w: the object's namespace `own` is not `flag`, which "
            "`--namespace` asks for");
}

TEST(CheckNamespaces, ClusterScopedObjectsGoNowhere) {
  const TestPlan test("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, namespace: own}\n");
  EXPECT_TRUE(CheckNamespaces(test.plan, {.name_space = "flag", .given = true}));
}

}  // namespace
}  // namespace meshctl::apply
