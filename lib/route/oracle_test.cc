// SPDX-License-Identifier: Apache-2.0
// The engine against the oracle that reads manifests for itself: all small meshes, and many wide ones.
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "testing/choices.h"
#include "testing/compare_routing.h"
#include "testing/small_mesh.h"

namespace meshctl::route {
namespace {

std::vector<http::Request> Requests() {
  std::vector<http::Request> requests;
  for (const char* host : {"shop.example", "a", "x.example", "nobody"}) {
    for (const char* path : {"/", "/a", "/ab"}) {
      for (const char* method : {"GET", "POST"}) {
        http::Request& request = requests.emplace_back();
        request.authority = host;
        request.path = path;
        request.method = method;
      }
    }
  }
  return requests;
}

TEST(Oracle, AgreesOnEverySmallMesh) {
  const std::vector<http::Request> requests = Requests();
  testing::EveryChoice choices;
  int meshes = 0;
  do {
    const std::string manifests = testing::SmallMesh(choices, false).Manifests();
    ++meshes;
    const testing::RoutingComparison comparison(manifests);
    for (const http::Request& request : requests) ASSERT_EQ(comparison.Compare(request), "") << manifests;
  } while (choices.Next());
  EXPECT_GT(meshes, 1'000);
}

TEST(Oracle, AgreesOnWideMeshes) {
  std::mt19937 random(1);
  for (int i = 0; i < 500; ++i) {
    std::array<std::uint8_t, 256> bytes{};
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    testing::ByteChoices choices(bytes);
    const std::string manifests = testing::SmallMesh(choices, true).Manifests();
    const testing::RoutingComparison comparison(manifests);
    for (int j = 0; j < 20; ++j)
      ASSERT_EQ(comparison.Compare(testing::SmallRequest(choices)), "") << manifests;
  }
}

}  // namespace
}  // namespace meshctl::route
