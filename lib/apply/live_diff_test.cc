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
    const auto show = [&](const Change& change) {
      const std::string label = change.difference.label();
      texts.push_back(change.failure
                          ? change.failure->error.message
                          : diff::RenderText(change.difference, {"live/" + label, "merged/" + label}, {}));
      for (const Conflict& conflict : change.conflicts)
        conflicts.push_back(conflict.field + " " + conflict.owner + (change.may_take ? " may" : ""));
      for (const diff::FieldChange& field : change.difference.fields)
        if (!field.owner.empty()) owners.push_back(diff::PathText(field.path) + " " + field.owner);
      if (!change.note.empty()) notes.push_back(change.note);
    };
    return DiffLive(test.plan, removed, client, {}, options, {.done = show});
  }

  /// The calls behind discovery.
  std::vector<std::string> Asked() const {
    std::vector<std::string> asked;
    for (const std::string& call : cluster.calls) {
      if (call.find("/services/") != std::string::npos) asked.push_back(call.substr(0, call.find('?')));
    }
    return asked;
  }

  FakeCluster cluster;
  DiffOptions options;
  std::vector<Member> removed;
  std::vector<std::string> texts;
  std::vector<std::string> conflicts;
  std::vector<std::string> owners;
  std::vector<std::string> notes;
};

TEST_F(LiveDiffTest, SameObjectsHaveNoText) {
  cluster.On("GET /api/v1/namespaces/default/services/web", 200, Service("ClusterIP", 1));
  cluster.On("PATCH /api/v1/namespaces/default/services/web", 200, Service("ClusterIP", 2));
  const DiffSummary summary = Run(Manifest("v1", "Service", "web"));
  EXPECT_EQ(summary.tally.ToString(), "1 the same");
  EXPECT_EQ(summary.failed, 0u);
  EXPECT_THAT(texts, ElementsAre(""));
  EXPECT_THAT(cluster.calls, ElementsAre("GET /api/v1", "GET /api/v1/namespaces/default/services/web",
                                         "PATCH /api/v1/namespaces/default/services/web"
                                         "?fieldManager=meshctl&dryRun=All&fieldValidation=Strict"));
}

TEST_F(LiveDiffTest, ShowsWhatWouldChange) {
  cluster.On("GET /api/v1/namespaces/default/services/web", 200, Service("ClusterIP", 1));
  cluster.On("PATCH /api/v1/namespaces/default/services/web", 200, Service("NodePort", 1));
  EXPECT_EQ(Run(Manifest("v1", "Service", "web")).tally.ToString(), "1 changed");
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
  EXPECT_EQ(summary.tally.ToString(), "2 created");
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
      "metadata: {name: widgets.example.com}\nspec: {group: example.com, names: {kind: Widget}, scope: "
      "Namespaced, versions: [{name: v1}]}\n---\n";
  const DiffSummary summary = Run(definition + Manifest("example.com/v1", "Widget", "w"));
  EXPECT_EQ(summary.tally.ToString(), "2 created");
  EXPECT_EQ(texts.back(),
            "--- live/Widget/default/w\n+++ merged/Widget/default/w\n@@ -0,0 +1,5 @@\n"
            "+apiVersion: example.com/v1\n+kind: Widget\n+metadata:\n+  name: w\n+  namespace: default\n");
}

TEST_F(LiveDiffTest, AnErrorIsNeverADifference) {
  cluster.On("GET /api/v1/namespaces/default/services/a", 403,
             R"({"kind": "Status", "reason": "Forbidden"})");
  cluster.On("GET /api/v1/namespaces/default/services/web", std::unexpected(ClusterError("cannot connect")));
  const DiffSummary summary =
      Run(Manifest("v1", "Service", "a") + Manifest("v1", "Service", "web") + Manifest("v1", "Service", "c"));
  EXPECT_EQ(summary.tally.ToString(), "no objects");
  EXPECT_EQ(summary.failed, 2u);
  ASSERT_EQ(summary.untried.size(), 1u);
  EXPECT_THAT(texts,
              ElementsAre("the server answered 403 Forbidden to GET /api/v1/namespaces/default/services/a",
                          "cannot connect"));
}

