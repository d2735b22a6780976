// SPDX-License-Identifier: Apache-2.0
#include "kube/listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "testing/fake_cluster.h"

namespace meshctl::kube {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FakeCluster;
using ::testing::IsEmpty;

constexpr const char* kGroups = R"({"kind": "APIGroupList", "groups": [
  {"name": "apps", "versions": [{"groupVersion": "apps/v1", "version": "v1"}]},
  {"name": "networking.istio.io",
   "versions": [{"groupVersion": "networking.istio.io/v1", "version": "v1"},
                {"groupVersion": "networking.istio.io/v1alpha3", "version": "v1alpha3"}],
   "preferredVersion": {"groupVersion": "networking.istio.io/v1", "version": "v1"}}]})";
constexpr const char* kCore = R"({"kind": "APIResourceList", "resources": [
  {"name": "pods", "kind": "Pod", "namespaced": true},
  {"name": "pods/log", "kind": "Pod", "namespaced": true},
  {"name": "secrets", "kind": "Secret", "namespaced": true}]})";
constexpr const char* kV1 = R"({"kind": "APIResourceList", "resources": [
  {"name": "gateways", "kind": "Gateway", "namespaced": true}]})";
constexpr const char* kV1Alpha3 = R"({"kind": "APIResourceList", "resources": [
  {"name": "gateways", "kind": "Gateway", "namespaced": true},
  {"name": "envoyfilters", "kind": "EnvoyFilter", "namespaced": true}]})";
constexpr const char* kRefused = R"({"kind": "Status", "reason": "Forbidden", "message": "no"})";

/// The names of the objects of each listing.
class Names final : public ListSink {
 public:
  void Take(std::size_t listing, std::vector<Json> objects) override {
    for (const Json& object : objects) {
      EXPECT_TRUE(object.contains("apiVersion"));
      names[listing].push_back(object["metadata"]["name"].get<std::string>());
    }
  }
  void Forget(std::size_t listing) override { names.erase(listing); }

  std::map<std::size_t, std::vector<std::string>> names;
};

/// `{"items": [{"metadata": {"name": "a"}}], "metadata": {"continue": "next"}}`
std::string Page(const std::vector<std::string>& names, const std::string& next = "") {
  Json page = {{"items", Json::array()}, {"metadata", {{"continue", next}}}};
  for (const std::string& name : names) page["items"].push_back({{"metadata", {{"name", name}}}});
  return page.dump();
}

FakeCluster WithDiscovery() {
  FakeCluster cluster;
  cluster.On("GET /apis", 200, kGroups);
  cluster.On("GET /api/v1", 200, kCore);
  cluster.On("GET /apis/networking.istio.io/v1", 200, kV1);
  cluster.On("GET /apis/networking.istio.io/v1alpha3", 200, kV1Alpha3);
  return cluster;
}

TEST(Listing, ReadsKindsInThePreferredVersion) {
  FakeCluster cluster = WithDiscovery();
  cluster.On("GET /api/v1/pods", 200, Page({"web"}));
  cluster.On("GET /apis/networking.istio.io/v1/gateways", 200, Page({"edge", "office"}));
  cluster.On("GET /apis/networking.istio.io/v1alpha3/envoyfilters", 200, Page({}));
  const Listing listings[] = {{.group = "networking.istio.io", .kind = "Gateway"},
                              {.group = "", .kind = "Pod", .options = {.field_selector = "a!=b"}},
                              {.group = "networking.istio.io", .kind = "EnvoyFilter"}};
  Names sink;
  auto ends = ListKinds(cluster, listings, sink);
  ASSERT_TRUE(ends) << ends.error().message;
  EXPECT_THAT(*ends, ElementsAre(Listed::kRead, Listed::kRead, Listed::kRead));
  EXPECT_THAT(sink.names[0], ElementsAre("edge", "office"));
  EXPECT_THAT(sink.names[1], ElementsAre("web"));
  EXPECT_THAT(cluster.calls, Contains("GET /api/v1/pods?limit=500&fieldSelector=a!=b"));
}

