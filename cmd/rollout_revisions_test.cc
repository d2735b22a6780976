// SPDX-License-Identifier: Apache-2.0
#include "cmd/rollout_revisions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/fake_cluster.h"

namespace meshctl::cmd {
namespace {

using ::testing::ElementsAre;
using testing::FakeCluster;

constexpr const char* kGroups = R"({"kind": "APIGroupDiscoveryList", "items": [
  {"metadata": {"name": "apps"}, "versions": [{"version": "v1", "resources": [
    {"resource": "deployments", "responseKind": {"kind": "Deployment"}, "scope": "Namespaced", "verbs": ["get"]},
    {"resource": "statefulsets", "responseKind": {"kind": "StatefulSet"}, "scope": "Namespaced", "verbs": ["get"]},
    {"resource": "replicasets", "responseKind": {"kind": "ReplicaSet"}, "scope": "Namespaced", "verbs": ["list"]},
    {"resource": "controllerrevisions", "responseKind": {"kind": "ControllerRevision"}, "scope": "Namespaced",
     "verbs": ["list"]}]}]}]})";

constexpr const char* kDeployment = R"({"metadata": {"name": "web", "uid": "u1", "annotations": {
    "deployment.kubernetes.io/revision": "10", "kubernetes.io/change-cause": "third", "note": "new"}},
  "spec": {"selector": {"matchLabels": {"app": "web"}, "matchExpressions": [
      {"key": "tier", "operator": "In", "values": ["front", "back"]}]},
    "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"image": "web:3"}]}}}})";

constexpr const char* kReplicaSets = R"({"items": [
  {"metadata": {"ownerReferences": [{"uid": "u1", "controller": true}], "annotations": {
      "deployment.kubernetes.io/revision": "10", "kubernetes.io/change-cause": "third"}},
   "spec": {"template": {"metadata": {"creationTimestamp": null, "labels": {"app": "web", "pod-template-hash": "c"}},
     "spec": {"containers": [{"image": "web:3"}]}}}},
  {"metadata": {"ownerReferences": [{"uid": "u1", "controller": true}], "annotations": {
      "deployment.kubernetes.io/revision": "9", "deployment.kubernetes.io/desired-replicas": "2",
      "kubernetes.io/change-cause": "second", "old": "yes"}},
   "spec": {"template": {"metadata": {"labels": {"app": "web", "pod-template-hash": "b"}},
     "spec": {"containers": [{"image": "web:2"}]}}}},
  {"metadata": {"ownerReferences": [{"uid": "other", "controller": true}], "annotations": {
      "deployment.kubernetes.io/revision": "8"}}, "spec": {"template": {}}},
  {"metadata": {"ownerReferences": [{"uid": "u1"}], "annotations": {
      "deployment.kubernetes.io/revision": "7"}}, "spec": {"template": {}}},
  {"metadata": {"ownerReferences": [{"uid": "u1", "controller": true}], "annotations": {
      "deployment.kubernetes.io/revision": "six"}}, "spec": {"template": {}}},
  {"metadata": {"ownerReferences": [{"uid": "u1", "controller": true}]}, "spec": {"template": {}}}]})";

constexpr const char* kStatefulSet = R"({"metadata": {"name": "db", "uid": "u2"},
  "spec": {"selector": {"matchLabels": {"app": "db"}},
    "template": {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"image": "db:2"}]}}}})";

constexpr const char* kControllerRevisions = R"({"items": [
  {"revision": 2, "metadata": {"ownerReferences": [{"uid": "u2", "controller": true}]},
   "data": {"spec": {"template": {"$patch": "replace", "metadata": {"labels": {"app": "db"}},
     "spec": {"containers": [{"image": "db:2"}]}}}}},
  {"revision": 1, "metadata": {"ownerReferences": [{"uid": "u2", "controller": true}],
     "annotations": {"kubernetes.io/change-cause": "first"}},
   "data": {"spec": {"template": {"$patch": "replace", "metadata": {"labels": {"app": "db"}},
     "spec": {"containers": [{"image": "db:1"}]}}}}}]})";

wait::Target Workload(const char* kind, const char* plural, const char* name) {
  return {.type = {.group = "apps", .version = "v1", .kind = kind, .plural = plural, .namespaced = true},
          .name_space = "shop",
          .name = name};
}

class RolloutRevisionsTest : public ::testing::Test {
 protected:
  RolloutRevisionsTest() {
    cluster_.On("GET /api", 200, R"({"kind": "APIGroupDiscoveryList", "items": []})");
    cluster_.On("GET /apis", 200, kGroups);
    cluster_.On("GET /apis/apps/v1/namespaces/shop/deployments/web", 200, kDeployment);
    cluster_.On("GET /apis/apps/v1/namespaces/shop/replicasets", 200, kReplicaSets);
    cluster_.On("GET /apis/apps/v1/namespaces/shop/statefulsets/db", 200, kStatefulSet);
    cluster_.On("GET /apis/apps/v1/namespaces/shop/controllerrevisions", 200, kControllerRevisions);
  }

