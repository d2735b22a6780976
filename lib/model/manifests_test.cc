// SPDX-License-Identifier: Apache-2.0
#include "model/manifests.h"

#include <gtest/gtest.h>

#include "testing/objects.h"

namespace meshctl::model {
namespace {

using meshctl::testing::ObjectsOf;

constexpr std::string_view kTwoServices = R"(apiVersion: v1
kind: Service
metadata: {name: a}
---
apiVersion: v1
kind: Service
metadata: {name: b, namespace: shop}
)";

std::vector<std::string> Resources(const Manifests& manifests) {
  std::vector<std::string> resources;
  for (const Object& object : manifests.objects()) resources.push_back(object.resource());
  return resources;
}

using Strings = std::vector<std::string>;

/// The findings of a text, as code, place and message.
Strings Faults(std::string_view yaml) {
  Manifests manifests;
  diag::Report report;
  manifests.Add(std::make_unique<source::SourceFile>("test.yaml", std::string(yaml)), report);
  EXPECT_TRUE(manifests.objects().empty());
  Strings faults;
  for (const diag::Diagnostic& finding : report.findings()) {
    faults.push_back(finding.name + " at " + source::ToString(finding.primary.span));
  }
  return faults;
}

TEST(Manifests, ReadsIdentityAndMetadata) {
  Manifests manifests = ObjectsOf(R"(apiVersion: networking.istio.io/v1beta1
kind: VirtualService
metadata:
  name: web
  namespace: shop
  labels: {app: web, tier: front}
  annotations: {note: "yes"}
  creationTimestamp: "2020-01-01T00:00:00Z"
)");
  ASSERT_EQ(manifests.objects().size(), 1u);
  const Object& object = manifests.objects().front();
  EXPECT_EQ(object.group, kNetworking);
  EXPECT_EQ(object.version, "v1beta1");
  EXPECT_TRUE(object.Is(kNetworking, "VirtualService"));
  EXPECT_EQ(object.resource(), "VirtualService shop/web");
  EXPECT_EQ(source::ToString(object.span()), "test.yaml:4:9");
  EXPECT_EQ(object.labels.ToString(), "app=web,tier=front");
  EXPECT_EQ(object.annotations.Get("note"), "yes");
  EXPECT_EQ(object.created, 1577836800);
  EXPECT_TRUE(object.namespaced);
  EXPECT_EQ(object.schema_kind.plural(), "virtualservices");
}

TEST(Manifests, GivesTheDefaultNamespaceWhereOneBelongs) {
  Manifests manifests = ObjectsOf(kTwoServices, {.default_namespace = "here", .limits = {}});
  EXPECT_EQ(Resources(manifests), (Strings{"Service here/a", "Service shop/b"}));
  EXPECT_FALSE(manifests.objects()[0].namespace_.span) << "nobody wrote it";

  EXPECT_EQ(Resources(ObjectsOf(kTwoServices, {.default_namespace = "", .limits = {}})),
            (Strings{"Service a", "Service shop/b"}));
}

TEST(Manifests, TakesTheNamespaceFromClusterScopedKinds) {
  Manifests manifests = ObjectsOf("apiVersion: v1\nkind: Namespace\nmetadata: {name: a, namespace: b}\n");
  EXPECT_EQ(Resources(manifests), Strings{"Namespace a"});
  EXPECT_NE(manifests.Find(kCore, "Namespace", "", "a"), nullptr);
}

TEST(Manifests, KeepsUnknownKinds) {
  Manifests manifests = ObjectsOf(R"(apiVersion: example.com/v1
kind: Widget
metadata: {name: a}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: b, namespace: shop}
---
apiVersion: example.com/v1
kind: AllowList
metadata: {name: c}
)");
  EXPECT_EQ(Resources(manifests), (Strings{"Widget a", "Widget shop/b", "AllowList c"}));
  EXPECT_FALSE(manifests.objects()[0].schema_kind);
}

TEST(Manifests, ReplacesListsByTheirItems) {
  Manifests manifests = ObjectsOf(R"(apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata: {name: a}
- apiVersion: v1
  kind: List
  items:
  - {apiVersion: v1, kind: Secret, metadata: {name: b}}
---
apiVersion: v1
kind: List
)");
  EXPECT_EQ(Resources(manifests), (Strings{"Service default/a", "Secret default/b"}));
}

