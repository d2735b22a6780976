// SPDX-License-Identifier: Apache-2.0
#include "kube/openapi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/fake_cluster.h"

namespace meshctl::kube {
namespace {

using ::testing::ElementsAre;
using testing::FakeCluster;

TEST(FetchOpenApi, ReadsTheDocumentOfEachGroupVersion) {
  FakeCluster cluster;
  cluster.On("GET /openapi/v3", 200, R"({"paths": {
    ".well-known/openid-configuration": {"serverRelativeURL": "/openapi/v3/.well-known?hash=0"},
    "api/v1": {"serverRelativeURL": "/openapi/v3/api/v1?hash=A"},
    "apis/apps": {"serverRelativeURL": "/openapi/v3/apis/apps?hash=B"},
    "apis/apps/v1": {"serverRelativeURL": "/openapi/v3/apis/apps/v1?hash=C"},
    "apis/odd/v1": {}, "apis/odd/v2": 1}})");
  cluster.On("GET /openapi/v3/api/v1", 200, "core");
  cluster.On("GET /openapi/v3/apis/apps/v1", 200, "apps");
  const auto documents = FetchOpenApi(cluster);
  ASSERT_TRUE(documents);
  EXPECT_THAT(*documents, ElementsAre("core", "apps"));
  EXPECT_THAT(cluster.calls, ElementsAre("GET /openapi/v3", "GET /openapi/v3/api/v1?hash=A",
                                         "GET /openapi/v3/apis/apps/v1?hash=C"));
}

TEST(FetchOpenApi, AnswersErrors) {
  FakeCluster silent;
  EXPECT_EQ(FetchOpenApi(silent).error().kind, Error::Kind::kCluster);
  FakeCluster odd;
  odd.On("GET /openapi/v3", 200, "[]");
  EXPECT_EQ(FetchOpenApi(odd).error().message, "the answer to GET /openapi/v3 cannot be used");
  FakeCluster half;
  half.On("GET /openapi/v3", 200, R"({"paths": {"api/v1": {"serverRelativeURL": "/openapi/v3/api/v1"}}})");
  EXPECT_FALSE(FetchOpenApi(half));
}

}  // namespace
}  // namespace meshctl::kube
