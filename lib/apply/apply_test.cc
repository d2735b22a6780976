// SPDX-License-Identifier: Apache-2.0
#include "apply/apply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/fake_cluster.h"

namespace meshctl::apply {
namespace {

using ::testing::ElementsAre;
using testing::FakeCluster;
using ::testing::IsEmpty;

constexpr const char* kCore =
    R"({"resources": [{"name": "namespaces", "kind": "Namespace", "namespaced": false},
                                                {"name": "services", "kind": "Service", "namespaced": true}]})";

Item Make(const char* kind, const char* name) {
  return {.object = {{"apiVersion", "v1"}, {"kind", kind}, {"metadata", {{"name", name}}}}, .place = {}};
}

class ApplyTest : public ::testing::Test {
 protected:
  ApplyTest() { cluster.On("GET /api/v1", 200, kCore); }

  Summary Run(const Plan& plan, const Options& options = {}) {
    kube::Client client(cluster);
    return Apply(plan, &client, scope, options, [&](const Outcome& outcome) {
      lines.push_back(outcome.failure ? Describe(*outcome.item, *outcome.failure).message
                                      : outcome.Line(options.mode));
    });
  }

  FakeCluster cluster;
  kube::Scope scope;
  std::vector<std::string> lines;
};

TEST_F(ApplyTest, AppliesInOrderAndSaysSo) {
  cluster.On("PATCH /api/v1/namespaces/shop", 201, "{}");
  cluster.On("PATCH /api/v1/namespaces/default/services/web", 200, "{}");
  const Summary summary = Run(MakePlan({Make("Service", "web"), Make("Namespace", "shop")}));
  EXPECT_EQ(summary.applied, 2u);
  EXPECT_EQ(summary.failed, 0u);
  EXPECT_THAT(lines, ElementsAre("namespace/shop serverside-applied", "service/web serverside-applied"));
  EXPECT_THAT(
      cluster.calls,
      ElementsAre(
          "GET /api/v1", "PATCH /api/v1/namespaces/shop?fieldManager=meshctl&fieldValidation=Strict",
          "PATCH /api/v1/namespaces/default/services/web?fieldManager=meshctl&fieldValidation=Strict"));
}

TEST_F(ApplyTest, ServerDryRunIsMarked) {
  cluster.On("PATCH /api/v1/namespaces/default/services/web", 200, "{}");
  Run(MakePlan({Make("Service", "web")}), {.mode = Mode::kDryRunServer});
  EXPECT_THAT(lines, ElementsAre("service/web serverside-applied (server dry run)"));
  EXPECT_EQ(
      cluster.calls.back(),
      "PATCH /api/v1/namespaces/default/services/web?fieldManager=meshctl&dryRun=All&fieldValidation=Strict");
}

TEST_F(ApplyTest, ClientDryRunSendsNothing) {
  const Plan plan = MakePlan({Make("Service", "web"), Make("Namespace", "shop")});
  const Options options{.mode = Mode::kDryRunClient};
  const Summary summary = Apply(plan, nullptr, {.name_space = "mine", .given = true}, options,
                                [&](const Outcome& outcome) { lines.push_back(outcome.Line(options.mode)); });
  EXPECT_EQ(summary.applied, 2u);
  EXPECT_THAT(lines, ElementsAre("namespace/shop serverside-applied (dry run)",
                                 "service/web serverside-applied (dry run)"));
  EXPECT_THAT(cluster.calls, IsEmpty());
}

TEST_F(ApplyTest, GoesOnAfterAnObjectThatIsRefused) {
  cluster.On("PATCH /api/v1/namespaces/default/services/a", 422, R"({"kind": "Status", "reason": "Invalid",
    "message": "Service \"a\" is invalid: [spec.ports: Required value, spec.type: Unsupported value]",
    "details": {"causes": [{"reason": "FieldValueRequired", "message": "Required value", "field": "spec.ports"},
                           {"reason": "FieldValueNotSupported", "message": "Unsupported value", "field": "spec.type"}]}})");
  cluster.On("PATCH /api/v1/namespaces/default/services/b", 200, "{}");
  const Summary summary = Run(MakePlan({Make("Service", "a"), Make("Service", "b")}));
  EXPECT_EQ(summary.applied, 1u);
  EXPECT_EQ(summary.failed, 1u);
  EXPECT_EQ(summary.untried, 0u);
  EXPECT_THAT(lines, ElementsAre("service/a: the server answered 422 Invalid: Service \"a\" is invalid\n"
                                 "  spec.ports: Required value\n"
                                 "  spec.type: Unsupported value",
                                 "service/b serverside-applied"));
}

