// SPDX-License-Identifier: Apache-2.0
#include "wait/waiter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/fake_cluster.h"

namespace meshctl::wait {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FakeCluster;
using ::testing::IsEmpty;

const kube::ResourceType kPods{
    .group = {}, .version = "v1", .kind = "Pod", .plural = "pods", .namespaced = true};
const kube::ResourceType kDeployments{
    .group = "apps", .version = "v1", .kind = "Deployment", .plural = "deployments", .namespaced = true};

constexpr const char* kPodCall = "GET /api/v1/namespaces/shop/pods";

Json Pod(const std::string& name, const std::string& phase, int version) {
  return {{"metadata",
           {{"name", name},
            {"namespace", "shop"},
            {"uid", "uid-" + name},
            {"resourceVersion", std::to_string(version)}}},
          {"status", {{"phase", phase}}}};
}

std::string ListOf(const std::vector<Json>& items) {
  return Json{{"metadata", {{"resourceVersion", "10"}}}, {"items", items}}.dump();
}

std::string Event(const char* type, Json object) {
  object["kind"] = "Pod";
  object["apiVersion"] = "v1";
  return Json{{"type", type}, {"object", std::move(object)}}.dump() + "\n";
}

Wanted WantPod(const std::string& name, Goal goal = Ready()) {
  return {.target = {.type = kPods, .name_space = "shop", .name = name},
          .goal = std::move(goal),
          .reasons = Reasons::kLeaveOut};
}

/// A clock that goes on by a second whenever somebody looks.
std::function<std::chrono::steady_clock::time_point()> Ticking() {
  return [at = std::chrono::steady_clock::time_point()]() mutable { return at += std::chrono::seconds(1); };
}

/// What became of the wanted: "met", or their messages.
std::vector<std::string> Standings(const Waited& waited) {
  std::vector<std::string> standings;
  for (const Outcome& outcome : waited.outcomes)
    standings.push_back(outcome.standing.verdict == Verdict::kMet ? "met" : outcome.standing.message);
  return standings;
}

TEST(Waiter, WatchesUntilAllAreMet) {
  FakeCluster cluster;
  cluster.On(kPodCall, 200,
             ListOf({Pod("a", "Succeeded", 1), Pod("b", "Pending", 2), Pod("other", "Failed", 3)}));
  cluster.On(kPodCall, 200,
             Event("MODIFIED", Pod("b", "Succeeded", 11)) + Event("ADDED", Pod("c", "Succeeded", 12)));
  std::vector<std::string> lines;
  const auto waited = WaitFor(cluster, {WantPod("a"), WantPod("b"), WantPod("c")},
                              {.changed = [&](std::size_t i, const Outcome& outcome) {
                                lines.push_back(std::to_string(i) + " " + outcome.standing.message);
                              }});
  ASSERT_TRUE(waited) << waited.error().error.message;
  EXPECT_EQ(waited->end, WaitEnd::kMet);
  EXPECT_THAT(Standings(*waited), ElementsAre("met", "met", "met"));
  EXPECT_THAT(lines, ElementsAre("0 ", "1 Ready is not reported yet", "2 it does not exist", "1 ", "2 "));
  EXPECT_EQ(cluster.calls.size(), 2u) << "one list and one stream";
}

TEST(Waiter, OneObjectIsWatchedByName) {
  FakeCluster cluster;
  cluster.On(kPodCall, 200, ListOf({Pod("a", "Succeeded", 1)}));
  ASSERT_TRUE(WaitFor(cluster, {WantPod("a")}, {}));
  EXPECT_THAT(cluster.calls,
              ElementsAre("GET /api/v1/namespaces/shop/pods?limit=500&fieldSelector=metadata.name=a"));
}

TEST(Waiter, DeletedObjectsAreGone) {
  FakeCluster cluster;
  cluster.On(kPodCall, 200, ListOf({Pod("a", "Running", 1)}));
  cluster.On(kPodCall, 200, Event("DELETED", Pod("a", "Running", 11)));
  const auto waited = WaitFor(cluster, {WantPod("a", Deleted("uid-a")), WantPod("b", Deleted(""))}, {});
  ASSERT_TRUE(waited);
  EXPECT_THAT(Standings(*waited), ElementsAre("met", "met"));
}

TEST(Waiter, TimeIsUp) {
  FakeCluster cluster;
  cluster.On(kPodCall, 200, ListOf({Pod("a", "Pending", 1)}));
  cluster.On(kPodCall, 200, "");
  const auto waited =
      WaitFor(cluster, {WantPod("a")}, {.timeout = std::chrono::seconds(30), .now = Ticking()});
  ASSERT_TRUE(waited);
  EXPECT_EQ(waited->end, WaitEnd::kTimeout);
  EXPECT_THAT(Standings(*waited), ElementsAre("Ready is not reported yet"));
}

TEST(Waiter, NoTimeMeansOneLook) {
  FakeCluster cluster;
  cluster.On(kPodCall, 200, ListOf({Pod("a", "Pending", 1), Pod("b", "Succeeded", 2)}));
  const auto waited =
      WaitFor(cluster, {WantPod("a"), WantPod("b")}, {.timeout = std::chrono::seconds(0), .now = Ticking()});
  ASSERT_TRUE(waited);
  EXPECT_EQ(waited->end, WaitEnd::kTimeout);
  EXPECT_THAT(Standings(*waited), ElementsAre("Ready is not reported yet", "met"));
  EXPECT_EQ(cluster.calls.size(), 1u);
}

TEST(Waiter, InterruptionEndsIt) {
  FakeCluster cluster;
  cluster.On(kPodCall, 200, ListOf({Pod("a", "Pending", 1)}));
  cluster.On(kPodCall, 200, "");
  int asked = 0;
  const auto waited = WaitFor(cluster, {WantPod("a")}, {.interrupted = [&] { return ++asked > 5; }});
  ASSERT_TRUE(waited);
  EXPECT_EQ(waited->end, WaitEnd::kInterrupted);
}

TEST(Waiter, FailuresDoNotStopTheOthers) {
  FakeCluster cluster;
  cluster.On(kPodCall, 200, ListOf({Pod("a", "Failed", 1), Pod("b", "Pending", 2)}));
  cluster.On(kPodCall, 200, Event("MODIFIED", Pod("b", "Succeeded", 11)));
  const auto waited = WaitFor(cluster, {WantPod("a"), WantPod("b")}, {.now = Ticking()});
  ASSERT_TRUE(waited);
  EXPECT_EQ(waited->end, WaitEnd::kFailed);
  EXPECT_THAT(Standings(*waited), ElementsAre("it has failed", "met"));
}

TEST(Waiter, KindsThatMayNotBeSeenFail) {
  FakeCluster cluster;
  cluster.On(kPodCall, 403, R"({"kind": "Status", "reason": "Forbidden", "message": "no"})");
  const auto waited = WaitFor(cluster, {WantPod("a")}, {});
  ASSERT_TRUE(waited);
  EXPECT_EQ(waited->end, WaitEnd::kFailed);
  EXPECT_THAT(Standings(*waited), ElementsAre("the server answered 403 Forbidden: no"));
}

TEST(Waiter, KindsThatAreNotThereHaveNoObjects) {
  FakeCluster cluster;
  const auto waited = WaitFor(cluster, {WantPod("a", Deleted("")), WantPod("b")}, {});
  ASSERT_TRUE(waited);
  EXPECT_THAT(Standings(*waited), ElementsAre("met", "the server answered 404 NotFound: not found"));
}

TEST(Waiter, ALostServerIsAFailure) {
  FakeCluster cluster;
  cluster.On(kPodCall, std::unexpected(ClusterError("cannot connect")));
  const auto waited = WaitFor(cluster, {WantPod("a")}, {});
  ASSERT_FALSE(waited);
  EXPECT_EQ(waited.error().error.message, "cannot connect");
}

TEST(Waiter, ReasonsComeFromPodsAndEvents) {
  FakeCluster cluster;
  Json deployment = Json::parse(R"({"metadata": {"name": "web", "namespace": "shop", "resourceVersion": "1"},
    "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "web"}}},
    "status": {"replicas": 1, "updatedReplicas": 1}})");
  cluster.On("GET /apis/apps/v1/namespaces/shop/deployments", 200, ListOf({deployment}));
  cluster.On("GET /apis/apps/v1/namespaces/shop/deployments", 200, "");
  Json pod = Pod("web-1", "Running", 2);
  pod["status"]["containerStatuses"] =
      Json::parse(R"([{"name": "app", "ready": false, "state": {"running": {}}}])");
  cluster.On(kPodCall, 200, ListOf({pod}));
  cluster.On("GET /api/v1/namespaces/shop/events", 200,
             R"({"items": [{"type": "Warning", "reason": "Unhealthy",
    "message": "Readiness probe failed: 503", "involvedObject": {"kind": "Pod", "name": "web-1"}}]})");
  std::vector<std::string> seen;
  const auto waited = WaitFor(
      cluster, {{.target = {.type = kDeployments, .name_space = "shop", .name = "web"}, .goal = Ready()}},
      {.timeout = std::chrono::seconds(60),
       .changed =
           [&](std::size_t, const Outcome& outcome) {
             for (auto& reason : outcome.reasons) seen.push_back(reason);
           },
       .now = Ticking()});
  ASSERT_TRUE(waited);
  EXPECT_THAT(waited->outcomes[0].reasons,
              ElementsAre("pod/web-1: container `app` runs but is not ready: Readiness probe failed: 503"));
  EXPECT_THAT(seen,
              ElementsAre("pod/web-1: container `app` runs but is not ready: Readiness probe failed: 503"))
      << "told when it appears, and once";
  EXPECT_THAT(cluster.calls, Contains("GET /api/v1/namespaces/shop/pods?limit=500&labelSelector=app=web"));
  EXPECT_THAT(cluster.calls,
              Contains("GET /api/v1/namespaces/shop/events?limit=500&fieldSelector=type=Warning"));
}

TEST(Waiter, NothingWantedIsMetAtOnce) {
  FakeCluster cluster;
  const auto waited = WaitFor(cluster, {}, {});
  ASSERT_TRUE(waited);
  EXPECT_EQ(waited->end, WaitEnd::kMet);
  EXPECT_THAT(cluster.calls, IsEmpty());
}

TEST(Waiter, ManyKindsTakeTurns) {
  FakeCluster cluster;
  std::vector<Wanted> wanted;
  for (int i = 0; i < 40; ++i) {
    const std::string name_space = "ns" + std::to_string(i);
    Wanted pod = WantPod("a");
    pod.target.name_space = name_space;
    wanted.push_back(std::move(pod));
    const std::string call = "GET /api/v1/namespaces/" + name_space + "/pods";
    cluster.On(call, 200, ListOf({Pod("a", "Pending", 1)}));
    cluster.On(call, 200, Event("MODIFIED", Pod("a", "Succeeded", 11)));
  }
  const auto waited = WaitFor(cluster, wanted, {});
  ASSERT_TRUE(waited);
  EXPECT_EQ(waited->end, WaitEnd::kMet);
}

}  // namespace
}  // namespace meshctl::wait
