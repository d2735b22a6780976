// SPDX-License-Identifier: Apache-2.0
#include "wait/readiness.h"

#include <gtest/gtest.h>

#include "wait/rollout.h"

namespace meshctl::wait {
namespace {

/// `met`, or `not yet: MESSAGE`, `failed: MESSAGE`.
std::string Shown(const Standing& standing) {
  const char* verdict = standing.verdict == Verdict::kMet      ? "met"
                        : standing.verdict == Verdict::kFailed ? "failed"
                                                               : "not yet";
  return standing.message.empty() ? verdict : std::string(verdict) + ": " + standing.message;
}

std::string Ready(const char* object) { return Shown(ReadinessOf(Json::parse(object))); }
std::string Rollout(const char* object, int revision = 0) {
  return Shown(RolloutOf(Json::parse(object), revision));
}

TEST(Rollout, DeploymentsInKubectlsWords) {
  EXPECT_EQ(Rollout(R"({"kind": "Deployment", "metadata": {"name": "web", "generation": 2},
                        "status": {"observedGeneration": 1}})"),
            "not yet: Waiting for deployment spec update to be observed...");
  EXPECT_EQ(Rollout(R"({"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 3},
                        "status": {"updatedReplicas": 1}})"),
            "not yet: Waiting for deployment \"web\" rollout to finish: 1 out of 3 new replicas have been "
            "updated...");
  EXPECT_EQ(
      Rollout(R"({"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 3},
                        "status": {"updatedReplicas": 3, "replicas": 4}})"),
      "not yet: Waiting for deployment \"web\" rollout to finish: 1 old replicas are pending termination...");
  EXPECT_EQ(
      Rollout(R"({"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 3},
                        "status": {"updatedReplicas": 3, "replicas": 3, "availableReplicas": 2}})"),
      "not yet: Waiting for deployment \"web\" rollout to finish: 2 of 3 updated replicas are available...");
  EXPECT_EQ(Rollout(R"({"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 3},
                        "status": {"updatedReplicas": 3, "replicas": 3, "availableReplicas": 3}})"),
            "met: deployment \"web\" successfully rolled out");
  EXPECT_EQ(Rollout(R"({"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 3},
                        "status": {"conditions": [{"type": "Progressing", "status": "False",
                                                   "reason": "ProgressDeadlineExceeded"}]}})"),
            "failed: deployment \"web\" exceeded its progress deadline");
}

TEST(Rollout, RevisionsAreChecked) {
  constexpr const char* kDeployment = R"({"kind": "Deployment", "metadata": {"name": "web",
    "annotations": {"deployment.kubernetes.io/revision": "4"}}, "spec": {"replicas": 0}})";
  EXPECT_EQ(Rollout(kDeployment, 4), "met: deployment \"web\" successfully rolled out");
  EXPECT_EQ(Rollout(kDeployment, 3),
            "failed: desired revision (3) is different from the running revision (4)");
}

TEST(Rollout, DaemonSetsInKubectlsWords) {
  EXPECT_EQ(Rollout(R"({"kind": "DaemonSet", "metadata": {"name": "cni"},
                        "spec": {"updateStrategy": {"type": "OnDelete"}}})"),
            "failed: rollout status is only available for RollingUpdate strategy type");
  EXPECT_EQ(
      Rollout(R"({"kind": "DaemonSet", "metadata": {"name": "cni"},
                        "spec": {"updateStrategy": {"type": "RollingUpdate"}},
                        "status": {"desiredNumberScheduled": 3, "updatedNumberScheduled": 2}})"),
      "not yet: Waiting for daemon set \"cni\" rollout to finish: 2 out of 3 new pods have been updated...");
  EXPECT_EQ(
      Rollout(R"({"kind": "DaemonSet", "metadata": {"name": "cni"},
                        "spec": {"updateStrategy": {"type": "RollingUpdate"}},
                        "status": {"desiredNumberScheduled": 3, "updatedNumberScheduled": 3, "numberAvailable": 1}})"),
      "not yet: Waiting for daemon set \"cni\" rollout to finish: 1 of 3 updated pods are available...");
  EXPECT_EQ(Rollout(R"({"kind": "DaemonSet", "metadata": {"name": "cni"},
                        "spec": {"updateStrategy": {"type": "RollingUpdate"}}, "status": {}})"),
            "met: daemon set \"cni\" successfully rolled out");
}

