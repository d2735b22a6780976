// SPDX-License-Identifier: Apache-2.0
#include "kube/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kube/verbs.h"
#include "testing/fake_cluster.h"

namespace meshctl::kube {
namespace {

using ::testing::ElementsAre;
using testing::FakeCluster;
using ::testing::IsEmpty;

const ResourceType kDeployments{
    .group = "apps", .version = "v1", .kind = "Deployment", .plural = "deployments", .namespaced = true};
const ResourceType kNamespaces{
    .group = "", .version = "v1", .kind = "Namespace", .plural = "namespaces", .namespaced = false};

constexpr const char* kApps = R"({"kind": "APIResourceList", "groupVersion": "apps/v1", "resources": [
  {"name": "deployments", "kind": "Deployment", "namespaced": true, "verbs": ["get"]},
  {"name": "deployments/scale", "kind": "Scale", "group": "autoscaling", "version": "v1", "namespaced": true},
  {"name": "daemonsets", "kind": "DaemonSet", "namespaced": true}]})";

TEST(ObjectPath, FollowsTheKind) {
  EXPECT_EQ(ObjectPath(kDeployments, "shop", "web"), "/apis/apps/v1/namespaces/shop/deployments/web");
  EXPECT_EQ(ObjectPath(kDeployments, "shop", ""), "/apis/apps/v1/namespaces/shop/deployments");
  EXPECT_EQ(ObjectPath(kDeployments, "", ""), "/apis/apps/v1/deployments");
  EXPECT_EQ(ObjectPath(kNamespaces, "ignored", "shop"), "/api/v1/namespaces/shop");
  EXPECT_EQ(ObjectPath(kNamespaces, "", "a/../b"), "/api/v1/namespaces/a%2F..%2Fb");
}

TEST(Client, ResolvesKindsOncePerGroupVersion) {
  FakeCluster cluster;
  cluster.On("GET /apis/apps/v1", 200, kApps);
  Client client(cluster);
  auto type = client.Resolve("apps/v1", "Deployment");
  ASSERT_TRUE(type);
  EXPECT_EQ(type->plural, "deployments");
  EXPECT_EQ(type->api_version(), "apps/v1");
  EXPECT_TRUE(type->namespaced);
  ASSERT_TRUE(client.Resolve("apps/v1", "DaemonSet"));
  EXPECT_THAT(cluster.calls, ElementsAre("GET /apis/apps/v1"));
  client.Forget();
  ASSERT_TRUE(client.Resolve("apps/v1", "DaemonSet"));
  EXPECT_EQ(cluster.calls.size(), 2u);
}

TEST(Client, UnknownKindsNameTheNearest) {
  FakeCluster cluster;
  cluster.On("GET /apis/apps/v1", 200, kApps);
  Client client(cluster);
  auto type = client.Resolve("apps/v1", "Deploymnet");
  ASSERT_FALSE(type);
  EXPECT_EQ(type.error().reason, "NoKindMatch");
  EXPECT_EQ(type.error().error.message, "the cluster has no kind `Deploymnet` in `apps/v1`");
  EXPECT_THAT(type.error().error.hints, ElementsAre("did you mean `Deployment`?"));
  EXPECT_FALSE(client.Resolve("apps/v1", "Scale")) << "a subresource is no kind to apply";
}

TEST(Client, UnknownGroupsNeedTheirDefinitions) {
  FakeCluster cluster;
  Client client(cluster);
  auto type = client.Resolve("networking.istio.io/v1", "Gateway");
  ASSERT_FALSE(type);
  EXPECT_EQ(type.error().error.message, "the cluster has no kind `Gateway` in `networking.istio.io/v1`");
  EXPECT_THAT(type.error().error.hints,
              ElementsAre("install the CustomResourceDefinitions of `networking.istio.io` first"));
}

TEST(Client, DiscoveryThatIsRefusedIsNoUnknownKind) {
  FakeCluster cluster;
  cluster.On("GET /apis/apps/v1", 403, R"({"kind": "Status", "reason": "Forbidden", "message": "no"})");
  auto type = Client(cluster).Resolve("apps/v1", "Deployment");
  ASSERT_FALSE(type);
  EXPECT_EQ(type.error().reason, "Forbidden");
}

