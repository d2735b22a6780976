// SPDX-License-Identifier: Apache-2.0
#include "apply/apply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "apply/test_plan.h"
#include "testing/fake_cluster.h"

namespace meshctl::apply {
namespace {

using ::testing::ElementsAre;
using testing::FakeCluster;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kCore =
    R"({"resources": [{"name": "namespaces", "kind": "Namespace", "namespaced": false},
                      {"name": "services", "kind": "Service", "namespaced": true}]})";
constexpr const char* kExtensions =
    R"({"resources": [{"name": "customresourcedefinitions", "kind": "CustomResourceDefinition"}]})";

constexpr const char* kPatchWeb = "PATCH /api/v1/namespaces/default/services/web";
constexpr const char* kGetWeb = "GET /api/v1/namespaces/default/services/web";
constexpr const char* kQuery = "?fieldManager=meshctl&fieldValidation=Strict";

/// A Status about fields that somebody else owns.
std::string ConflictOver(const std::vector<std::pair<std::string, std::string>>& fields) {
  Json causes = Json::array();
  for (const auto& [field, owner] : fields) {
    causes.push_back({{"reason", "FieldManagerConflict"},
                      {"message", "conflict with \"" + owner + "\" using v1"},
                      {"field", field}});
  }
  return Json{{"kind", "Status"},
              {"reason", "Conflict"},
              {"message", "Apply failed with conflicts"},
              {"details", {{"causes", causes}}}}
      .dump();
}

constexpr const char* kStale = R"({"kind": "Status", "reason": "Conflict", "message": "modified"})";

constexpr const char* kWeb = R"(apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  ports:
  - port: 80
)";

/// Service web as it is in the cluster.
Json LiveWeb(const Json& managed_fields = Json::array()) {
  return {{"apiVersion", "v1"},
          {"kind", "Service"},
          {"metadata", {{"name", "web"}, {"resourceVersion", "7"}, {"managedFields", managed_fields}}},
          {"spec", {{"type", "ClusterIP"}, {"ports", {{{"port", 80}, {"protocol", "TCP"}}}}}}};
}

/// Managed fields of an object that client-side `kubectl apply` made.
Json ByKubectl() {
  return Json::parse(R"([{"manager": "kubectl-client-side-apply", "operation": "Update", "apiVersion": "v1",
                          "time": "2026-01-01T00:00:00Z", "fieldsType": "FieldsV1",
                          "fieldsV1": {"f:spec": {"f:type": {}, "f:externalName": {}}}}])");
}

class ApplyTest : public ::testing::Test {
 protected:
  ApplyTest() {
    cluster.On("GET /api/v1", 200, kCore);
    cluster.On("GET /apis/apiextensions.k8s.io/v1", 200, kExtensions);
  }

  Summary Run(const std::string& manifests, const Options& options = {}) {
    tests.push_back(std::make_unique<TestPlan>(manifests));
    kube::Client client(cluster);
    return Apply(
        tests.back()->plan, client, scope, options,
        {.done =
             [&](const Outcome& outcome) {
               lines.push_back(outcome.failure ? Describe(outcome).message : outcome.Line(options.mode));
               outcomes.push_back(outcome);
             },
         .stopped = stopped});
  }
  /// What was asked without what kinds are called.
  std::vector<std::string> Calls() const {
    std::vector<std::string> calls;
    for (const std::string& call : cluster.calls) {
      if (call != "GET /api/v1" && !call.starts_with("GET /apis")) calls.push_back(call);
    }
    return calls;
  }

  FakeCluster cluster;
  kube::Scope scope;
  std::function<bool()> stopped;
  std::vector<std::unique_ptr<TestPlan>> tests;
  std::vector<std::string> lines;
  std::vector<Outcome> outcomes;
};

std::string Service(const char* name) { return Manifest("v1", "Service", name); }

TEST_F(ApplyTest, AppliesInOrderAndSaysSo) {
  cluster.On("PATCH /api/v1/namespaces/shop", 201, "{}");
  cluster.On(kPatchWeb, 200, "{}");
  const Summary summary = Run(Service("web") + Manifest("v1", "Namespace", "shop"));
  EXPECT_EQ(summary.applied, 2u);
  EXPECT_EQ(summary.failed, 0u);
  EXPECT_THAT(lines, ElementsAre("namespace/shop serverside-applied", "service/web serverside-applied"));
  EXPECT_THAT(Calls(), ElementsAre(std::string("PATCH /api/v1/namespaces/shop") + kQuery,
                                   std::string(kPatchWeb) + kQuery));
  EXPECT_TRUE(outcomes[0].created);
  EXPECT_FALSE(outcomes[1].created);
}