TEST(Rollout, StatefulSetsInKubectlsWords) {
  EXPECT_EQ(Rollout(R"({"kind": "StatefulSet", "metadata": {"name": "db", "generation": 1},
                        "spec": {"updateStrategy": {"type": "RollingUpdate"}}})"),
            "not yet: Waiting for statefulset spec update to be observed...");
  EXPECT_EQ(Rollout(R"({"kind": "StatefulSet", "metadata": {"name": "db"},
                        "spec": {"replicas": 3, "updateStrategy": {"type": "RollingUpdate"}},
                        "status": {"observedGeneration": 1, "readyReplicas": 1}})"),
            "not yet: Waiting for 2 pods to be ready...");
  EXPECT_EQ(Rollout(R"({"kind": "StatefulSet", "metadata": {"name": "db"},
                        "spec": {"replicas": 3, "updateStrategy": {"type": "RollingUpdate",
                                                                   "rollingUpdate": {"partition": 1}}},
                        "status": {"observedGeneration": 1, "readyReplicas": 3, "updatedReplicas": 1}})"),
            "not yet: Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...");
  EXPECT_EQ(Rollout(R"({"kind": "StatefulSet", "metadata": {"name": "db"},
                        "spec": {"replicas": 3, "updateStrategy": {"type": "RollingUpdate",
                                                                   "rollingUpdate": {"partition": 1}}},
                        "status": {"observedGeneration": 1, "readyReplicas": 3, "updatedReplicas": 2}})"),
            "met: partitioned roll out complete: 2 new pods have been updated...");
  EXPECT_EQ(Rollout(R"({"kind": "StatefulSet", "metadata": {"name": "db"},
                        "spec": {"replicas": 1, "updateStrategy": {"type": "RollingUpdate"}},
                        "status": {"observedGeneration": 1, "readyReplicas": 1, "updatedReplicas": 0,
                                   "updateRevision": "db-2", "currentRevision": "db-1"}})"),
            "not yet: waiting for statefulset rolling update to complete 0 pods at revision db-2...");
  EXPECT_EQ(Rollout(R"({"kind": "StatefulSet", "metadata": {"name": "db"},
                        "spec": {"replicas": 1, "updateStrategy": {"type": "RollingUpdate"}},
                        "status": {"observedGeneration": 1, "readyReplicas": 1, "currentReplicas": 1,
                                   "updateRevision": "db-2", "currentRevision": "db-2"}})"),
            "met: statefulset rolling update complete 1 pods at revision db-2...");
}

TEST(Readiness, Workloads) {
  EXPECT_EQ(Ready(R"({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"generation": 2},
                      "status": {"observedGeneration": 1}})"),
            "not yet: its controller has not seen the change yet");
  EXPECT_EQ(Ready(R"({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": 2},
                      "status": {"updatedReplicas": 2, "availableReplicas": 1, "replicas": 2}})"),
            "not yet: 1 of 2 updated replicas are available");
  EXPECT_EQ(Ready(R"({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": 0}})"), "met");
  EXPECT_EQ(Ready(R"({"apiVersion": "apps/v1", "kind": "Deployment", "status": {"conditions": [
                      {"type": "Progressing", "reason": "ProgressDeadlineExceeded"}]}})"),
            "failed: it exceeded its progress deadline");
  EXPECT_EQ(Ready(R"({"apiVersion": "apps/v1", "kind": "StatefulSet",
                      "spec": {"replicas": 2, "updateStrategy": {"type": "RollingUpdate"}},
                      "status": {"observedGeneration": 1, "readyReplicas": 1}})"),
            "not yet: 1 of 2 pods are ready");
  EXPECT_EQ(Ready(R"({"apiVersion": "apps/v1", "kind": "StatefulSet",
                      "spec": {"replicas": 2, "updateStrategy": {"type": "OnDelete"}},
                      "status": {"observedGeneration": 1, "readyReplicas": 2}})"),
            "met");
  EXPECT_EQ(Ready(R"({"apiVersion": "apps/v1", "kind": "ReplicaSet", "spec": {"replicas": 2}})"),
            "not yet: 0 of 2 replicas are available");
}

TEST(Readiness, JobsAndPods) {
  EXPECT_EQ(Ready(R"({"apiVersion": "batch/v1", "kind": "Job", "spec": {"completions": 3},
                      "status": {"succeeded": 1}})"),
            "not yet: 1 of 3 completions");
  EXPECT_EQ(Ready(R"({"apiVersion": "batch/v1", "kind": "Job", "spec": {"suspend": true}})"),
            "not yet: it is suspended");
  EXPECT_EQ(Ready(R"({"apiVersion": "batch/v1", "kind": "Job", "status": {"conditions": [
                      {"type": "Complete", "status": "True"}]}})"),
            "met");
  EXPECT_EQ(Ready(R"({"apiVersion": "batch/v1", "kind": "Job", "status": {"conditions": [
                      {"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded", "message": "no"}]}})"),
            "failed: Failed is True (BackoffLimitExceeded): no");
  EXPECT_EQ(Ready(R"({"apiVersion": "v1", "kind": "Pod", "status": {"phase": "Succeeded"}})"), "met");
  EXPECT_EQ(
      Ready(R"({"apiVersion": "v1", "kind": "Pod", "status": {"phase": "Failed", "message": "Evicted"}})"),
      "failed: it has failed: Evicted");
  EXPECT_EQ(Ready(R"({"apiVersion": "v1", "kind": "Pod", "status": {"conditions": [
                      {"type": "Ready", "status": "False", "reason": "ContainersNotReady"}]}})"),
            "not yet: Ready is False (ContainersNotReady)");
}

