// SPDX-License-Identifier: Apache-2.0
#include "kube/discovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/fake_cluster.h"

namespace meshctl::kube {
namespace {

using ::testing::ElementsAre;
using testing::FakeCluster;
using ::testing::IsEmpty;

constexpr const char* kCore = R"({"kind": "APIGroupDiscoveryList", "items": [{"metadata": {}, "versions": [
  {"version": "v1", "freshness": "Current", "resources": [
    {"resource": "pods", "responseKind": {"kind": "Pod"}, "scope": "Namespaced", "singularResource": "pod",
     "verbs": ["get", "list"], "shortNames": ["po"], "categories": ["all"],
     "subresources": [{"subresource": "log", "verbs": ["get"]}]},
    {"resource": "services", "responseKind": {"kind": "Service"}, "scope": "Namespaced",
     "singularResource": "service", "shortNames": ["svc"], "categories": ["all"]},
    {"resource": "namespaces", "responseKind": {"kind": "Namespace"}, "scope": "Cluster",
     "singularResource": "namespace", "shortNames": ["ns"]}]}]}]})";
constexpr const char* kGroups = R"({"kind": "APIGroupDiscoveryList", "items": [
  {"metadata": {"name": "apps"}, "versions": [{"version": "v1", "resources": [
    {"resource": "deployments", "responseKind": {"kind": "Deployment"}, "scope": "Namespaced",
     "singularResource": "deployment", "shortNames": ["deploy"], "categories": ["all"]}]}]},
  {"metadata": {"name": "gateway.networking.k8s.io"}, "versions": [
    {"version": "v1", "resources": [
      {"resource": "gateways", "responseKind": {"kind": "Gateway"}, "scope": "Namespaced",
       "singularResource": "gateway", "shortNames": ["gtw"]}]},
    {"version": "v1beta1", "resources": [
      {"resource": "gateways", "responseKind": {"kind": "Gateway"}, "scope": "Namespaced",
       "singularResource": "gateway", "shortNames": ["gtw"]},
      {"resource": "referencegrants", "responseKind": {"kind": "ReferenceGrant"}, "scope": "Namespaced",
       "singularResource": "referencegrant", "shortNames": ["refgrant"]}]}]},
  {"metadata": {"name": "networking.istio.io"}, "versions": [{"version": "v1", "resources": [
    {"resource": "gateways", "responseKind": {"kind": "Gateway"}, "scope": "Namespaced",
     "singularResource": "gateway", "shortNames": ["gw"]},
    {"resource": "virtualservices", "responseKind": {"kind": "VirtualService"}, "scope": "Namespaced",
     "singularResource": "virtualservice", "shortNames": ["vs"], "categories": ["istio-io"]}]}]},
  {"metadata": {"name": "metrics.k8s.io"}, "versions": [{"version": "v1beta1", "freshness": "Stale"}]}]})";

Discovery Aggregated() {
  FakeCluster cluster;
  cluster.On("GET /api", 200, kCore);
  cluster.On("GET /apis", 200, kGroups);
  auto discovery = Discovery::Read(cluster);
  EXPECT_TRUE(discovery);
  EXPECT_THAT(cluster.calls, ElementsAre("GET /api", "GET /apis"));
  return *std::move(discovery);
}

/// `deployments.apps/v1`, or the error's text with its hints.
std::string Named(const Discovery& discovery, std::string_view word) {
  const auto kind = discovery.Named(word);
  if (kind) return (*kind)->type.plural + "." + (*kind)->type.api_version();
  std::string text = kind.error().message;
  for (const std::string& hint : kind.error().hints) text += "\n" + hint;
  return text;
}