TEST_F(LiveDiffTest, AServerThatIsLostBeforeTheFirstObject) {
  FakeCluster lost;
  lost.On("GET /api/v1", std::unexpected(ClusterError("cannot connect")));
  const TestPlan test(Manifest("v1", "Service", "a") + Manifest("apps/v1", "Deployment", "b"));
  kube::Client client(lost);
  const auto show = [&](const Change& change) { texts.push_back(change.failure->error.message); };
  const DiffSummary summary = DiffLive(test.plan, {}, client, {}, {}, {.done = show});
  EXPECT_THAT(texts, ElementsAre("cannot connect"));
  EXPECT_EQ(summary.untried.size(), 1u);
}

/// A conflict with `manager` about spec.type.
std::string ConflictWith(const std::string& manager) {
  return Json{{"kind", "Status"},
              {"reason", "Conflict"},
              {"message", "Apply failed with 1 conflict"},
              {"details",
               {{"causes",
                 {{{"reason", "FieldManagerConflict"},
                   {"message", "conflict with \"" + manager + "\" using v1"},
                   {"field", ".spec.type"}}}}}}}
      .dump();
}

constexpr const char* kWeb = "/api/v1/namespaces/default/services/web";

TEST_F(LiveDiffTest, ConflictsShowWhatForceWouldDo) {
  cluster.On(std::string("GET ") + kWeb, 200, Service("ClusterIP", 1));
  cluster.On(std::string("PATCH ") + kWeb, 409, ConflictWith("helm"));
  cluster.On(std::string("PATCH ") + kWeb, 200, Service("NodePort", 1));
  EXPECT_EQ(Run(Manifest("v1", "Service", "web")).tally.ToString(), "1 changed");
  EXPECT_THAT(conflicts, ElementsAre(".spec.type helm"));
  EXPECT_THAT(owners, ElementsAre("spec.type helm"));
  EXPECT_EQ(cluster.calls.back(), std::string("PATCH ") + kWeb +
                                      "?fieldManager=meshctl&dryRun=All&fieldValidation=Strict&force=true");
}

TEST_F(LiveDiffTest, ConflictsThatMayBeTakenOver) {
  cluster.On(std::string("GET ") + kWeb, 200, Service("ClusterIP", 1));
  cluster.On(std::string("PATCH ") + kWeb, 409, ConflictWith("helm"));
  cluster.On(std::string("PATCH ") + kWeb, 200, Service("NodePort", 1));
  options.takeover.fields = {"spec.type"};
  Run(Manifest("v1", "Service", "web"));
  EXPECT_THAT(conflicts, ElementsAre(".spec.type helm may"));
}

Json WithOwners(const std::string& service, const char* entries) {
  Json object = Json::parse(service);
  object["metadata"]["managedFields"] = Json::parse(entries);
  return object;
}

constexpr const char* kClientSide =
    R"({"manager": "kubectl-client-side-apply", "operation": "Update", "apiVersion": "v1",
        "fieldsV1": {"f:spec": {"f:type": {}}}})";
constexpr const char* kOurs =
    R"({"manager": "meshctl", "operation": "Apply", "apiVersion": "v1", "fieldsV1": {"f:metadata": {}}})";

TEST_F(LiveDiffTest, ClientSideApplyIsNoConflict) {
  const std::string entries = std::string("[") + kClientSide + "]";
  cluster.On(std::string("GET ") + kWeb, 200, WithOwners(Service("ClusterIP", 1), entries.c_str()).dump());
  cluster.On(std::string("PATCH ") + kWeb, 409, ConflictWith("kubectl-client-side-apply"));
  cluster.On(std::string("PATCH ") + kWeb, 200, Service("NodePort", 1));
  EXPECT_EQ(Run(Manifest("v1", "Service", "web")).tally.ToString(), "1 changed");
  EXPECT_THAT(conflicts, ElementsAre());
  EXPECT_THAT(owners, ElementsAre());
}

