// SPDX-License-Identifier: Apache-2.0
#include "sandbox/server_side_apply.h"

#include <gtest/gtest.h>

#include "sandbox/test_api.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kTwoContainers = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: test-app}
spec:
  selector: {matchLabels: {app: test-app}}
  template:
    metadata: {labels: {app: test-app}}
    spec:
      containers:
      - {name: test-app, image: "node:latest", env: [{name: A, value: "1"}]}
      - {name: sidecar, image: "proxy:1"}
)";

std::string Owners(const Json& object) {
  std::string owners;
  for (const Json& entry : object["metadata"]["managedFields"]) {
    owners += fmt::format("{}:{} ", TextAt(entry, {"manager"}), TextAt(entry, {"operation"}));
  }
  return owners;
}

const Json& Containers(const Json& deployment) {
  return deployment["spec"]["template"]["spec"]["containers"];
}

TEST(ServerSideApply, CreatesAndOwnsWhatWasApplied) {
  TestApi api;
  const auto created = api.Apply(kTestApp, "me", kTestAppDeployment);
  EXPECT_EQ(created.ToString(), "201");
  const Json& entry = created.body["metadata"]["managedFields"][0];
  EXPECT_EQ(entry["manager"], "me");
  EXPECT_EQ(entry["operation"], "Apply");
  EXPECT_EQ(
      entry["fieldsV1"].dump(),
      R"({"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},)"
      R"("f:spec":{"f:containers":{"k:{\"name\":\"test-app\"}":{".":{},"f:image":{},"f:name":{},)"
      R"("f:ports":{"k:{\"containerPort\":3000,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}}}}}})");
}

TEST(ServerSideApply, ApplyingTheSameAgainWritesNothing) {
  TestApi api;
  api.Apply(kTestApp, "me", kTestAppDeployment);
  const Json live = api.Get(kTestApp).body;
  api.now = "2026-01-01T00:05:00Z";
  const auto again = api.Apply(kTestApp, "me", kTestAppDeployment);
  EXPECT_EQ(again.ToString(), "200");
  EXPECT_EQ(again.body, live);
}

TEST(ServerSideApply, AConflictNamesFieldAndOwner) {
  TestApi api;
  api.Apply(kTestApp, "alice", kTestAppDeployment);
  const auto refused = api.Apply(kTestApp, "bob", "spec: {replicas: 5}");
  EXPECT_EQ(refused.ToString(),
            "409 Conflict: Apply failed with 1 conflict: conflict with \"alice\": .spec.replicas");
  EXPECT_EQ(
      refused.body["details"]["causes"].dump(),
      R"([{"field":".spec.replicas","message":"conflict with \"alice\"","reason":"FieldManagerConflict"}])");

  api.MergePatch(std::string(kTestApp) + "?fieldManager=edit", R"({"metadata":{"labels":{"team":"a"}}})");
  EXPECT_EQ(api.Apply(kTestApp, "bob", "{metadata: {labels: {team: b}}, spec: {replicas: 5}}").ToString(),
            "409 Conflict: Apply failed with 2 conflicts: conflicts with \"alice\":\n- "
            ".spec.replicas\nconflicts with "
            "\"edit\" using apps/v1:\n- .metadata.labels.team");
}

TEST(ServerSideApply, EqualValuesAreSharedAndForceTakesOver) {
  TestApi api;
  api.Apply(kTestApp, "alice", kTestAppDeployment);
  EXPECT_EQ(api.Apply(kTestApp, "bob", "spec: {replicas: 2}").ToString(), "200");
  EXPECT_EQ(api.Apply(kTestApp, "bob", "spec: {replicas: 5}").status, 409);
  const auto forced = api.Apply(kTestApp, "bob", "spec: {replicas: 5}", "&force=true");
  EXPECT_EQ(forced.ToString(), "200");
  EXPECT_EQ(forced.body["spec"]["replicas"], 5);
  for (const Json& entry : forced.body["metadata"]["managedFields"]) {
    EXPECT_EQ(entry["manager"] == "bob" && entry["operation"] == "Apply",
              entry["fieldsV1"].value("f:spec", Json::object()).contains("f:replicas"));
  }
}

TEST(ServerSideApply, WhatIsNoLongerAppliedIsRemoved) {
  TestApi api;
  api.Apply(kTestApp, "me", kTwoContainers);
  std::string fewer = kTwoContainers;
  fewer.resize(fewer.find("      - {name: sidecar"));
  fewer.replace(fewer.find(", env: [{name: A, value: \"1\"}]"), 30, "");
  const Json removed = api.Apply(kTestApp, "me", fewer).body;
  ASSERT_EQ(Containers(removed).size(), 1u);
  EXPECT_FALSE(Containers(removed)[0].contains("env"));
  EXPECT_EQ(removed["metadata"]["generation"], 2);
}