TEST(Readiness, Storage) {
  EXPECT_EQ(Ready(R"({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "status": {"phase": "Pending"}})"),
            "not yet: it is not bound to a volume");
  EXPECT_EQ(Ready(R"({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "status": {"phase": "Bound"}})"),
            "met");
  EXPECT_EQ(Ready(R"({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "status": {"phase": "Lost"}})"),
            "failed: its volume is lost");
}

TEST(Readiness, Definitions) {
  const auto definition = [](const char* conditions) {
    return Ready((std::string(R"({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                                  "status": {"conditions": )") +
                  conditions + "}}")
                     .c_str());
  };
  EXPECT_EQ(definition("[]"), "not yet: Established is not reported yet");
  EXPECT_EQ(definition(R"([{"type": "NamesAccepted", "status": "False", "reason": "ListKindConflict",
                           "message": "\"FooList\" is already in use"}])"),
            "not yet: NamesAccepted is False (ListKindConflict): \"FooList\" is already in use");
  EXPECT_EQ(
      definition(
          R"([{"type": "NamesAccepted", "status": "True"}, {"type": "Established", "status": "True"}])"),
      "met");
}

TEST(Readiness, GatewayApi) {
  EXPECT_EQ(Ready(R"({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway",
                      "metadata": {"generation": 2}, "status": {"conditions": [
                      {"type": "Programmed", "status": "True", "observedGeneration": 1}]}})"),
            "not yet: its controller has not seen the change yet");
  EXPECT_EQ(Ready(R"({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway",
                      "metadata": {"generation": 1}, "status": {"conditions": [
                      {"type": "Programmed", "status": "True", "observedGeneration": 1}]}})"),
            "met");
  EXPECT_EQ(Ready(R"({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
                      "spec": {"parentRefs": [{"name": "a"}, {"name": "b"}]},
                      "status": {"parents": [{"parentRef": {"name": "a"}, "conditions": [
                        {"type": "Accepted", "status": "True"}, {"type": "ResolvedRefs", "status": "True"}]}]}})"),
            "not yet: 1 of 2 parents have answered");
  EXPECT_EQ(Ready(R"({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
                      "spec": {"parentRefs": [{"name": "a"}]},
                      "status": {"parents": [{"parentRef": {"name": "a"}, "conditions": [
                        {"type": "Accepted", "status": "True"}, {"type": "ResolvedRefs", "status": "False",
                         "reason": "BackendNotFound", "message": "backend(x) not found"}]}]}})"),
            "not yet: at a: ResolvedRefs is False (BackendNotFound): backend(x) not found");
  EXPECT_EQ(Ready(R"({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GRPCRoute"})"), "met");
}

TEST(Readiness, OtherKinds) {
  EXPECT_EQ(Ready(R"({"apiVersion": "v1", "kind": "ConfigMap"})"), "met");
  EXPECT_EQ(Ready(R"({"apiVersion": "v1", "kind": "Namespace", "status": {"phase": "Active"}})"), "met");
  EXPECT_EQ(Ready(R"({"apiVersion": "v1", "kind": "Namespace", "metadata": {"deletionTimestamp": "x"}})"),
            "not yet: it is terminating");
  EXPECT_EQ(Ready(R"({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"deletionTimestamp": "x"}})"),
            "not yet: it is being deleted");
  EXPECT_EQ(Ready(R"({"apiVersion": "v1", "kind": "Service", "spec": {"type": "LoadBalancer"}})"),
            "not yet: it has no address yet");
  EXPECT_EQ(Ready(R"({"apiVersion": "v1", "kind": "Service", "spec": {"type": "LoadBalancer"},
                      "status": {"loadBalancer": {"ingress": [{"ip": "1.2.3.4"}]}}})"),
            "met");
  EXPECT_EQ(Ready(R"({"apiVersion": "v1", "kind": "Service", "spec": {"type": "ClusterIP"}})"), "met");
  EXPECT_EQ(
      Ready(R"({"apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "status": {"conditions": [
                      {"type": "Available", "status": "False", "reason": "MissingEndpoints"}]}})"),
      "not yet: Available is False (MissingEndpoints)");
  EXPECT_EQ(Ready(R"({"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "status": {"conditions": [
                      {"type": "Ready", "status": "False", "message": "pending"}]}})"),
            "not yet: Ready is False: pending");
  EXPECT_EQ(Ready(R"({"apiVersion": "x.example/v1", "kind": "X", "metadata": {"generation": 3},
                      "status": {"observedGeneration": 2}})"),
            "not yet: its controller has not seen the change yet");
}

TEST(Readiness, BearsWithNonsense) {
  EXPECT_EQ(Ready(R"([])"), "met");
  EXPECT_EQ(
      Ready(R"({"apiVersion": 1, "kind": [], "metadata": "x", "status": {"conditions": [1, {"type": 2}]}})"),
      "met");
  EXPECT_EQ(
      Ready(R"({"apiVersion": "apps/v1", "kind": "Deployment", "spec": [], "status": {"replicas": "x"}})"),
      "met");
}

}  // namespace
}  // namespace meshctl::wait