TEST_F(LiveDiffTest, FieldsThatLeaveTheManifestAreRemovedAsTheServerWould) {
  const std::string before = std::string("[") + kClientSide + "]";
  const std::string after = std::string("[") + kClientSide + "," + kOurs + "]";
  cluster.On(std::string("GET ") + kWeb, 200, WithOwners(Service("NodePort", 1), before.c_str()).dump());
  cluster.On(std::string("PATCH ") + kWeb, 200, WithOwners(Service("NodePort", 1), after.c_str()).dump());
  cluster.On(std::string("PUT ") + kWeb, 200, Service("ClusterIP", 1));
  EXPECT_EQ(Run(Manifest("v1", "Service", "web")).tally.ToString(), "1 changed");
  EXPECT_THAT(texts, ElementsAre("--- live/Service/default/web\n"
                                 "+++ merged/Service/default/web\n"
                                 "@@ -4,4 +4,4 @@ spec.type\n"
                                 "   name: web\n"
                                 "   namespace: default\n"
                                 " spec:\n"
                                 "-  type: NodePort\n"
                                 "+  type: ClusterIP\n"));
  EXPECT_EQ(cluster.calls.back(),
            std::string("PUT ") + kWeb + "?fieldManager=meshctl&dryRun=All&fieldValidation=Strict");
  EXPECT_EQ(Json::parse(cluster.bodies.back()), Json::parse(R"({"apiVersion": "v1", "kind": "Service",
                            "metadata": {"name": "web", "namespace": "default", "resourceVersion": "1"}})"));
}

TEST_F(LiveDiffTest, TheStringDataOfASecretStays) {
  constexpr const char* kKey = "/api/v1/namespaces/default/secrets/key";
  const Json secret = Json::parse(R"({"apiVersion": "v1", "kind": "Secret", "data": {"c": "cGxhaW4="},
      "metadata": {"name": "key", "namespace": "default", "managedFields": [
        {"manager": "kubectl-client-side-apply", "operation": "Update", "apiVersion": "v1",
         "fieldsV1": {"f:data": {"f:c": {}}}},
        {"manager": "meshctl", "operation": "Apply", "apiVersion": "v1", "fieldsV1": {"f:stringData": {"f:c": {}}}}]}})");
  FakeCluster own;
  own.On("GET /api/v1", 200, R"({"resources": [{"name": "secrets", "kind": "Secret", "namespaced": true}]})");
  for (const char* verb : {"GET ", "PATCH ", "PUT "}) own.On(verb + std::string(kKey), 200, secret.dump());
  const TestPlan test("{apiVersion: v1, kind: Secret, metadata: {name: key}, stringData: {c: plain}}\n");
  kube::Client client(own);
  EXPECT_EQ(DiffLive(test.plan, {}, client, {}, {}, {.done = [](const Change&) {}}).tally.ToString(),
            "1 the same");
  EXPECT_EQ(Json::parse(own.bodies.back())["stringData"], Json::parse(R"({"c": "plain"})"));
}

TEST_F(LiveDiffTest, FieldsThatLeaveTheManifestWithoutLeaveToAsk) {
  const std::string after = std::string("[") + kClientSide + "," + kOurs + "]";
  cluster.On(std::string("GET ") + kWeb, 200, WithOwners(Service("NodePort", 1), after.c_str()).dump());
  cluster.On(std::string("PATCH ") + kWeb, 200, WithOwners(Service("NodePort", 1), after.c_str()).dump());
  cluster.On(std::string("PUT ") + kWeb, 403, R"({"kind": "Status", "reason": "Forbidden"})");
  EXPECT_EQ(Run(Manifest("v1", "Service", "web")).tally.ToString(), "1 changed");
  EXPECT_THAT(
      notes, ElementsAre("fields that leave the manifest are shown as removed; whether the server would "
                         "put defaults in their place is not known, since it does not allow a trial update"));
}

TEST_F(LiveDiffTest, ARaceIsTriedAgainAndNotForEver) {
  constexpr const char* kStale = R"({"kind": "Status", "reason": "Conflict", "message": "modified"})";
  cluster.On(std::string("GET ") + kWeb, 200, Service("ClusterIP", 1));
  cluster.On(std::string("PATCH ") + kWeb, 409, kStale);
  cluster.On(std::string("PATCH ") + kWeb, 200, Service("ClusterIP", 2));
  EXPECT_EQ(Run(Manifest("v1", "Service", "web")).tally.ToString(), "1 the same");
  EXPECT_EQ(Asked().size(), 4u);

  FakeCluster busy;
  busy.On("GET /api/v1", 200, kCore);
  busy.On(std::string("PATCH ") + kWeb, 409, kStale);
  const TestPlan test(Manifest("v1", "Service", "web"));
  kube::Client client(busy);
  EXPECT_EQ(DiffLive(test.plan, {}, client, {}, {}, {.done = [](const Change&) {}}).failed, 1u);
  EXPECT_EQ(busy.calls.size(), 9u);
}

