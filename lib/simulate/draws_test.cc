// SPDX-License-Identifier: Apache-2.0
#include "simulate/draws.h"

#include <gtest/gtest.h>

#include <cmath>

#include "testing/text_mesh.h"

namespace meshctl::simulate {
namespace {

constexpr char kCanary[] = R"(apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: shop}
spec:
  hosts: [cart]
  http:
  - match: [{uri: {exact: /answer}}]
    directResponse: {status: 200}
  - fault: {abort: {httpStatus: 503, percentage: {value: 25}}}
    route:
    - {destination: {host: cart, subset: v1}, weight: 3}
    - {destination: {host: cart, subset: v2}, weight: 1}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart, namespace: shop}
spec: {host: cart, subsets: [{name: v1, labels: {v: v1}}, {name: v2, labels: {v: v2}}]}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart-v1, namespace: shop}
spec: {replicas: 2, template: {metadata: {labels: {app: cart, v: v1}}}}
)";

class Draws : public ::testing::Test {
 protected:
  Simulation Ask(const char* url) { return simulator_.Ask({.url = url, .from = "cart-v1"}).value(); }

  mesh::Mesh mesh_ = testing::TextMesh(kCanary);
  Simulator simulator_{mesh_};
};

TEST_F(Draws, SharesAreExact) {
  const std::vector<Drawn> places = Draw(Ask("http://cart/"), 1, 1);
  ASSERT_EQ(places.size(), 4u);
  EXPECT_EQ(places[0].place, "fault: answered with 503");
  EXPECT_EQ(places[0].share, (Share{1, 4}));
  EXPECT_EQ(places[1].share, (Share{9, 32}));  // 3/4 of 3/4, half of it for each of two replicas
  EXPECT_EQ(places[2].share, (Share{9, 32}));
  EXPECT_EQ(places[3].share, (Share{3, 16}));
  EXPECT_NE(places[3].place.find("503"), std::string::npos) << places[3].place;
}

TEST_F(Draws, ChanceKeepsToThem) {
  constexpr std::uint64_t kCount = 100'000;
  const Simulation simulation = Ask("http://cart/");
  std::uint64_t total = 0;
  for (const Drawn& place : Draw(simulation, kCount, 7)) {
    const double expected = kCount * place.share.percent() / 100;
    // Five standard deviations: no seed that somebody picks will ever miss that.
    const double slack = 5 * std::sqrt(expected * (1 - place.share.percent() / 100));
    EXPECT_NEAR(static_cast<double>(place.count), expected, slack) << place.place;
    total += place.count;
  }
  EXPECT_EQ(total, kCount);
}

TEST_F(Draws, TheSameSeedDrawsTheSame) {
  const Simulation simulation = Ask("http://cart/");
  const auto counts = [&](std::uint64_t seed) {
    std::vector<std::uint64_t> all;
    for (const Drawn& place : Draw(simulation, 1000, seed)) all.push_back(place.count);
    return all;
  };
  EXPECT_EQ(counts(1), counts(1));
  EXPECT_NE(counts(1), counts(2));
}

TEST_F(Draws, NothingWhereNothingIsSent) {
  EXPECT_TRUE(Draw(Ask("http://cart/answer"), 10, 1).empty());
  EXPECT_TRUE(Draw(Ask("http://cart/"), 0, 1).empty());
}

}  // namespace
}  // namespace meshctl::simulate