TEST(Discovery, ReadsTheAggregatedForm) {
  const Discovery discovery = Aggregated();
  const OfferedKind* pods = discovery.Find("v1", "Pod");
  ASSERT_TRUE(pods);
  EXPECT_EQ(pods->type.plural, "pods");
  EXPECT_TRUE(pods->type.namespaced);
  EXPECT_THAT(pods->subresources, ElementsAre("log"));
  EXPECT_TRUE(pods->Allows("list"));
  EXPECT_FALSE(pods->Allows("watch"));
  EXPECT_FALSE(discovery.Find("v1", "Namespace")->type.namespaced);
  EXPECT_FALSE(discovery.Find("apps/v1beta1", "Deployment"));
  EXPECT_EQ(discovery.FindPreferred("gateway.networking.k8s.io", "Gateway")->type.version, "v1");
  EXPECT_EQ(discovery.FindPreferred("gateway.networking.k8s.io", "ReferenceGrant")->type.version, "v1beta1");
}

TEST(Discovery, TakesWordsAsKubectlDoes) {
  const Discovery discovery = Aggregated();
  for (const char* word : {"deploy", "Deploy", "deployment", "deployments", "Deployment", "deployments.apps",
                           "deploy.apps", "deployments.v1.apps", "Deployment.v1.apps", "deployments.app"}) {
    EXPECT_EQ(Named(discovery, word), "deployments.apps/v1") << word;
  }
  EXPECT_EQ(Named(discovery, "pods.v1."), "pods.v1");
  EXPECT_EQ(Named(discovery, "vs"), "virtualservices.networking.istio.io/v1");
  EXPECT_EQ(Named(discovery, "gateways"), "gateways.gateway.networking.k8s.io/v1") << "the first group wins";
  EXPECT_EQ(Named(discovery, "gw"), "gateways.networking.istio.io/v1");
  EXPECT_EQ(Named(discovery, "gateways.networking.istio.io"), "gateways.networking.istio.io/v1");
  EXPECT_EQ(Named(discovery, "gateways.v1beta1.gateway.networking.k8s.io"),
            "gateways.gateway.networking.k8s.io/v1beta1");
}

TEST(Discovery, UnknownWordsNameTheNearest) {
  const Discovery discovery = Aggregated();
  const std::string unknown =
      "\nthe kinds of `metrics.k8s.io/v1beta1` are not known: the server behind it does not answer";
  EXPECT_EQ(Named(discovery, "deploymnets"),
            "the server has no resource type `deploymnets`\ndid you mean `deployments`?" + unknown);
  EXPECT_EQ(
      Named(discovery, "deployments.batch"),
      "the server has no resource type `deployments.batch`\ndid you mean `deployments.apps`?" + unknown);
  EXPECT_EQ(Named(discovery, "xyzzy"), "the server has no resource type `xyzzy`" + unknown);
  EXPECT_EQ(Named(discovery, ""), "the server has no resource type ``" + unknown);
  EXPECT_EQ(Named(discovery, ".apps"), "the server has no resource type `.apps`" + unknown);
}

TEST(Discovery, ListsMayHoldCategories) {
  const Discovery discovery = Aggregated();
  const auto kinds = discovery.NamedList("svc,all,vs");
  ASSERT_TRUE(kinds);
  std::vector<std::string> plurals;
  for (const OfferedKind* kind : *kinds) plurals.push_back(kind->type.plural);
  EXPECT_THAT(plurals, ElementsAre("services", "pods", "deployments", "virtualservices"));
  EXPECT_FALSE(discovery.NamedList("svc,nonsense"));
  EXPECT_FALSE(discovery.NamedList("svc,"));
}

TEST(Discovery, AGroupThatIsDownDoesNotHideTheOthers) {
  const Discovery discovery = Aggregated();
  ASSERT_TRUE(discovery.UnknownIn("metrics.k8s.io"));
  EXPECT_FALSE(discovery.UnknownIn("apps"));
  EXPECT_FALSE(discovery.UnknownIn(""));
}

