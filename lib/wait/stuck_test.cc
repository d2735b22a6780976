// SPDX-License-Identifier: Apache-2.0
// The statuses and events are the kubelet's, the scheduler's and the controllers' (Kubernetes 1.33).
#include "wait/stuck.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshctl::wait {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Json kDeployment = Json::parse(R"({"apiVersion": "apps/v1", "kind": "Deployment",
  "metadata": {"name": "web", "namespace": "shop"}, "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}}}})");

Json Pod(const std::string& name, const char* status) {
  return {{"apiVersion", "v1"},
          {"kind", "Pod"},
          {"metadata", {{"name", name}, {"creationTimestamp", "2026-01-01T00:00:00Z"}}},
          {"spec", {{"containers", {{{"name", "app"}, {"image", "registry.example/web:2"}}}}}},
          {"status", Json::parse(status)}};
}

Json Event(const char* kind, const char* name, const char* reason, const char* message,
           const char* time = "2026-01-01T00:01:00Z") {
  return {{"type", "Warning"},
          {"reason", reason},
          {"message", message},
          {"lastTimestamp", time},
          {"involvedObject", {{"kind", kind}, {"name", name}}}};
}

std::vector<std::string> Reasons(const std::vector<Json>& pods, const std::vector<Json>& events = {}) {
  return StuckReasons(kDeployment, pods, events);
}

TEST(Stuck, ImagesThatCannotBePulled) {
  EXPECT_THAT(
      Reasons({Pod("web-1", R"({"containerStatuses": [{"name": "app", "state": {"waiting": {
                "reason": "ImagePullBackOff",
                "message": "Back-off pulling image \"registry.example/web:2\": ErrImagePull: rpc error: not found"}}}]})")}),
      ElementsAre("pod/web-1: container `app`: image `registry.example/web:2` cannot be pulled: rpc error: "
                  "not found"));
  EXPECT_THAT(Reasons({Pod("web-1", R"({"containerStatuses": [{"name": "app", "state": {"waiting": {
                "reason": "ImagePullBackOff", "message": "Back-off pulling image \"x\""}}}]})")}),
              ElementsAre("pod/web-1: container `app`: image `registry.example/web:2` cannot be pulled"));
}

TEST(Stuck, CrashLoopsWithTheLastMessage) {
  EXPECT_THAT(
      Reasons({Pod("web-1", R"({"containerStatuses": [{"name": "app", "restartCount": 3,
                "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 40s restarting"}},
                "lastState": {"terminated": {"exitCode": 3, "reason": "Error", "message": "no\nconfig\n"}}}]})")}),
      ElementsAre("pod/web-1: crash loop: container `app` ended with exit code 3, 3 restarts: no config"));
  EXPECT_THAT(
      Reasons({Pod("web-1", R"({"containerStatuses": [{"name": "app", "restartCount": 1,
                "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}]})")}),
      ElementsAre("pod/web-1: crash loop: container `app` ran out of memory and was killed, 1 restart"));
}

TEST(Stuck, MissingConfiguration) {
  EXPECT_THAT(
      Reasons({Pod("web-1", R"({"containerStatuses": [{"name": "app", "state": {"waiting": {
                "reason": "CreateContainerConfigError", "message": "configmap \"settings\" not found"}}}]})")}),
      ElementsAre("pod/web-1: container `app` lacks configuration: configmap \"settings\" not found"));
}

TEST(Stuck, PodsThatNoNodeTakes) {
  EXPECT_THAT(
      Reasons({Pod("web-1", R"({"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False",
                "reason": "Unschedulable", "message":
                "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available."}]})")},
              {Event("Pod", "web-1", "FailedScheduling", "0/3 nodes are available: 3 Insufficient cpu.")}),
      ElementsAre("pod/web-1: no node takes it: 0/3 nodes are available: 3 Insufficient cpu"));
}

TEST(Stuck, InitContainersComeFirst) {
  EXPECT_THAT(Reasons({Pod("web-1", R"({"initContainerStatuses": [
                {"name": "done", "ready": true, "state": {"terminated": {"exitCode": 0}}},
                {"name": "init", "ready": false, "state": {"running": {"startedAt": "2026-01-01T00:00:01Z"}}}],
                "containerStatuses": [{"name": "app", "ready": false,
                                       "state": {"waiting": {"reason": "PodInitializing"}}}]})")}),
              ElementsAre("pod/web-1: init container `init` is still running"));
}