TEST_F(LiveDiffTest, RemovedObjectsComeLast) {
  removed = {{.type = {.group = {}, .version = "v1", .kind = "Namespace", .plural = "namespaces"},
              .name_space = {},
              .name = "old",
              .uid = "u"},
             {.type = {.group = {}, .version = "v1", .kind = "Namespace", .plural = "namespaces"},
              .name_space = {},
              .name = "gone",
              .uid = "v"}};
  cluster.On("GET /api/v1/namespaces/old", 200,
             R"({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "old", "uid": "u"}})");
  cluster.On(std::string("PATCH ") + kWeb, 201, Service("ClusterIP", 1));
  EXPECT_EQ(Run(Manifest("v1", "Service", "web")).tally.ToString(), "1 created, 1 removed");
  EXPECT_EQ(texts.back(),
            "--- live/Namespace/old\n+++ merged/Namespace/old\n@@ -1,4 +0,0 @@\n"
            "-apiVersion: v1\n-kind: Namespace\n-metadata:\n-  name: old\n");
}

TEST_F(LiveDiffTest, MembersOfAnApplysetGetItsLabel) {
  options.part_of = "applyset-x-v1";
  Run(kServiceInShop + Manifest("v1", "Namespace", "shop"));
  EXPECT_THAT(texts.back(), ::testing::HasSubstr("+    applyset.kubernetes.io/part-of: applyset-x-v1\n"));
  EXPECT_EQ(Json::parse(cluster.bodies.back())["metadata"]["labels"],
            Json::parse(R"({"applyset.kubernetes.io/part-of": "applyset-x-v1"})"));
}

/// Answers everything that is under way in the reverse order.
class BackwardCluster final : public kube::Cluster {
 public:
  void Run(kube::Exchange& exchange) override {
    std::vector<std::pair<std::size_t, kube::Request>> under_way;
    std::size_t next = 0;
    for (;;) {
      while (under_way.size() < 16) {
        auto request = exchange.Next();
        if (!request) break;
        under_way.emplace_back(next++, *std::move(request));
        most = std::max(most, under_way.size());
      }
      if (under_way.empty()) return;
      const auto [at, request] = under_way.back();
      under_way.pop_back();
      const std::string name = request.path.substr(request.path.rfind('/') + 1);
      const bool get = request.method == kube::Method::kGet;
      exchange.Done(at, kube::Response{
                            .status = request.path == "/api/v1" || !get ? 200 : 404,
                            .content_type = "application/json",
                            .body = request.path == "/api/v1" ? kCore
                                    : get                     ? R"({"kind": "Status", "reason": "NotFound"})"
                                          : R"({"kind": "Service", "metadata": {"name": ")" + name + "\"}}"});
    }
  }
  std::size_t most = 0;
};

TEST_F(LiveDiffTest, StopsWhenAsked) {
  const TestPlan test(Manifest("v1", "Service", "a") + Manifest("v1", "Service", "b"));
  kube::Client client(cluster);
  bool stop = false;
  cluster.On("PATCH /api/v1/namespaces/default/services/a", 201, Service("ClusterIP", 1));
  const auto show = [&](const Change& change) {
    texts.push_back(change.item->name());
    stop = true;
  };
  const DiffSummary summary =
      DiffLive(test.plan, {}, client, {}, {}, {.done = show, .stopped = [&] { return stop; }});
  EXPECT_THAT(texts, ElementsAre("a"));
  EXPECT_EQ(summary.failed, 0u);
  ASSERT_EQ(summary.untried.size(), 1u);
  EXPECT_EQ(summary.untried[0]->name(), "b");
}

class OrderTest : public ::testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(DiffLive, OrderTest, ::testing::Values(1, 5, 100));

TEST_P(OrderTest, AnswersComeInTheOrderOfThePlan) {
  const std::size_t most = GetParam();
  std::string manifests;
  std::vector<std::string> names;
  for (int i = 0; i < 300; ++i) {
    names.push_back("s" + std::to_string(i));
    manifests += Manifest("v1", "Service", names.back());
  }
  const TestPlan test(manifests);
  BackwardCluster cluster;
  kube::Client client(cluster);
  std::vector<std::string> shown;
  const DiffSummary summary =
      DiffLive(test.plan, {}, client, {}, {.most_under_way = most},
               {.done = [&](const Change& change) { shown.push_back(change.difference.name); }});
  EXPECT_EQ(shown, names);
  EXPECT_EQ(summary.tally.ToString(), "300 created");
  EXPECT_EQ(cluster.most, std::min<std::size_t>(most, 16));
}

}  // namespace
}  // namespace meshctl::apply