TEST_F(ApplyTest, ConflictsShowFieldAndOwner) {
  cluster.On("PATCH /api/v1/namespaces/default/services/a", 409, R"({"kind": "Status", "reason": "Conflict",
    "message": "Apply failed with 2 conflicts: ...",
    "details": {"causes": [
      {"reason": "FieldManagerConflict", "message": "conflict with \"kubectl\" using v1", "field": ".spec.type"},
      {"reason": "FieldManagerConflict", "message": "conflict with \"helm\" using v1", "field": ".spec.ports"}]}})");
  Run(MakePlan({Make("Service", "a")}));
  EXPECT_THAT(lines,
              ElementsAre("service/a: the server answered 409 Conflict: 2 fields are owned by somebody else\n"
                          "  .spec.type: conflict with \"kubectl\" using v1\n"
                          "  .spec.ports: conflict with \"helm\" using v1"));
}

TEST_F(ApplyTest, StopsWhenTheServerIsGone) {
  cluster.On("PATCH /api/v1/namespaces/default/services/a", 200, "{}");
  cluster.On("PATCH /api/v1/namespaces/default/services/b", std::unexpected(ClusterError("cannot connect")));
  const Summary summary =
      Run(MakePlan({Make("Service", "a"), Make("Service", "b"), Make("Service", "c"), Make("Service", "d")}));
  EXPECT_EQ(summary.applied, 1u);
  EXPECT_EQ(summary.failed, 1u);
  EXPECT_EQ(summary.untried, 2u);
  EXPECT_THAT(lines, ElementsAre("service/a serverside-applied", "service/b: cannot connect"));
}

TEST_F(ApplyTest, ObjectsNeedAName) {
  Item item = Make("Service", "");
  item.object["metadata"] = {{"generateName", "web-"}};
  EXPECT_EQ(Run(MakePlan({item})).failed, 1u);
  EXPECT_THAT(lines, ElementsAre("service/: the object has no `metadata.name`"));
  EXPECT_THAT(cluster.calls, IsEmpty());
}

TEST_F(ApplyTest, AMissingNamespaceIsExplained) {
  cluster.On("PATCH /api/v1/namespaces/shop", 201, "{}");
  Item item = Make("Service", "web");
  item.object["metadata"]["namespace"] = "shop";
  const Plan plan = MakePlan({item, Make("Namespace", "shop")});
  std::vector<std::string> hints;
  kube::Client client(cluster);
  Apply(plan, &client, scope, {.mode = Mode::kDryRunServer}, [&](const Outcome& outcome) {
    if (outcome.failure) hints = outcome.failure->error.hints;
  });
  EXPECT_THAT(
      hints,
      ElementsAre("namespace `shop` is part of this input and does not exist yet, so the server cannot "
                  "try what goes into it"));
}

TEST_F(ApplyTest, KindsAreLookedUpAgainAfterADefinition) {
  cluster.On("GET /apis/apiextensions.k8s.io/v1", 200,
             R"({"resources": [{"name": "customresourcedefinitions", "kind": "CustomResourceDefinition"}]})");
  cluster.On("PATCH /apis/apiextensions.k8s.io/v1/customresourcedefinitions/d", 201, "{}");
  cluster.On("PATCH /api/v1/namespaces/default/services/web", 200, "{}");
  kube::Client client(cluster);
  ASSERT_TRUE(client.Resolve("v1", "Service"));
  Item definition = Make("CustomResourceDefinition", "d");
  definition.object["apiVersion"] = "apiextensions.k8s.io/v1";
  Apply(MakePlan({definition, Make("Service", "web")}), &client, scope, {}, [](const Outcome&) {});
  EXPECT_EQ(std::ranges::count(cluster.calls, "GET /api/v1"), 2);
}

TEST(Describe, BeginsWithThePlace) {
  const source::SourceFile file("k8s/a.yaml", "kind: x\n");
  const Item item{.object = {{"apiVersion", "v1"}, {"kind", "Service"}, {"metadata", {{"name", "web"}}}},
                  .place = {&file, 6, 7}};
  EXPECT_EQ(Describe(item, {.error = ClusterError("no"), .status = 403, .reason = {}, .causes = {}}).message,
            "k8s/a.yaml:1:7: service/web: no");
}

}  // namespace
}  // namespace meshctl::apply
