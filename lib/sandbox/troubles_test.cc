// SPDX-License-Identifier: Apache-2.0
// Rollouts that are stuck, as tools see them.
#include <gtest/gtest.h>

#include "sandbox/test_api.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kPods = "/api/v1/namespaces/default/pods";
constexpr const char* kEvents = "/api/v1/namespaces/default/events";

std::string Condition(const Json& object, const char* type) {
  for (const Json& condition : object["status"]["conditions"]) {
    if (condition["type"] == type) {
      return fmt::format("{} {}: {}", TextAt(condition, {"status"}), TextAt(condition, {"reason"}),
                         TextAt(condition, {"message"}));
    }
  }
  return "none";
}

std::string TemplatePatch(const char* trouble) {
  return fmt::format(
      R"({{"spec":{{"template":{{"metadata":{{"annotations":{{"sandbox.meshctl.dev/pods":"{}"}}}}}}}}}})",
      trouble);
}

// The reasons and messages of the warnings, one a line.
std::string Warnings(TestApi& api) {
  std::string out;
  const Json events = api.Get(kEvents).body["items"];
  for (const Json& event : events) {
    if (event["type"] != "Warning") continue;
    out += fmt::format("{} {}: {}\n", TextAt(event, {"involvedObject", "kind"}), TextAt(event, {"reason"}),
                       TextAt(event, {"message"}));
  }
  return out;
}

struct Stuck {
  const char* trouble;
  const char* phase;
  const char* waiting;  // reason
  const char* scheduled;
};
class StuckPods : public ::testing::TestWithParam<Stuck> {};

TEST_P(StuckPods, StopTheRolloutWhereARealOneStops) {
  TestApi api;
  api.Post(kDeployments, kTestAppDeployment);
  EXPECT_EQ(api.MergePatch(kTestApp, TemplatePatch(GetParam().trouble)).status, 200);
  const Json status = api.Get(kTestApp).body["status"];
  // Of two replicas, 25% may be missing: none; 25% may be too many: one.
  EXPECT_EQ(status["replicas"], 3);
  EXPECT_EQ(status["updatedReplicas"], 1);
  EXPECT_EQ(status["availableReplicas"], 2);
  EXPECT_EQ(status["unavailableReplicas"], 1);
  EXPECT_EQ(Condition(api.Get(kTestApp).body, "Available"),
            "True MinimumReplicasAvailable: Deployment has minimum availability.");
  int stuck = 0;
  const Json pods = api.Get(kPods).body["items"];
  for (const Json& pod : pods) {
    if (!pod["metadata"].contains("annotations")) continue;
    ++stuck;
    EXPECT_EQ(pod["status"]["phase"], GetParam().phase);
    EXPECT_EQ(Condition(pod, "PodScheduled").substr(0, 4), GetParam().scheduled);
    const Json* containers = ValueAt(pod, {"status", "containerStatuses"});
    EXPECT_EQ(containers ? TextAt(containers->front(), {"state", "waiting", "reason"}) : "",
              GetParam().waiting);
  }
  EXPECT_EQ(stuck, 1);
  EXPECT_NE(Warnings(api), "");

  api.MergePatch(kTestApp, R"({"spec":{"template":{"metadata":{"annotations":null}}}})");
  EXPECT_EQ(Condition(api.Get(kTestApp).body, "Progressing").substr(0, 27), "True NewReplicaSetAvailable");
  EXPECT_EQ(api.Get(kPods).body["items"].size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(All, StuckPods,
                         ::testing::Values(Stuck{"Unschedulable", "Pending", "", "Fals"},
                                           Stuck{"ImagePullBackOff", "Pending", "ImagePullBackOff", "True"},
                                           Stuck{"CreateContainerConfigError", "Pending",
                                                 "CreateContainerConfigError", "True"},
                                           Stuck{"CrashLoopBackOff", "Running", "CrashLoopBackOff", "True"},
                                           Stuck{"Unready", "Running", "", "True"}),
                         [](const auto& given) { return std::string(given.param.trouble); });

TEST(Troubles, TellWhatTheKubeletTells) {
  TestApi api;
  const std::string pod =
      "{metadata: {name: web, annotations: {sandbox.meshctl.dev/pods: ImagePullBackOff}}, spec: {containers: "
      "[{name: c, image: shop/web:2}]}}";
  EXPECT_EQ(api.Post(kPods, pod).status, 201);
  EXPECT_EQ(
      TextAt(api.Get(std::string(kPods) + "/web").body["status"]["containerStatuses"][0],
             {"state", "waiting", "message"}),
      "Back-off pulling image \"shop/web:2\": ErrImagePull: rpc error: code = NotFound desc = failed to pull "
      "and unpack image \"docker.io/shop/web:2\": failed to resolve reference \"docker.io/shop/web:2\": "
      "docker.io/shop/web:2: not found");
  const Json events = api.Get(kEvents).body["items"];
  ASSERT_EQ(events.size(), 6u);
  EXPECT_EQ(events[0]["involvedObject"]["uid"], api.Get(std::string(kPods) + "/web").body["metadata"]["uid"]);
}

TEST(Troubles, ADeadlinePasses) {
  TestApi api;
  api.Post(kDeployments, kTestAppDeployment);
  api.MergePatch(kTestApp, R"({"spec":{"progressDeadlineSeconds":60}})");
  api.MergePatch(kTestApp, TemplatePatch("CrashLoopBackOff"));
  api.passed = std::chrono::seconds(59);
  EXPECT_EQ(Condition(api.Get(kTestApp).body, "Progressing").substr(0, 22), "True ReplicaSetUpdated");
  api.passed = std::chrono::seconds(60);
  EXPECT_EQ(Condition(api.Get(kTestApp).body, "Progressing").substr(0, 31),
            "False ProgressDeadlineExceeded:");
  api.MergePatch(kTestApp, R"({"spec":{"template":{"metadata":{"annotations":null}}}})");
  EXPECT_EQ(Condition(api.Get(kTestApp).body, "Progressing").substr(0, 27), "True NewReplicaSetAvailable");
}

TEST(Troubles, SlowPodsTakeASecond) {
  TestApi api;
  api.Post(kDeployments, kTestAppDeployment);
  api.MergePatch(kTestApp, TemplatePatch("Slow"));
  EXPECT_EQ(api.Get(kTestApp).body["status"]["updatedReplicas"], 1);
  api.passed = std::chrono::seconds(1);
  EXPECT_EQ(api.Get(kTestApp).body["status"]["updatedReplicas"], 2);
  EXPECT_EQ(api.Get(kTestApp).body["status"]["replicas"], 3);
  api.passed = std::chrono::seconds(2);
  EXPECT_EQ(api.Get(kTestApp).body["status"]["replicas"], 2);
  EXPECT_EQ(Condition(api.Get(kTestApp).body, "Progressing").substr(0, 27), "True NewReplicaSetAvailable");
}

TEST(Troubles, AStatefulSetWaitsForEachPod) {
  TestApi api;
  const char* set = "/apis/apps/v1/namespaces/default/statefulsets/db";
  api.Post("/apis/apps/v1/namespaces/default/statefulsets",
           "{metadata: {name: db}, spec: {replicas: 3, serviceName: db, selector: {matchLabels: {a: b}}, "
           "template: "
           "{metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: 'i:1'}]}}}}");
  const Json before = api.Get(set).body["status"];
  EXPECT_EQ(before["readyReplicas"], 3);
  EXPECT_EQ(before["currentRevision"], before["updateRevision"]);
  api.MergePatch(set, TemplatePatch("CrashLoopBackOff"));
  const Json stuck = api.Get(set).body["status"];
  EXPECT_EQ(stuck["readyReplicas"], 2);
  EXPECT_EQ(stuck["updatedReplicas"], 1);
  EXPECT_EQ(stuck["currentRevision"], before["updateRevision"]);
  EXPECT_NE(stuck["updateRevision"], before["updateRevision"]);
}

TEST(Troubles, RecreateLetsNoOldPodLive) {
  TestApi api;
  api.Post(kDeployments, kTestAppDeployment);
  api.MergePatch(kTestApp, R"({"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}})");
  api.MergePatch(kTestApp, TemplatePatch("CrashLoopBackOff"));
  const Json status = api.Get(kTestApp).body["status"];
  EXPECT_EQ(status["replicas"], 2);
  EXPECT_EQ(status["updatedReplicas"], 2);
  EXPECT_FALSE(status.contains("availableReplicas"));
}