TEST_F(ApplyTest, ServerDryRunIsMarked) {
  cluster.On(kPatchWeb, 200, LiveWeb(ByKubectl()).dump());
  Run(Service("web"), {.mode = Mode::kDryRunServer});
  EXPECT_THAT(lines, ElementsAre("service/web serverside-applied (server dry run)"));
  EXPECT_THAT(Calls(), ElementsAre(std::string(kPatchWeb) +
                                   "?fieldManager=meshctl&dryRun=All&fieldValidation=Strict"));
}

TEST_F(ApplyTest, ClientDryRunSendsNothing) {
  const TestPlan test(Service("web") + Manifest("v1", "Namespace", "shop"));
  const Summary summary = ApplyNowhere(
      test.plan, {.name_space = "mine", .given = true},
      {.done = [&](const Outcome& outcome) { lines.push_back(outcome.Line(Mode::kDryRunClient)); }});
  EXPECT_EQ(summary.applied, 2u);
  EXPECT_THAT(lines, ElementsAre("namespace/shop serverside-applied (dry run)",
                                 "service/web serverside-applied (dry run)"));
}

TEST_F(ApplyTest, GoesOnAfterAnObjectThatIsRefused) {
  cluster.On(kPatchWeb, 422, R"({"kind": "Status", "reason": "Invalid",
    "message": "Service \"web\" is invalid: [spec.ports[0].port: Invalid value: 80: no, spec.selector: Required value]",
    "details": {"causes": [
      {"reason": "FieldValueInvalid", "message": "Invalid value: 80: no", "field": "spec.ports[0].port"},
      {"reason": "FieldValueRequired", "message": "Required value", "field": "spec.selector"}]}})");
  cluster.On("PATCH /api/v1/namespaces/default/services/b", 200, "{}");
  const Summary summary = Run(std::string(kWeb) + "---\n" + Service("b"));
  EXPECT_EQ(summary.applied, 1u);
  EXPECT_EQ(summary.failed, 1u);
  EXPECT_THAT(summary.untried, IsEmpty());
  EXPECT_THAT(lines,
              ElementsAre("test.yaml:7:11: service/web: the server answered 422 Invalid: Service \"web\" "
                          "is invalid\n"
                          "  test.yaml:7:11: spec.ports[0].port: Invalid value: 80: no\n"
                          "  test.yaml:4:1: spec.selector: Required value",
                          "service/b serverside-applied"));
}

TEST_F(ApplyTest, ConflictsAreATable) {
  cluster.On(kPatchWeb, 409,
             ConflictOver({{".spec.type", "helm"}, {".spec.ports[port=80,protocol=\"TCP\"].port", "x"}}));
  cluster.On(kGetWeb, 200, LiveWeb().dump());
  EXPECT_EQ(Run(kWeb).failed, 1u);
  EXPECT_THAT(
      lines,
      ElementsAre("test.yaml:5:9: service/web: the server answered 409 Conflict: 2 fields are owned by "
                  "somebody else\n"
                  "  FIELD                                     OWNER  THEIRS     OURS\n"
                  "  .spec.type                                helm   ClusterIP  NodePort\n"
                  "  .spec.ports[port=80,protocol=\"TCP\"].port  x      80         80"));
  EXPECT_THAT(Calls(), ElementsAre(std::string(kPatchWeb) + kQuery, kGetWeb));
}

TEST_F(ApplyTest, ConflictsAreShownAlsoWhenTheyAreForced) {
  cluster.On(kPatchWeb, 409, ConflictOver({{".spec.type", "helm"}}));
  cluster.On(kPatchWeb, 200, "{}");
  cluster.On(kGetWeb, 200, LiveWeb().dump());
  EXPECT_EQ(Run(kWeb, {.takeover = {.all = true}}).applied, 1u);
  ASSERT_THAT(outcomes[0].conflicts, SizeIs(1));
  EXPECT_EQ(outcomes[0].conflicts[0].theirs, "ClusterIP");
  EXPECT_THAT(Calls(), ElementsAre(std::string(kPatchWeb) + kQuery, kGetWeb,
                                   std::string(kPatchWeb) + kQuery + "&force=true"));
  EXPECT_FALSE(Json::parse(cluster.bodies.back())["metadata"].contains("resourceVersion"));
}