TEST(ServerSideApply, WhatOthersApplyTooStays) {
  TestApi api;
  api.Apply(kTestApp, "me", kTwoContainers);
  EXPECT_EQ(api.Apply(kTestApp, "other",
                      "spec: {template: {spec: {containers: [{name: sidecar, image: 'proxy:1'}]}}}")
                .status,
            200);
  std::string fewer = kTwoContainers;
  fewer.resize(fewer.find("      - {name: sidecar"));
  EXPECT_EQ(Containers(api.Apply(kTestApp, "me", fewer).body).size(), 2u);
}

TEST(ServerSideApply, ListsMergeByTheirKeys) {
  TestApi api;
  api.Apply(kTestApp, "me", kTestAppDeployment);
  const Json merged = api.Apply(kTestApp, "other",
                                "spec: {template: {spec: {containers: [{name: test-app, ports: "
                                "[{containerPort: 9090, protocol: UDP}]}, "
                                "{name: extra, image: x}]}}}")
                          .body;
  ASSERT_EQ(Containers(merged).size(), 2u);
  EXPECT_EQ(Containers(merged)[0]["ports"].dump(),
            R"([{"containerPort":3000,"protocol":"TCP"},{"containerPort":9090,"protocol":"UDP"}])");
  EXPECT_EQ(Containers(merged)[1]["name"], "extra");
}

TEST(ServerSideApply, ARepeatedKeyIsRefused) {
  TestApi api;
  EXPECT_EQ(api.Apply("/api/v1/namespaces/default/services/s", "me",
                      "spec: {ports: [{port: 80, name: a}, {port: 80, name: b}]}")
                .ToString(),
            "500 : failed to create typed patch object (/s; /v1, Kind=Service): .spec.ports: duplicate "
            "entries for "
            "key [port=80,protocol=\"TCP\"]");
}

TEST(ServerSideApply, StatusIsOwnedThroughItsSubresource) {
  TestApi api;
  api.Apply(kTestApp, "me", kTestAppDeployment);
  EXPECT_EQ(Owners(api.Get(kTestApp).body),
            "me:Apply kube-controller-manager:Update kube-controller-manager:Update ");
  const auto applied = api.Apply(std::string(kTestApp) + "/status", "me", "status: {collisionCount: 3}");
  EXPECT_EQ(applied.ToString(), "200");
  EXPECT_EQ(applied.body["status"]["collisionCount"], 3);
  EXPECT_EQ(applied.body["spec"]["replicas"], 2);
  EXPECT_FALSE(api.Apply(kTestApp, "me", std::string(kTestAppDeployment) + "status: {collisionCount: 9}\n")
                   .body["status"]["collisionCount"] == 9);
}

TEST(ServerSideApply, OwnersCanBeReplacedByAnUpdate) {
  TestApi api;
  const std::string path = "/api/v1/namespaces/default/configmaps/c";
  api.Apply(path, "old", "metadata: {name: c}\ndata: {a: '1', b: '2'}");
  Json object = api.Get(path).body;
  object["metadata"]["managedFields"][0]["manager"] = "new";
  EXPECT_EQ(Owners(api.Put(path, object).body), "new:Apply ");
  EXPECT_EQ(api.Apply(path, "new", "metadata: {name: c}\ndata: {a: '1'}").body["data"], (Json{{"a", "1"}}));
  object = api.Get(path).body;
  object["metadata"].erase("managedFields");
  EXPECT_EQ(Owners(api.Put(path, object).body), "new:Apply ");
}

TEST(ServerSideApply, NeedsAManagerAndNoManagedFields) {
  TestApi api;
  EXPECT_EQ(
      api.Call(api.Make("PATCH", kTestApp, "application/apply-patch+yaml", kTestAppDeployment)).ToString(),
      "422 Invalid: PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for "
      "apply "
      "patch");
  EXPECT_EQ(api.Apply(kTestApp, "me", "metadata: {managedFields: [{manager: x}]}").ToString(),
            "400 BadRequest: metadata.managedFields must be nil");
  EXPECT_EQ(api.Apply(kTestApp, std::string(129, 'x'), kTestAppDeployment).status, 422);
}

}  // namespace
}  // namespace meshctl::sandbox
