// SPDX-License-Identifier: Apache-2.0
#include "cmd/deletion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/fake_cluster.h"

namespace meshctl::cmd {
namespace {

using ::testing::ElementsAre;
using testing::FakeCluster;
using State = Deletion::State;

const kube::ResourceType kConfigMaps{
    .group = {}, .version = "v1", .kind = "ConfigMap", .plural = "configmaps", .namespaced = true};

Doomed ConfigMap(const char* name, int turn = 0) {
  return {.target = {.type = kConfigMaps, .name_space = "shop", .name = name},
          .uid = std::string("uid-") + name,
          .turn = turn};
}

std::string Call(const char* name) {
  return std::string("DELETE /api/v1/namespaces/shop/configmaps/") + name;
}

TEST(Deletion, IsBoundToTheUidThatWasSeen) {
  FakeCluster cluster;
  cluster.On(Call("a"), 200, R"({"kind": "Status", "status": "Success"})");
  const auto deletions = DeleteAll(cluster, {ConfigMap("a")}, {.grace_seconds = 5}, {});
  EXPECT_EQ(deletions[0].state, State::kGone);
  EXPECT_THAT(cluster.bodies,
              ElementsAre(R"({"apiVersion":"v1","gracePeriodSeconds":5,"kind":"DeleteOptions",)"
                          R"("preconditions":{"uid":"uid-a"},"propagationPolicy":"Background"})"));
}

TEST(Deletion, DryRunsSayItTwice) {
  FakeCluster cluster;
  DeleteAll(cluster, {ConfigMap("a")}, {.dry_run = kube::DryRun::kServer}, {});
  EXPECT_THAT(cluster.calls, ElementsAre("DELETE /api/v1/namespaces/shop/configmaps/a?dryRun=All"));
  EXPECT_NE(cluster.bodies[0].find(R"("dryRun":["All"])"), std::string::npos);
}

TEST(Deletion, TurnsComeOneAfterTheOther) {
  FakeCluster cluster;
  for (const char* name : {"a", "b", "c"}) cluster.On(Call(name), 200, R"({"kind": "Status"})");
  std::vector<std::size_t> told;
  DeleteAll(cluster, {ConfigMap("a", 2), ConfigMap("b", 1), ConfigMap("c", 2)}, {},
            {.done = [&](std::size_t i, const Deletion&) { told.push_back(i); }});
  EXPECT_THAT(told, ElementsAre(1, 0, 2));
}

TEST(Deletion, SaysWhatBecameOfEach) {
  FakeCluster cluster;
  cluster.On(Call("held"), 200, R"({"kind": "ConfigMap", "metadata": {"finalizers": ["x"]}})");
  cluster.On(Call("other"), 409, R"({"kind": "Status", "reason": "Conflict",
    "message": "Precondition failed: UID in precondition: uid-other, UID in object meta: u2"})");
  const auto deletions =
      DeleteAll(cluster, {ConfigMap("held"), ConfigMap("gone"), ConfigMap("other")}, {}, {});
  EXPECT_EQ(deletions[0].state, State::kLeaving);
  EXPECT_EQ(deletions[1].state, State::kGone) << "somebody else was faster";
  EXPECT_EQ(deletions[2].state, State::kRefused);
  EXPECT_EQ(
      deletions[2].failure.error.message,
      "the server answered 409 Conflict: Precondition failed: UID in precondition: uid-other, UID in object "
      "meta: u2");
}

TEST(Deletion, ALostServerLeavesTheRestUntried) {
  FakeCluster cluster;
  cluster.On(Call("a"), std::unexpected(ClusterError("cannot connect")));
  const auto deletions = DeleteAll(cluster, {ConfigMap("a"), ConfigMap("b")}, {}, {});
  EXPECT_EQ(deletions[0].state, State::kRefused);
  EXPECT_EQ(deletions[1].state, State::kUntried);
}

TEST(Deletion, InterruptionLeavesTheRestUntried) {
  FakeCluster cluster;
  cluster.On(Call("a"), 200, R"({"kind": "Status"})");
  int asked = 0;
  const auto deletions =
      DeleteAll(cluster, {ConfigMap("a"), ConfigMap("b")}, {}, {.stopped = [&] { return ++asked > 1; }});
  EXPECT_EQ(deletions[0].state, State::kGone);
  EXPECT_EQ(deletions[1].state, State::kUntried);
}

}  // namespace
}  // namespace meshctl::cmd