TEST_F(ApplyTest, TakingOverSomeFieldsIsBoundToWhatWasSeen) {
  cluster.On(kPatchWeb, 409, ConflictOver({{".spec.type", "helm"}}));
  cluster.On(kPatchWeb, 409, kStale);  // somebody was faster: look again
  cluster.On(kPatchWeb, 409, ConflictOver({{".spec.type", "helm"}}));
  cluster.On(kPatchWeb, 200, "{}");
  cluster.On(kGetWeb, 200, LiveWeb().dump());
  EXPECT_EQ(Run(kWeb, {.takeover = {.fields = {"spec.type"}}}).applied, 1u);
  EXPECT_THAT(Calls(), SizeIs(6));
  EXPECT_EQ(Json::parse(cluster.bodies.back())["metadata"]["resourceVersion"], "7");
}

TEST_F(ApplyTest, OtherFieldsThanThoseNamedStayWithTheirOwners) {
  cluster.On(kPatchWeb, 409, ConflictOver({{".spec.type", "helm"}, {".spec.ports", "x"}}));
  cluster.On(kGetWeb, 200, LiveWeb().dump());
  EXPECT_EQ(Run(kWeb, {.takeover = {.fields = {".spec.type"}}}).failed, 1u);
  EXPECT_THAT(outcomes[0].conflicts, SizeIs(2));
}

TEST_F(ApplyTest, TakesOverWhatClientSideApplyOwns) {
  cluster.On(kPatchWeb, 200, LiveWeb(ByKubectl()).dump());
  cluster.On(kPatchWeb, 200, LiveWeb().dump());
  EXPECT_EQ(Run(kWeb).applied, 1u);
  EXPECT_THAT(Calls(), SizeIs(3));
  EXPECT_EQ(cluster.bodies[2],
            R"([{"op":"replace","path":"/metadata/managedFields","value":[{"apiVersion":"v1",)"
            R"("fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:externalName":{},"f:type":{}}},)"
            R"("manager":"meshctl","operation":"Apply","time":"2026-01-01T00:00:00Z"}]},)"
            R"({"op":"replace","path":"/metadata/resourceVersion","value":"7"}])");
}

TEST_F(ApplyTest, ConflictsWithClientSideApplyAreTheUsersOwn) {
  cluster.On(kPatchWeb, 409, ConflictOver({{".spec.type", "kubectl-client-side-apply"}}));
  cluster.On(kPatchWeb, 200, "{}");  // the migration
  cluster.On(kPatchWeb, 200, LiveWeb().dump());
  cluster.On(kGetWeb, 200, LiveWeb(ByKubectl()).dump());
  EXPECT_EQ(Run(kWeb).applied, 1u);
  EXPECT_THAT(outcomes[0].conflicts, IsEmpty());
  EXPECT_THAT(Calls(), SizeIs(4));
}

TEST_F(ApplyTest, AMigrationThatIsForbiddenIsANote) {
  cluster.On(kPatchWeb, 200, LiveWeb(ByKubectl()).dump());
  cluster.On(kPatchWeb, 403, R"({"kind": "Status", "reason": "Forbidden", "message": "no"})");
  EXPECT_EQ(Run(kWeb).applied, 1u);
  EXPECT_EQ(
      outcomes[0].note,
      "fields that `kubectl apply` owns were not taken over, so they stay when they leave the manifest: "
      "the server answered 403 Forbidden: no");
}

TEST_F(ApplyTest, AStaleVersionIsTriedAgain) {
  for (int i = 0; i < 4; ++i) cluster.On(kPatchWeb, 409, kStale);
  cluster.On(kPatchWeb, 200, "{}");
  EXPECT_EQ(Run(kWeb).applied, 1u);
  EXPECT_THAT(Calls(), SizeIs(5));
}

TEST_F(ApplyTest, ButNotForEver) {
  cluster.On(kPatchWeb, 409, kStale);
  EXPECT_EQ(Run(kWeb).failed, 1u);
  EXPECT_THAT(Calls(), SizeIs(5));
}