TEST(Stuck, ProbesThatFail) {
  const Json pod = Pod("web-1", R"({"containerStatuses": [
      {"name": "app", "ready": false, "started": true, "state": {"running": {}}}]})");
  EXPECT_THAT(Reasons({pod}), ElementsAre("pod/web-1: container `app` runs but is not ready"));
  EXPECT_THAT(
      Reasons({pod},
              {Event("Pod", "web-1", "Unhealthy",
                     "Readiness probe failed: HTTP probe failed with statuscode: 503"),
               Event("Pod", "web-1", "Unhealthy", "Readiness probe failed: older", "2026-01-01T00:00:30Z")}),
      ElementsAre("pod/web-1: container `app` runs but is not ready: Readiness probe failed: HTTP probe "
                  "failed with statuscode: 503"));
  EXPECT_THAT(
      Reasons({Pod("web-1", R"({"containerStatuses": [
                {"name": "app", "ready": false, "started": false, "restartCount": 2, "state": {"running": {}}}]})")}),
      ElementsAre("pod/web-1: container `app` runs but has not passed its startup probe, 2 restarts"));
}

TEST(Stuck, ReadinessGates) {
  Json pod = Pod("web-1", R"({"conditions": [{"type": "ContainersReady", "status": "True"}]})");
  pod["spec"]["readinessGates"] = Json::parse(R"([{"conditionType": "example.com/lb"}])");
  EXPECT_THAT(Reasons({pod}), ElementsAre("pod/web-1: readiness gate `example.com/lb` is not met"));
}

TEST(Stuck, VolumesFromEvents) {
  EXPECT_THAT(
      Reasons({Pod("web-1", R"({"containerStatuses": [{"name": "app", "state": {"waiting": {
                        "reason": "ContainerCreating"}}}]})")},
              {Event("Pod", "web-1", "FailedMount",
                     "MountVolume.SetUp failed for volume \"tls\" : secret \"tls\" not found"),
               Event("Pod", "other", "FailedMount", "of another pod")}),
      ElementsAre("pod/web-1: a volume cannot be mounted: MountVolume.SetUp failed for volume \"tls\" : "
                  "secret \"tls\" not found"));
}

TEST(Stuck, PodsThatAreNotCreated) {
  EXPECT_THAT(
      Reasons({}, {Event("ReplicaSet", "web-7d4", "FailedCreate",
                         "Error creating: pods \"web-7d4-x\" is forbidden: exceeded quota: q, requested: "
                         "pods=1, used: pods=2, limited: pods=2"),
                   Event("ReplicaSet", "web-7d4", "FailedCreate",
                         "Error creating: pods \"web-7d4-y\" is forbidden: exceeded quota: q, requested: "
                         "pods=1, used: pods=2, limited: pods=2"),
                   Event("ReplicaSet", "website-1", "FailedCreate", "of another deployment")}),
      ElementsAre("its pods cannot be created: exceeded quota: q, requested: pods=1, used: pods=2, "
                  "limited: pods=2"));
  EXPECT_THAT(
      Reasons({},
              {Event("ReplicaSet", "web-7d4", "FailedCreate",
                     "Error creating: admission webhook \"policy.example\" denied the request: no root")}),
      ElementsAre("its pods cannot be created: admission webhook \"policy.example\" denied the request: no "
                  "root"));
  Json complete = kDeployment;
  complete["status"] = {{"replicas", 2}, {"updatedReplicas", 2}};
  EXPECT_THAT(
      StuckReasons(complete, {}, std::vector{Event("ReplicaSet", "web-7d4", "FailedCreate", "old news")}),
      IsEmpty());
  Json failing = kDeployment;
  failing["status"]["conditions"] = Json::parse(R"([{"type": "ReplicaFailure", "status": "True",
    "message": "pods \"web-7d4-x\" is forbidden: exceeded quota: q"}])");
  EXPECT_THAT(StuckReasons(failing, {}, {}), ElementsAre("its pods cannot be created: exceeded quota: q"));
}

