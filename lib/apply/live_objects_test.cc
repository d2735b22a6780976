// SPDX-License-Identifier: Apache-2.0
#include "apply/live_objects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "apply/live_diff.h"
#include "apply/test_plan.h"
#include "testing/fake_cluster.h"

namespace meshctl::apply {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FakeCluster;
using ::testing::Not;

constexpr const char* kList = "GET /api/v1/namespaces/default/services";

Json Service(const std::string& name, int version) {
  return {
      {"metadata", {{"name", name}, {"namespace", "default"}, {"resourceVersion", std::to_string(version)}}},
      {"spec", {{"type", "ClusterIP"}}}};
}

std::string Page(const std::vector<Json>& items, const std::string& next = "", std::size_t remaining = 0) {
  Json page{{"kind", "ServiceList"}, {"metadata", Json::object()}, {"items", items}};
  if (!next.empty()) page["metadata"] = {{"continue", next}, {"remainingItemCount", remaining}};
  return page.dump();
}

/// Diffs services s0, s1, ... whose dry runs answer version 1 unless a test says otherwise before.
class LiveObjectsTest : public ::testing::Test {
 protected:
  LiveObjectsTest() {
    cluster.On("GET /api/v1", 200,
               R"({"resources": [{"name": "services", "kind": "Service", "namespaced": true}]})");
  }

  static std::string Name(std::size_t i) { return "s" + std::to_string(i); }
  static std::vector<Json> Services(std::size_t from, std::size_t to) {
    std::vector<Json> services;
    for (std::size_t i = from; i < to; ++i) services.push_back(Service(Name(i), 1));
    return services;
  }

  std::string Diff(std::size_t count = LiveObjects::kListFrom) {
    std::string manifests;
    for (std::size_t i = 0; i < count; ++i) {
      manifests += Manifest("v1", "Service", Name(i));
      Json tried = Service(Name(i), 1);
      tried.update({{"apiVersion", "v1"}, {"kind", "Service"}});
      cluster.On("PATCH /api/v1/namespaces/default/services/" + Name(i), 200, tried.dump());
      cluster.On("GET /api/v1/namespaces/default/services/" + Name(i), 200, tried.dump());
    }
    const TestPlan test(manifests);
    kube::Client client(cluster);
    return DiffLive(test.plan, {}, client, {}, {}, {.done = [](const Change&) {}}).tally.ToString();
  }

  std::size_t Gets() const {
    return static_cast<std::size_t>(std::ranges::count_if(cluster.calls, [](const std::string& call) {
      return call.starts_with("GET /api/v1/namespaces/default/services/");
    }));
  }

  FakeCluster cluster;
};

TEST_F(LiveObjectsTest, ManyObjectsAreReadByAList) {
  cluster.On(kList, 200, Page(Services(0, 10), "more", 6));
  cluster.On(kList, 200, Page(Services(10, 16)));
  EXPECT_EQ(Diff(), "16 the same");
  EXPECT_EQ(Gets(), 0u);
  EXPECT_THAT(cluster.calls, AllOf(Contains(std::string(kList) + "?limit=500"),
                                   Contains(std::string(kList) + "?limit=500&continue=more")));
}

TEST_F(LiveObjectsTest, AFewAreNot) {
  EXPECT_EQ(Diff(LiveObjects::kListFrom - 1), "15 the same");
  EXPECT_EQ(Gets(), 15u);
  EXPECT_THAT(cluster.calls, Not(Contains(std::string(kList) + "?limit=500")));
}

TEST_F(LiveObjectsTest, WhatTheListLacksIsCreated) {
  cluster.On(kList, 200, Page(Services(1, 16)));
  cluster.On("PATCH /api/v1/namespaces/default/services/s0", 201, Service("s0", 1).dump());
  EXPECT_EQ(Diff(), "1 created, 15 the same");
  EXPECT_EQ(Gets(), 0u);
}

TEST_F(LiveObjectsTest, WhatHasChangedSinceIsLookedAtAgain) {
  std::vector<Json> listed = Services(0, 16);
  listed[3] = Service("s3", 0);
  listed[3]["spec"]["type"] = "NodePort";
  listed.erase(listed.begin() + 7);  // s7 is created behind the list
  cluster.On(kList, 200, Page(listed));
  EXPECT_EQ(Diff(), "16 the same");
  EXPECT_EQ(Gets(), 2u);
}

TEST_F(LiveObjectsTest, AListThatIsRefusedIsNotMissed) {
  cluster.On(kList, 403, R"({"kind": "Status", "reason": "Forbidden", "message": "no", "code": 403})");
  EXPECT_EQ(Diff(), "16 the same");
  EXPECT_EQ(Gets(), 16u);
}

TEST_F(LiveObjectsTest, AListThatEndsHalfwayCountsForWhatItShowed) {
  cluster.On(kList, 200, Page(Services(0, 10), "more", 6));
  cluster.On(kList, 410, R"({"kind": "Status", "reason": "Expired", "message": "too old", "code": 410})");
  EXPECT_EQ(Diff(), "16 the same");
  EXPECT_EQ(Gets(), 6u);
}

TEST_F(LiveObjectsTest, ANamespaceFullOfOthersIsNotRead) {
  cluster.On(kList, 200, Page(Services(0, 10), "more", 100'000));
  EXPECT_EQ(Diff(), "16 the same");
  EXPECT_EQ(Gets(), 6u);
  EXPECT_EQ(std::ranges::count_if(cluster.calls, [](const auto& call) { return call.starts_with(kList); }),
            7);
}

TEST_F(LiveObjectsTest, AnObjectIsGivenAwayOnce) {
  cluster.On(kList, 200, Page(Services(0, 16)));
  std::string manifests;
  for (std::size_t i = 0; i < 17; ++i) manifests += Manifest("v1", "Service", Name(i));
  const TestPlan test(manifests);
  kube::Client client(cluster);
  const kube::ResourceType type{
      .group = "", .version = "v1", .kind = "Service", .plural = "services", .namespaced = true};
  std::vector<Target> targets;
  for (const Item& item : test.plan.items) targets.push_back({&item, type, "default"});
  LiveObjects live;
  live.Read(targets, client, {});
  const std::optional<Json> first = live.Take(test.plan.items[0]);
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)["kind"], "Service");
  EXPECT_FALSE(live.Take(test.plan.items[0]));
  EXPECT_EQ(live.Take(test.plan.items[16]), std::optional(Json()));
}

}  // namespace
}  // namespace meshctl::apply