TEST(Listing, TurnsPages) {
  FakeCluster cluster = WithDiscovery();
  cluster.On("GET /api/v1/pods", 200, Page({"a", "b"}, "two"));
  cluster.On("GET /api/v1/pods", 200, Page({"c"}));
  const Listing listings[] = {{.group = "", .kind = "Pod"}};
  Names sink;
  ASSERT_TRUE(ListKinds(cluster, listings, sink));
  EXPECT_THAT(sink.names[0], ElementsAre("a", "b", "c"));
  EXPECT_EQ(cluster.calls.back(), "GET /api/v1/pods?limit=500&continue=two");
}

TEST(Listing, BeginsAnewWhenAListExpires) {
  FakeCluster cluster = WithDiscovery();
  cluster.On("GET /api/v1/pods", 200, Page({"a", "gone"}, "two"));
  cluster.On("GET /api/v1/pods", 410, R"({"kind": "Status", "reason": "Expired"})");
  cluster.On("GET /api/v1/pods", 200, Page({"a", "b"}));
  const Listing listings[] = {{.group = "", .kind = "Pod"}};
  Names sink;
  ASSERT_TRUE(ListKinds(cluster, listings, sink));
  EXPECT_THAT(sink.names[0], ElementsAre("a", "b"));
}

TEST(Listing, GivesUpOnAListThatAlwaysExpires) {
  FakeCluster cluster = WithDiscovery();
  for (int i = 0; i < 4; ++i) {
    cluster.On("GET /api/v1/pods", 200, Page({"a"}, "two"));
    cluster.On("GET /api/v1/pods", 410, R"({"kind": "Status", "reason": "Expired"})");
  }
  const Listing listings[] = {{.group = "", .kind = "Pod"}};
  Names sink;
  auto ends = ListKinds(cluster, listings, sink);
  ASSERT_FALSE(ends);
  EXPECT_EQ(ends.error().message, "cannot list pods: the server answered 410 Expired to GET /api/v1/pods");
}

TEST(Listing, TellsWhatIsNotThereFromWhatMustNotBeSeen) {
  FakeCluster cluster = WithDiscovery();
  cluster.On("GET /api/v1/secrets", 403, kRefused);
  cluster.On("GET /api/v1/pods", 200, Page({"web"}));
  const Listing listings[] = {{.group = "", .kind = "Secret"},
                              {.group = "gateway.networking.k8s.io", .kind = "Gateway"},
                              {.group = "networking.istio.io", .kind = "Sidecar"},
                              {.group = "", .kind = "Pod"}};
  Names sink;
  auto ends = ListKinds(cluster, listings, sink);
  ASSERT_TRUE(ends) << ends.error().message;
  EXPECT_THAT(*ends, ElementsAre(Listed::kForbidden, Listed::kNotServed, Listed::kNotServed, Listed::kRead));
  EXPECT_THAT(sink.names[3], ElementsAre("web"));
}

TEST(Listing, FailsOnOtherAnswers) {
  FakeCluster broken = WithDiscovery();
  broken.On("GET /api/v1/pods", 500, R"({"kind": "Status", "message": "etcd is gone"})");
  const Listing listings[] = {{.group = "", .kind = "Pod"}};
  Names sink;
  auto ends = ListKinds(broken, listings, sink);
  ASSERT_FALSE(ends);
  EXPECT_EQ(ends.error().message, "cannot list pods: the server answered 500 InternalError: etcd is gone");

  FakeCluster refused;
  refused.On("GET /apis", 401, R"({"kind": "Status", "reason": "Unauthorized", "message": "who?"})");
  ends = ListKinds(refused, listings, sink);
  ASSERT_FALSE(ends);
  EXPECT_EQ(ends.error().message, "cannot ask for API groups: the server answered 401 Unauthorized: who?");
}

TEST(Listing, BearsWithNonsense) {
  const Listing listings[] = {{.group = "", .kind = "Pod"}};
  Names sink;
  FakeCluster cluster;
  cluster.On("GET /apis", 200, R"({"groups": [1, {"name": 2}, {"name": "x", "versions": 3}]})");
  cluster.On("GET /api/v1", 200, kCore);
  cluster.On("GET /api/v1/pods", 200, R"({"items": [1, null], "metadata": []})");
  auto ends = ListKinds(cluster, listings, sink);
  ASSERT_TRUE(ends) << ends.error().message;
  EXPECT_THAT(sink.names[0], IsEmpty());
}

}  // namespace
}  // namespace meshctl::kube
