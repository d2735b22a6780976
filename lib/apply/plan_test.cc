// SPDX-License-Identifier: Apache-2.0
#include "apply/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diag/report.h"

namespace meshctl::apply {
namespace {

using ::testing::ElementsAre;

Item Make(const char* api_version, const char* kind, const char* name) {
  return {.object = {{"apiVersion", api_version}, {"kind", kind}, {"metadata", {{"name", name}}}},
          .place = {}};
}

std::vector<std::string> Labels(const Plan& plan) {
  std::vector<std::string> labels;
  for (const Item& item : plan.items) labels.push_back(item.label());
  return labels;
}

TEST(Item, LabelsAreKubectls) {
  EXPECT_EQ(Make("apps/v1", "Deployment", "web").label(), "deployment.apps/web");
  EXPECT_EQ(Make("v1", "Service", "web").label(), "service/web");
  EXPECT_EQ(Make("networking.istio.io/v1", "VirtualService", "web").label(),
            "virtualservice.networking.istio.io/web");
}

TEST(Item, OddShapesReadAsEmpty) {
  for (const char* text :
       {"null", "[]", "{}", R"({"metadata": 3, "kind": 4})", R"({"metadata": {"name": ["x"]}})"}) {
    const Item item{.object = Json::parse(text), .place = {}};
    EXPECT_EQ(item.kind(), "");
    EXPECT_EQ(item.name(), "");
    EXPECT_EQ(item.name_space(), "");
    EXPECT_EQ(item.label(), "/");
  }
}

TEST(MakePlan, PutsFirstWhatOthersNeed) {
  const Plan plan = MakePlan({
      Make("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "hook"),
      Make("example.com/v1", "Widget", "w"),
      Make("networking.istio.io/v1", "VirtualService", "vs"),
      Make("apps/v1", "Deployment", "b"),
      Make("apps/v1", "Deployment", "a"),
      Make("v1", "Service", "svc"),
      Make("v1", "ConfigMap", "config"),
      Make("rbac.authorization.k8s.io/v1", "RoleBinding", "binding"),
      Make("v1", "ServiceAccount", "account"),
      Make("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.example.com"),
      Make("v1", "Namespace", "shop"),
  });
  EXPECT_THAT(
      Labels(plan),
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
      plan.items[0].object,
      Json::parse(R"({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "size": 16})"));
  EXPECT_EQ(source::ToString(plan.items[0].place), "a.yaml:4:52");
}

TEST(Plan, KnowsWhatItCreates) {
  Item definition = Make("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.example.com");
  definition.object["spec"] = {{"group", "example.com"}, {"names", {{"kind", "Widget"}}}};
  const Plan plan = MakePlan({Make("v1", "Namespace", "shop"), definition});
  EXPECT_TRUE(plan.Creates("shop"));
  EXPECT_FALSE(plan.Creates("other"));
  EXPECT_TRUE(plan.Defines("example.com/v1", "Widget"));
  EXPECT_FALSE(plan.Defines("example.com/v1", "Gadget"));
  EXPECT_FALSE(plan.Defines("v1", "Widget"));
}

TEST(NamespaceOf, FollowsKubectl) {
  Item item = Make("v1", "Service", "web");
  EXPECT_EQ(*NamespaceOf(item, Reach::kNamespace, {.name_space = "context"}), "context");
  EXPECT_EQ(*NamespaceOf(item, Reach::kCluster, {.name_space = "context"}), "");
  item.object["metadata"]["namespace"] = "own";
  EXPECT_EQ(*NamespaceOf(item, Reach::kNamespace, {.name_space = "context"}), "own");
  EXPECT_EQ(*NamespaceOf(item, Reach::kNamespace, {.name_space = "own", .given = true}), "own");
  auto clash = NamespaceOf(item, Reach::kNamespace, {.name_space = "flag", .given = true});
  ASSERT_FALSE(clash);
  EXPECT_EQ(clash.error().kind, Error::Kind::kUsage);
  EXPECT_EQ(clash.error().message,
            "the object's namespace `own` is not `flag`, which `--namespace` asks for");
}

TEST(CheckNamespaces, FindsAClashBeforeAnythingIsSent) {
  const source::SourceFile file("a.yaml", "metadata: {}\n");
  Item item = Make("example.com/v1", "Widget", "w");
  item.object["metadata"]["namespace"] = "own";
  item.place = {&file, 0, 8};
  const Plan plan = MakePlan({Make("v1", "Namespace", "shop"), Make("v1", "Service", "web"), item});
  EXPECT_TRUE(CheckNamespaces(plan, {.name_space = "context"}));
  EXPECT_TRUE(CheckNamespaces(plan, {.name_space = "own", .given = true}));
  auto clash = CheckNamespaces(plan, {.name_space = "flag", .given = true});
  ASSERT_FALSE(clash);
  EXPECT_EQ(clash.error().message,
            "a.yaml:1:1: widget.example.com/w: the object's namespace `own` is not `flag`, which "
            "`--namespace` asks for");
}

TEST(CheckNamespaces, ClusterScopedObjectsGoNowhere) {
  Item item = Make("v1", "Namespace", "shop");
  item.object["metadata"]["namespace"] = "own";
  EXPECT_TRUE(CheckNamespaces(MakePlan({item}), {.name_space = "flag", .given = true}));
}

}  // namespace
}  // namespace meshctl::apply