TEST(Stuck, NewestFirstAndOnceEach) {
  const char* crash = R"({"containerStatuses": [{"name": "app", "state": {"terminated": {
      "exitCode": 1, "finishedAt": "2026-01-01T00:00:05Z"}}}]})";
  const char* memory = R"({"containerStatuses": [{"name": "app", "state": {"terminated": {
      "exitCode": 137, "reason": "OOMKilled", "finishedAt": "2026-01-01T00:00:09Z"}}}]})";
  EXPECT_THAT(Reasons({Pod("web-1", crash), Pod("web-2", memory), Pod("web-3", crash)}),
              ElementsAre("pod/web-2: container `app` ran out of memory and was killed",
                          "pod/web-1 (and 1 other pod): container `app` ended with exit code 1"));
}

TEST(Stuck, PodsThatAreFineSayNothing) {
  Json leaving =
      Pod("web-3", R"({"containerStatuses": [{"name": "app", "state": {"terminated": {"exitCode": 1}}}]})");
  leaving["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z";
  EXPECT_THAT(Reasons({Pod("web-1", R"({"conditions": [{"type": "Ready", "status": "True"}]})"),
                       Pod("web-2", R"({"phase": "Succeeded"})"), leaving},
                      {Event("Pod", "web-1", "Unhealthy", "once upon a time")}),
              IsEmpty());
}

TEST(Stuck, OtherKindsHaveTheirEvents) {
  const Json claim =
      Json::parse(R"({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"}})");
  EXPECT_THAT(StuckReasons(claim, {},
                           std::vector{Event("PersistentVolumeClaim", "data", "ProvisioningFailed",
                                             "storageclass.storage.k8s.io \"fast\" not found")}),
              ElementsAre("ProvisioningFailed: storageclass.storage.k8s.io \"fast\" not found"));
}

TEST(Stuck, MessagesAreOneLineAndBounded) {
  const std::string endless(10'000, 'x');
  const auto reasons =
      Reasons({}, {Event("Deployment", "web", "FailedCreate", ("\x1b[31m" + endless).c_str())});
  ASSERT_EQ(reasons.size(), 1u);
  EXPECT_LT(reasons[0].size(), 300u);
  EXPECT_EQ(reasons[0].find('\x1b'), std::string::npos);
  EXPECT_TRUE(reasons[0].ends_with("..."));
}

TEST(Stuck, BearsWithNonsense) {
  EXPECT_THAT(
      Reasons({Json(1), Json::parse(R"({"status": {"containerStatuses": [1, {"state": {"waiting": 2}}]}})")},
              {Json(3), Json::parse(R"({"type": "Warning", "involvedObject": 4})")}),
      IsEmpty());
}

TEST(PodSelector, IsThatOfTheWorkload) {
  EXPECT_EQ(PodSelectorOf(kDeployment), "app=web");
  EXPECT_EQ(PodSelectorOf(Json::parse(R"({"apiVersion": "batch/v1", "kind": "Job", "spec": {"selector": {
              "matchLabels": {"b": "2", "a": "1"}, "matchExpressions": [
                {"key": "c", "operator": "In", "values": ["x", "y"]}, {"key": "d", "operator": "NotIn", "values": ["z"]},
                {"key": "e", "operator": "Exists"}, {"key": "f", "operator": "DoesNotExist"}]}}})")),
            "a=1,b=2,c in (x,y),d notin (z),e,!f");
  EXPECT_EQ(
      PodSelectorOf(Json::parse(
          R"({"apiVersion": "v1", "kind": "ReplicationController", "spec": {"selector": {"a": "b"}}})")),
      "a=b");
  EXPECT_EQ(PodSelectorOf(
                Json::parse(R"({"apiVersion": "v1", "kind": "Service", "spec": {"selector": {"a": "b"}}})")),
            "");
  EXPECT_EQ(
      PodSelectorOf(Json::parse(R"({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"selector": {
              "matchLabels": {"a": 1}}}})")),
      "");
}

}  // namespace
}  // namespace meshctl::wait
