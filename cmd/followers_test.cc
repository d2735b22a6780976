// SPDX-License-Identifier: Apache-2.0
#include "cmd/followers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/fake_cluster.h"

namespace meshctl::cmd {
namespace {

using ::testing::ElementsAre;
using testing::FakeCluster;
using ::testing::IsEmpty;

constexpr const char* kCore = R"({"kind": "APIGroupDiscoveryList", "items": [{"metadata": {}, "versions": [
  {"version": "v1", "resources": [
    {"resource": "pods", "responseKind": {"kind": "Pod"}, "scope": "Namespaced", "verbs": ["list"]},
    {"resource": "secrets", "responseKind": {"kind": "Secret"}, "scope": "Namespaced", "verbs": ["list"]},
    {"resource": "events", "responseKind": {"kind": "Event"}, "scope": "Namespaced", "verbs": ["list"]},
    {"resource": "bindings", "responseKind": {"kind": "Binding"}, "scope": "Namespaced", "verbs": ["create"]},
    {"resource": "namespaces", "responseKind": {"kind": "Namespace"}, "scope": "Cluster", "verbs": ["list"]}]}]}]})";
constexpr const char* kGroups = R"({"kind": "APIGroupDiscoveryList", "items": [
  {"metadata": {"name": "foo.example"}, "versions": [{"version": "v1", "resources": [
    {"resource": "bars", "responseKind": {"kind": "Bar"}, "scope": "Namespaced", "verbs": ["list"]}]}]}]})";

FakeCluster WithKinds() {
  FakeCluster cluster;
  cluster.On("GET /api", 200, kCore);
  cluster.On("GET /apis", 200, kGroups);
  return cluster;
}

wait::Target Namespace(const char* name) {
  return {.type = {.group = {}, .version = "v1", .kind = "Namespace", .plural = "namespaces"},
          .name_space = {},
          .name = name};
}

wait::Target Definition(const char* name) {
  return {.type = {.group = "apiextensions.k8s.io",
                   .version = "v1",
                   .kind = "CustomResourceDefinition",
                   .plural = "customresourcedefinitions"},
          .name_space = {},
          .name = name};
}

TEST(Followers, AreCountedWithoutReadingThem) {
  FakeCluster cluster = WithKinds();
  const auto discovery = kube::Discovery::Read(cluster);
  cluster.On("GET /api/v1/namespaces/shop/pods", 200,
             R"({"items": [{}], "metadata": {"remainingItemCount": 41}})");
  cluster.On("GET /api/v1/namespaces/shop/secrets", 200, R"({"items": [{}]})");
  cluster.On("GET /apis/foo.example/v1/namespaces/shop/bars", 200, R"({"items": []})");
  cluster.calls.clear();
  EXPECT_THAT(Followers({Namespace("shop")}, *discovery, cluster),
              ElementsAre("namespace/shop takes 43 objects with it: pods (42), secrets (1)"));
  EXPECT_THAT(cluster.calls, ElementsAre("GET /api/v1/namespaces/shop/pods?limit=1",
                                         "GET /api/v1/namespaces/shop/secrets?limit=1",
                                         "GET /apis/foo.example/v1/namespaces/shop/bars?limit=1"));
}

TEST(Followers, OfDefinitionsAreTheirObjects) {
  FakeCluster cluster = WithKinds();
  const auto discovery = kube::Discovery::Read(cluster);
  cluster.On("GET /apis/foo.example/v1/bars", 200, R"({"items": [{}]})");
  EXPECT_THAT(
      Followers({Definition("bars.foo.example"), Definition("others.foo.example")}, *discovery, cluster),
      ElementsAre("customresourcedefinition.apiextensions.k8s.io/bars.foo.example takes 1 object with it: "
                  "bars.foo.example (1)"));
}

TEST(Followers, WhatMayNotBeSeenMayBeMore) {
  FakeCluster cluster = WithKinds();
  const auto discovery = kube::Discovery::Read(cluster);
  cluster.On("GET /api/v1/namespaces/shop/pods", 200, R"({"items": [{}]})");
  cluster.On("GET /api/v1/namespaces/shop/secrets", 403, R"({"kind": "Status"})");
  EXPECT_THAT(Followers({Namespace("shop")}, *discovery, cluster),
              ElementsAre("namespace/shop takes at least 1 object with it: pods (1)"));
}

TEST(Followers, OtherKindsHaveNone) {
  FakeCluster cluster = WithKinds();
  const auto discovery = kube::Discovery::Read(cluster);
  wait::Target pod = Namespace("a");
  pod.type = {.group = {}, .version = "v1", .kind = "Pod", .plural = "pods", .namespaced = true};
  EXPECT_THAT(Followers({pod}, *discovery, cluster), IsEmpty());
}

}  // namespace
}  // namespace meshctl::cmd