  RolloutHistory Read(const wait::Target& target) {
    kube::Client client(cluster_);
    EXPECT_TRUE(client.Discover());
    auto history = ReadHistory(client, target);
    if (history) return *std::move(history);
    ADD_FAILURE() << history.error().message;
    return {};
  }

  static std::vector<std::string> Lines(const RolloutHistory& history) {
    std::vector<std::string> lines;
    for (const Revision& revision : history.revisions)
      lines.push_back(std::to_string(revision.number) + " " + revision.change_cause);
    return lines;
  }

  FakeCluster cluster_;
  const wait::Target web_ = Workload("Deployment", "deployments", "web");
  const wait::Target db_ = Workload("StatefulSet", "statefulsets", "db");
};

TEST_F(RolloutRevisionsTest, OfADeploymentAreItsReplicaSets) {
  const RolloutHistory history = Read(web_);
  EXPECT_THAT(Lines(history), ElementsAre("9 second", "10 third"));
  EXPECT_EQ(
      cluster_.calls.back(),
      "GET /apis/apps/v1/namespaces/shop/replicasets?limit=500&labelSelector=app=web,tier in (front,back)");
  EXPECT_TRUE(IsCurrent(history, history.revisions[1])) << "the hash in the labels does not count";
  EXPECT_FALSE(IsCurrent(history, history.revisions[0]));
}

TEST_F(RolloutRevisionsTest, ADeploymentGetsTheAnnotationsOfTheRevisionToo) {
  const RolloutHistory history = Read(web_);
  const auto revision = FindRevision(history, 0);
  ASSERT_TRUE(revision);
  const kube::Request request = UndoRequest(history, **revision, web_, kube::DryRun::kServer);
  EXPECT_EQ(request.path, "/apis/apps/v1/namespaces/shop/deployments/web");
  EXPECT_EQ(request.content_type, "application/json-patch+json");
  EXPECT_THAT(request.query,
              ElementsAre(std::pair("fieldManager", "meshctl-rollout"), std::pair("dryRun", "All")));
  EXPECT_EQ(Json::parse(request.body), Json::parse(R"([
    {"op": "test", "path": "/metadata/uid", "value": "u1"},
    {"op": "replace", "path": "/spec/template",
     "value": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"image": "web:2"}]}}},
    {"op": "add", "path": "/metadata/annotations",
     "value": {"deployment.kubernetes.io/revision": "10", "kubernetes.io/change-cause": "second", "old": "yes"}}])"));
}

TEST_F(RolloutRevisionsTest, OfOtherKindsAreControllerRevisions) {
  const RolloutHistory history = Read(db_);
  EXPECT_THAT(Lines(history), ElementsAre("1 first", "2 "));
  EXPECT_TRUE(IsCurrent(history, history.revisions[1]));
  const auto revision = FindRevision(history, 0);
  ASSERT_TRUE(revision);
  const kube::Request request = UndoRequest(history, **revision, db_, kube::DryRun::kNo);
  EXPECT_THAT(request.query, ElementsAre(std::pair("fieldManager", "meshctl-rollout")));
  EXPECT_EQ(Json::parse(request.body), Json::parse(R"([
    {"op": "test", "path": "/metadata/uid", "value": "u2"},
    {"op": "replace", "path": "/spec/template",
     "value": {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"image": "db:1"}]}}}])"));
}

TEST_F(RolloutRevisionsTest, SaysWhichRevisionsThereAre) {
  const RolloutHistory history = Read(web_);
  const auto missing = FindRevision(history, 7);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "there is no revision 7 in its history");
  EXPECT_THAT(missing.error().hints, ElementsAre("it holds 9, 10"));
  const auto none = FindRevision({}, 0);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "there is no revision before the latest");
}

TEST_F(RolloutRevisionsTest, WhatCannotBeReadIsNamed) {
  FakeCluster cluster;
  cluster.On("GET /api", 200, R"({"kind": "APIGroupDiscoveryList", "items": []})");
  cluster.On("GET /apis", 200, kGroups);
  kube::Client client(cluster);
  EXPECT_TRUE(client.Discover());
  EXPECT_EQ(ReadHistory(client, web_).error().message, "deployments.apps \"web\" not found");
  cluster.On("GET /apis/apps/v1/namespaces/shop/deployments/web", 200, kDeployment);
  cluster.On("GET /apis/apps/v1/namespaces/shop/replicasets", 403,
             R"({"kind": "Status", "reason": "Forbidden", "message": "no"})");
  EXPECT_EQ(ReadHistory(client, web_).error().message,
            "cannot read the history of deployment.apps/web: the server answered 403 Forbidden: no");
}

}  // namespace
}  // namespace meshctl::cmd