TEST(Troubles, APausedDeploymentRollsNothingOut) {
  TestApi api;
  api.Post(kDeployments, kTestAppDeployment);
  api.MergePatch(kTestApp, R"({"spec":{"paused":true,"template":{"metadata":{"annotations":{"v":"2"}}}}})");
  EXPECT_EQ(Condition(api.Get(kTestApp).body, "Progressing"),
            "Unknown DeploymentPaused: Deployment is paused");
  EXPECT_FALSE(api.Get(kTestApp).body["status"].contains("updatedReplicas"));
  api.MergePatch(kTestApp, R"({"spec":{"paused":null}})");
  EXPECT_EQ(api.Get(kTestApp).body["status"]["updatedReplicas"], 2);
}

TEST(Troubles, AQuotaKeepsPodsFromBeingCreated) {
  TestApi api;
  api.Post("/api/v1/namespaces/default/resourcequotas", "{metadata: {name: small}, spec: {hard: {pods: 1}}}");
  api.Post(kDeployments, kTestAppDeployment);
  const Json deployment = api.Get(kTestApp).body;
  EXPECT_EQ(deployment["status"]["replicas"], 1);
  const std::string refused =
      "pods \"test-app-xpx9wqqntp-bz55w\" is forbidden: exceeded quota: small, requested: pods=1, used: "
      "pods=1, "
      "limited: pods=1";
  EXPECT_EQ(Condition(deployment, "ReplicaFailure"), "True FailedCreate: " + refused);
  EXPECT_EQ(Warnings(api), "ReplicaSet FailedCreate: Error creating: " + refused + "\n");
  const Json quota = api.Get("/api/v1/namespaces/default/resourcequotas/small").body;
  EXPECT_EQ(quota["status"]["used"]["pods"], "1");
  api.MergePatch("/api/v1/namespaces/default/resourcequotas/small", R"({"spec":{"hard":{"pods":"2"}}})");
  api.passed = std::chrono::seconds(1);
  EXPECT_EQ(Condition(api.Get(kTestApp).body, "ReplicaFailure"), "none");
  EXPECT_EQ(api.Get(kTestApp).body["status"]["readyReplicas"], 2);
}

}  // namespace
}  // namespace meshctl::sandbox