TEST(Manifests, GivesItemsOfATypedListTheKindThatServersLeaveOut) {
  Manifests manifests = ObjectsOf(R"(
{"apiVersion": "apps/v1", "kind": "DeploymentList", "items": [{"metadata": {"name": "a"}}]}
)");
  EXPECT_EQ(Resources(manifests), Strings{"Deployment default/a"});
  EXPECT_EQ(manifests.objects().front().group, "apps");
}

TEST(Manifests, ReportsWhatIsNoObject) {
  EXPECT_EQ(Faults("- a\n- b\n"), Strings{"not-an-object at test.yaml:1:1"});
  EXPECT_EQ(Faults("apiVersion: v1\nmetadata: {name: a}\n").size(), 1u);
  EXPECT_EQ(Faults("kind: Service\nmetadata: {name: a}\n").size(), 1u);
  EXPECT_EQ(Faults("apiVersion: v1\nkind: List\nitems: {a: b}\n").size(), 1u);
  EXPECT_EQ(Faults("apiVersion: v1\nkind: [Service]\n").size(), 1u);
}

TEST(Manifests, GoesOnAfterADocumentThatIsNoObject) {
  Manifests manifests;
  diag::Report report;
  manifests.Add(
      std::make_unique<source::SourceFile>("test.yaml", "just text\n---\n" + std::string(kTwoServices)),
      report);
  EXPECT_EQ(report.findings().size(), 1u);
  EXPECT_EQ(manifests.objects().size(), 2u);
}

TEST(Manifests, LastOfTwoCountsWhateverTheVersion) {
  Manifests manifests = ObjectsOf(R"(apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: a}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: a}
---
apiVersion: networking.istio.io/v1alpha3
kind: Gateway
metadata: {name: a, labels: {second: "true"}}
)");
  ASSERT_EQ(manifests.duplicates().size(), 1u);
  EXPECT_EQ(manifests.duplicates()[0].earlier, &manifests.objects()[0]);
  EXPECT_EQ(manifests.duplicates()[0].later, &manifests.objects()[2]);
  EXPECT_EQ(manifests.Find(kNetworking, "Gateway", "default", "a"), &manifests.objects()[2]);
  EXPECT_FALSE(manifests.Counts(manifests.objects()[0]));
  EXPECT_TRUE(manifests.Counts(manifests.objects()[1])) << "another group is another object";
  EXPECT_TRUE(manifests.Counts(manifests.objects()[2]));
}

TEST(Manifests, ObjectsStayWhereTheyAreWhenMoved) {
  Manifests manifests = ObjectsOf(kTwoServices);
  const Object* before = &manifests.objects().front();
  Manifests moved = std::move(manifests);
  diag::Report report;
  for (int i = 0; i < 100; ++i) {
    moved.Add(std::make_unique<source::SourceFile>("more.yaml", std::string(kTwoServices)), report);
  }
  EXPECT_EQ(before, &moved.objects().front());
  EXPECT_EQ(before->resource(), "Service default/a");
}

TEST(LoadManifests, ReadsEveryFile) {
  source::Inputs inputs;
  inputs.files.push_back(std::make_unique<source::SourceFile>("a.yaml", std::string(kTwoServices)));
  inputs.files.push_back(std::make_unique<source::SourceFile>(
      "b.json", R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}})"));
  diag::Report report;
  Manifests manifests = LoadManifests(std::move(inputs), {}, report);
  EXPECT_TRUE(report.empty());
  EXPECT_EQ(Resources(manifests), (Strings{"Service default/a", "Service shop/b", "Pod default/p"}));
  EXPECT_EQ(manifests.files().size(), 2u);
}

TEST(Older, OrdersByCreationNameNamespace) {
  Manifests manifests = ObjectsOf(R"(
{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: b, namespace: a}}
---
{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: a, namespace: b}}
---
{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: a, namespace: a}}
---
{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: z, creationTimestamp: "2030-01-01T00:00:00Z"}}
---
{apiVersion: v1, kind: Service, metadata: {name: z}}
---
{apiVersion: v1, kind: Service, metadata: {name: a, creationTimestamp: "2030-01-01T00:00:00Z"}}
)");
  const auto& all = manifests.objects();
  EXPECT_TRUE(Older(all[1], all[0])) << "name before namespace";
  EXPECT_TRUE(Older(all[2], all[1]));
  EXPECT_TRUE(Older(all[3], all[2])) << "Istio's kinds without a time are the youngest";
  EXPECT_TRUE(Older(all[4], all[5])) << "Kubernetes' kinds without a time are the oldest";
  EXPECT_FALSE(Older(all[0], all[0]));
}

}  // namespace
}  // namespace meshctl::model