TEST(Client, AppliesTheObjectAsItIs) {
  FakeCluster cluster;
  cluster.On("PATCH /apis/apps/v1/namespaces/shop/deployments/web", 201, R"({"kind": "Deployment"})");
  Client client(cluster);
  const Json object = {{"kind", "Deployment"}, {"metadata", {{"name", "web"}}}, {"n", 3}};
  auto applied = client.Apply(kDeployments, "shop", object, {});
  ASSERT_TRUE(applied);
  EXPECT_TRUE(applied->created);
  EXPECT_THAT(cluster.bodies, ElementsAre(R"({"kind":"Deployment","metadata":{"name":"web"},"n":3})"));
  ASSERT_TRUE(client.Apply(kDeployments, "shop", object,
                           {.field_manager = "ci",
                            .force = Force::kYes,
                            .dry_run = DryRun::kServer,
                            .validation = Validation::kWarn}));
  EXPECT_THAT(cluster.calls, ElementsAre("PATCH /apis/apps/v1/namespaces/shop/deployments/web"
                                         "?fieldManager=meshctl&fieldValidation=Strict",
                                         "PATCH /apis/apps/v1/namespaces/shop/deployments/web"
                                         "?fieldManager=ci&dryRun=All&fieldValidation=Warn&force=true"));
}

TEST(Verbs, ADryRunOfADeletionSaysSo) {
  FakeCluster cluster;
  cluster.On("DELETE /api/v1/namespaces/shop", 200, R"({"kind": "Status", "status": "Success"})");
  EXPECT_TRUE(cluster.Send(DeleteRequest(kNamespaces, "", "shop", {.dry_run = DryRun::kServer})));
  EXPECT_THAT(cluster.calls, ElementsAre("DELETE /api/v1/namespaces/shop?dryRun=All"));
}

TEST(Client, ListsPageByPage) {
  FakeCluster cluster;
  cluster.On("GET /apis/apps/v1/deployments", 200,
             R"({"metadata": {"continue": "c1"}, "items": [{"n": 1}]})");
  cluster.On("GET /apis/apps/v1/deployments", 200, R"({"metadata": {}, "items": [{"n": 2}]})");
  auto objects = Client(cluster).List(kDeployments, {.label_selector = "a=b"});
  ASSERT_TRUE(objects);
  EXPECT_THAT(*objects, ElementsAre(Json({{"n", 1}, {"kind", "Deployment"}, {"apiVersion", "apps/v1"}}),
                                    Json({{"n", 2}, {"kind", "Deployment"}, {"apiVersion", "apps/v1"}})));
  EXPECT_THAT(cluster.calls,
              ElementsAre("GET /apis/apps/v1/deployments?limit=500&labelSelector=a=b",
                          "GET /apis/apps/v1/deployments?limit=500&labelSelector=a=b&continue=c1"));
}

TEST(Client, ListsStartOverWhenTheyExpire) {
  FakeCluster cluster;
  cluster.On("GET /api/v1/namespaces", 200, R"({"metadata": {"continue": "c1"}, "items": [{"n": 1}]})");
  cluster.On("GET /api/v1/namespaces", 410, R"({"kind": "Status", "reason": "Expired"})");
  cluster.On("GET /api/v1/namespaces", 200, R"({"metadata": {}, "items": [{"n": 2}]})");
  auto objects = Client(cluster).List(kNamespaces, {});
  ASSERT_TRUE(objects);
  ASSERT_EQ(objects->size(), 1u);
  EXPECT_EQ((*objects)[0]["n"], 2);
}

TEST(Client, ListsThatKeepExpiringFail) {
  FakeCluster cluster;
  for (int i = 0; i < 10; ++i) {
    cluster.On("GET /api/v1/namespaces", 200, R"({"metadata": {"continue": "c1"}, "items": []})");
    cluster.On("GET /api/v1/namespaces", 410, R"({"kind": "Status", "reason": "Expired"})");
  }
  auto objects = Client(cluster).List(kNamespaces, {});
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().reason, "Expired");
}

TEST(Client, CollectsEachWarningOnce) {
  FakeCluster cluster;
  cluster.On(
      "GET /api/v1/namespaces/a",
      Response{
          .status = 200, .content_type = "application/json", .body = "{}", .warnings = {"old", "older"}});
  Client client(cluster);
  ASSERT_TRUE(client.Get(kNamespaces, "", "a"));
  EXPECT_THAT(client.TakeWarnings(), ElementsAre("old", "older"));
  ASSERT_TRUE(client.Get(kNamespaces, "", "a"));
  EXPECT_THAT(client.TakeWarnings(), IsEmpty());
}

struct FailureCase {
  Response response;
  const char* message;
  std::vector<std::string> hints;
};

std::string Status(const char* reason, const char* message) {
  return Json{{"kind", "Status"}, {"reason", reason}, {"message", message}}.dump();
}