TEST(Discovery, ReadsTheOldForm) {
  FakeCluster cluster;
  cluster.On("GET /api", 200, R"({"kind": "APIVersions", "versions": ["v1"]})");
  cluster.On("GET /apis", 200, R"({"kind": "APIGroupList", "groups": [
    {"name": "autoscaling", "versions": [{"version": "v1"}, {"version": "v2"}],
     "preferredVersion": {"version": "v2"}},
    {"name": "metrics.k8s.io", "versions": [{"version": "v1beta1"}]}]})");
  cluster.On("GET /api/v1", 200, R"({"resources": [
    {"name": "pods", "singularName": "pod", "kind": "Pod", "namespaced": true, "shortNames": ["po"]},
    {"name": "pods/log", "kind": "Pod", "namespaced": true}]})");
  const char* scalers = R"({"resources": [{"name": "horizontalpodautoscalers", "singularName": "",
    "kind": "HorizontalPodAutoscaler", "namespaced": true, "shortNames": ["hpa"]}]})";
  cluster.On("GET /apis/autoscaling/v1", 200, scalers);
  cluster.On("GET /apis/autoscaling/v2", 200, scalers);
  cluster.On("GET /apis/metrics.k8s.io/v1beta1", 503,
             R"({"kind": "Status", "message": "service unavailable"})");
  const auto discovery = Discovery::Read(cluster);
  ASSERT_TRUE(discovery);
  EXPECT_EQ(Named(*discovery, "po"), "pods.v1");
  EXPECT_THAT(discovery->Find("v1", "Pod")->subresources, ElementsAre("log"));
  EXPECT_EQ(Named(*discovery, "hpa"), "horizontalpodautoscalers.autoscaling/v2");
  ASSERT_EQ(discovery->unknown().size(), 1u);
  EXPECT_EQ(discovery->unknown()[0].error.message,
            "the server answered 503 ServiceUnavailable: service unavailable");
}

TEST(Discovery, RefusalsAreFailures) {
  FakeCluster cluster;
  cluster.On("GET /apis", 403, R"({"kind": "Status", "reason": "Forbidden", "message": "no"})");
  const auto discovery = Discovery::Read(cluster);
  ASSERT_FALSE(discovery);
  EXPECT_EQ(discovery.error().error.message,
            "cannot ask for API groups: the server answered 403 Forbidden: no");
  EXPECT_EQ(discovery.error().status, 403);
}

TEST(Discovery, BearsWithNonsense) {
  FakeCluster cluster;
  cluster.On("GET /api", 200, R"({"kind": "APIGroupDiscoveryList", "items": [1, {"versions": [2,
    {"version": "v1", "resources": [3, {"resource": 4}, {"responseKind": 5, "resource": "x"}]}]}]})");
  cluster.On("GET /apis", 200, R"({"groups": [1, {"name": 2}, {"name": "x", "versions": 3}]})");
  const auto discovery = Discovery::Read(cluster);
  ASSERT_TRUE(discovery);
  EXPECT_THAT(discovery->offered(), IsEmpty());
}

TEST(Discovery, ClientsResolveFromItAndAskForWhatIsNew) {
  FakeCluster cluster;
  cluster.On("GET /api", 200, kCore);
  cluster.On("GET /apis", 200, kGroups);
  Client client(cluster);
  ASSERT_TRUE(client.Discover());
  ASSERT_TRUE(client.Discover());
  ASSERT_TRUE(client.Resolve("apps/v1", "Deployment"));
  EXPECT_THAT(cluster.calls, ElementsAre("GET /api", "GET /apis"));
  cluster.On("GET /apis/networking.istio.io/v1", 200,
             R"({"resources": [{"name": "sidecars", "kind": "Sidecar"}]})");
  const auto sidecar = client.Resolve("networking.istio.io/v1", "Sidecar");
  ASSERT_TRUE(sidecar);
  EXPECT_EQ(sidecar->plural, "sidecars");
  EXPECT_THAT(cluster.calls, ElementsAre("GET /api", "GET /apis", "GET /apis/networking.istio.io/v1"));
}

}  // namespace
}  // namespace meshctl::kube