TEST_F(ApplyTest, StopsWhenTheServerIsGone) {
  cluster.On("PATCH /api/v1/namespaces/default/services/a", 200, "{}");
  cluster.On("PATCH /api/v1/namespaces/default/services/b", std::unexpected(ClusterError("cannot connect")));
  const Summary summary =
      Run(Service("a") + Service("b") + Service("c") + Manifest("example.com/v1", "Late", "d"));
  EXPECT_EQ(summary.applied, 1u);
  EXPECT_EQ(summary.failed, 0u);
  ASSERT_THAT(summary.unknown, SizeIs(1));
  EXPECT_EQ(summary.unknown[0]->name(), "b");
  EXPECT_THAT(summary.untried, SizeIs(2));
  EXPECT_THAT(lines, ElementsAre("service/a serverside-applied", "test.yaml:9:9: service/b: cannot connect"));
}

TEST_F(ApplyTest, StopsWhenAsked) {
  cluster.On("PATCH /api/v1/namespaces/default/services/a", 200, "{}");
  stopped = [&] { return !lines.empty(); };
  const Summary summary = Run(Service("a") + Service("b"));
  EXPECT_EQ(summary.applied, 1u);
  EXPECT_THAT(summary.unknown, IsEmpty());
  ASSERT_THAT(summary.untried, SizeIs(1));
  EXPECT_EQ(summary.untried[0]->name(), "b");
}

TEST_F(ApplyTest, ObjectsNeedAName) {
  EXPECT_EQ(Run("apiVersion: v1\nkind: Service\nmetadata: {generateName: web-}\n").failed, 1u);
  EXPECT_THAT(lines, ElementsAre("test.yaml:2:7: service/: the object has no `metadata.name`"));
  EXPECT_THAT(Calls(), IsEmpty());
}

TEST_F(ApplyTest, AMissingNamespaceIsExplained) {
  Run(Service("web"));
  EXPECT_THAT(outcomes[0].failure->error.hints, ElementsAre("check that namespace `default` exists"));
}

TEST_F(ApplyTest, DefinitionsAreWaitedFor) {
  const std::string path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/d";
  cluster.On("PATCH " + path, 201, "{}");
  cluster.On("GET " + path, 200, "{}");
  cluster.On("GET " + path, 200,
             R"({"status": {"conditions": [{"type": "Established", "status": "True"}]}})");
  cluster.On(kPatchWeb, 200, "{}");
  kube::Client client(cluster);
  ASSERT_TRUE(client.Resolve("v1", "Service"));
  const TestPlan test(Manifest("apiextensions.k8s.io/v1", "CustomResourceDefinition", "d") + Service("web"));
  Apply(test.plan, client, scope, {}, {.done = [](const Outcome&) {}});
  EXPECT_EQ(std::ranges::count(cluster.calls, "GET " + path), 2);
  EXPECT_EQ(std::ranges::count(cluster.calls, "GET /api/v1"), 2) << "kinds are looked up again";
}

TEST_F(ApplyTest, MembersOfAnApplysetAreLabelled) {
  cluster.On(kPatchWeb, 200, "{}");
  Run(Service("web"), {.part_of = "applyset-x-v1"});
  EXPECT_EQ(Json::parse(cluster.bodies.back())["metadata"]["labels"]["applyset.kubernetes.io/part-of"],
            "applyset-x-v1");
}

TEST(Conflict, ValuesOfSecretsAreMasked) {
  const TestPlan test("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {key: aGk=}\n");
  const kube::Failure failure{
      .error = {},
      .status = 409,
      .reason = "Conflict",
      .causes = {{.reason = "FieldManagerConflict",
                  .message = "conflict with \"a\" with subresource \"status\" using v1",
                  .field = ".data.key"}}};
  const auto conflicts = ConflictsOf(failure, test.plan.items.front(), {{"data", {{"key", "c2VjcmV0"}}}});
  EXPECT_EQ(RenderConflicts(conflicts, ""),
            "FIELD      OWNER       THEIRS         OURS\n"
            ".data.key  a (status)  *** (6 bytes)  *** (2 bytes)");
}

TEST(Conflict, FieldsAreNamedWithOrWithoutADot) {
  const Conflict conflict{.field = ".spec.template.spec", .owner = {}, .theirs = {}, .ours = {}, .place = {}};
  EXPECT_TRUE(IsAmong(conflict, {".spec.template.spec"}));
  EXPECT_TRUE(IsAmong(conflict, {"spec.template"}));
  EXPECT_FALSE(IsAmong(conflict, {"spec.temp"}));
  EXPECT_FALSE(IsAmong(conflict, {".spec.template.spec.containers"}));
}

}  // namespace
}  // namespace meshctl::apply