TEST(Client, FailuresSayWhatHappenedAndWhatHelps) {
  const std::string json = "application/json";
  const std::string server_hint = "check that the kubeconfig's `server` is a Kubernetes API server";
  const FailureCase cases[] = {
      {{401, json, Status("Unauthorized", "Unauthorized")},
       "the server answered 401 Unauthorized: Unauthorized",
       {"the user of this context is not let in: log in again, or choose another context with `--context`"}},
      {{403, json, Status("Forbidden", "namespaces \"a\" is forbidden: User \"ada\" cannot get")},
       "the server answered 403 Forbidden: namespaces \"a\" is forbidden: User \"ada\" cannot get",
       {"`kubectl auth can-i --list` shows what this user may do"}},
      {{404, json, Status("NotFound", "namespaces \"a\" not found")},
       "the server answered 404 NotFound: namespaces \"a\" not found",
       {}},
      {{409, json, Status("Conflict", "the object has been modified")},
       "the server answered 409 Conflict: the object has been modified",
       {"the object was changed meanwhile: run the command again"}},
      {{422, json, Status("Invalid", "Namespace \"a\" is invalid: spec: bad")},
       "the server answered 422 Invalid: Namespace \"a\" is invalid: spec: bad",
       {}},
      {{500, json, Status("InternalError", "failed calling webhook \"x\"")},
       "the server answered 500 InternalError: failed calling webhook \"x\"",
       {}},
      {{503, "text/plain", "service unavailable\n"},
       "the server answered 503 ServiceUnavailable: service unavailable",
       {"the server is busy or starting: try again in a moment"}},
      {{502, "text/html", "<html><title>\x1b[31m</title></html>"},
       "the server answered 502: a web page titled `\\x1b[31m`, which is no API server's answer",
       {"a proxy or another web server has answered: check `server` and `proxy-url` in the kubeconfig, and "
        "HTTPS_PROXY"}},
      {{418, json, ""}, "the server answered 418 to GET /api/v1/namespaces/a", {}},
      {{200, "text/html", "<html>"},
       "the answer to GET /api/v1/namespaces/a cannot be used: it is `text/html`, not JSON",
       {server_hint}},
      {{200, "", "{}"},
       "the answer to GET /api/v1/namespaces/a cannot be used: it has no content type",
       {server_hint}},
      {{302, "text/html", ""},
       "the answer to GET /api/v1/namespaces/a cannot be used: it has status 302",
       {server_hint}},
      {{200, json, "{\"a\": "},
       "the answer to GET /api/v1/namespaces/a cannot be used: not JSON: fault at byte 7",
       {server_hint}},
      {{200, json, "[]"},
       "the answer to GET /api/v1/namespaces/a cannot be used: it is no object",
       {server_hint}},
  };
  for (const FailureCase& test : cases) {
    FakeCluster cluster;
    cluster.On("GET /api/v1/namespaces/a", test.response);
    auto answer = Client(cluster).Get(kNamespaces, "", "a");
    ASSERT_FALSE(answer) << test.message;
    EXPECT_EQ(answer.error().error.kind, Error::Kind::kCluster);
    EXPECT_EQ(answer.error().error.message, test.message);
    EXPECT_EQ(answer.error().error.hints, test.hints) << test.message;
  }
}

TEST(Client, ConflictsNameFieldsAndOwners) {
  FakeCluster cluster;
  cluster.On("PATCH /api/v1/namespaces/a", 409, R"({"kind": "Status", "reason": "Conflict",
    "message": "Apply failed with 1 conflict: conflict with \"kubectl\" using v1: .metadata.labels.a",
    "details": {"causes": [{"reason": "FieldManagerConflict", "message": "conflict with \"kubectl\" using v1",
                            "field": ".metadata.labels.a"}]}})");
  auto applied = Client(cluster).Apply(kNamespaces, "", {{"metadata", {{"name", "a"}}}}, {});
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().error.message,
            "the server answered 409 Conflict: a field is owned by somebody else");
  EXPECT_THAT(
      applied.error().error.hints,
      ElementsAre(
          "take the fields over with `--force-conflicts`, leave them out of the manifest, or give them "
          "the value they have to own them together"));
  ASSERT_EQ(applied.error().causes.size(), 1u);
  EXPECT_EQ(applied.error().causes[0].field, ".metadata.labels.a");
  EXPECT_EQ(applied.error().causes[0].message, "conflict with \"kubectl\" using v1");
}

TEST(Client, TransportErrorsPassThrough) {
  FakeCluster cluster;
  cluster.On("GET /api/v1/namespaces/a", std::unexpected(ClusterError("cannot connect")));
  auto answer = Client(cluster).Get(kNamespaces, "", "a");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().status, 0);
  EXPECT_EQ(answer.error().error.message, "cannot connect");
}

}  // namespace
}  // namespace meshctl::kube
