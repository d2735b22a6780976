// SPDX-License-Identifier: Apache-2.0
#include "sandbox/controllers.h"

#include <gtest/gtest.h>

#include <set>

#include "sandbox/test_api.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kPods = "/api/v1/namespaces/default/pods";
constexpr const char* kReplicaSets = "/apis/apps/v1/namespaces/default/replicasets";
constexpr const char* kSlices =
    "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/"
    "service-name=test-app";

std::string Condition(const Json& object, const char* type) {
  for (const Json& condition : object["status"]["conditions"]) {
    if (condition["type"] == type)
      return fmt::format("{} {}", TextAt(condition, {"status"}), TextAt(condition, {"reason"}));
  }
  return "none";
}

TEST(Controllers, ADeploymentBecomesReadyPods) {
  TestApi api;
  api.Post(kDeployments, kTestAppDeployment);
  const Json deployment = api.Get(kTestApp).body;
  EXPECT_EQ(deployment["status"]["readyReplicas"], 2);
  EXPECT_EQ(deployment["status"]["observedGeneration"], 1);
  EXPECT_EQ(Condition(deployment, "Available"), "True MinimumReplicasAvailable");
  EXPECT_EQ(Condition(deployment, "Progressing"), "True NewReplicaSetAvailable");
  EXPECT_EQ(deployment["metadata"]["annotations"]["deployment.kubernetes.io/revision"], "1");

  const Json sets = api.Get(kReplicaSets).body["items"];
  ASSERT_EQ(sets.size(), 1u);
  const Json pods = api.Get(kPods).body["items"];
  ASSERT_EQ(pods.size(), 2u);
  std::set<std::string> addresses;
  for (const Json& pod : pods) {
    EXPECT_EQ(pod["status"]["phase"], "Running");
    EXPECT_EQ(pod["metadata"]["ownerReferences"][0]["name"], sets[0]["metadata"]["name"]);
    EXPECT_EQ(pod["metadata"]["labels"]["app"], "test-app");
    EXPECT_TRUE(TextAt(pod, {"status", "podIP"}).starts_with("10.244."));
    addresses.insert(TextAt(pod, {"status", "podIP"}));
  }
  EXPECT_EQ(addresses.size(), 2u);
}

TEST(Controllers, ScalingDownAndDeletingRemovesPods) {
  TestApi api;
  api.Post(kDeployments, kTestAppDeployment);
  api.MergePatch(kTestApp, R"({"spec":{"replicas":1}})");
  EXPECT_EQ(api.Get(kPods).body["items"].size(), 1u);
  EXPECT_EQ(api.Get(kTestApp).body["status"]["readyReplicas"], 1);
  const std::string pod = TextAt(api.Get(kPods).body["items"][0], {"metadata", "name"});
  api.Delete(std::string(kPods) + "/" + pod);
  EXPECT_EQ(api.Get(kPods).body["items"].size(), 1u);
  api.Delete(kTestApp);
  EXPECT_EQ(api.Get(kPods).body["items"].size(), 0u);
  EXPECT_EQ(api.Get(kReplicaSets).body["items"].size(), 0u);
}

TEST(Controllers, OrphansStay) {
  TestApi api;
  api.Post(kDeployments, kTestAppDeployment);
  api.Delete(kTestApp, R"({"propagationPolicy":"Orphan"})");
  EXPECT_EQ(api.Get(kPods).body["items"].size(), 2u);
  EXPECT_FALSE(api.Get(kReplicaSets).body["items"][0]["metadata"].contains("ownerReferences"));
}

TEST(Controllers, ANewTemplateIsRolledOut) {
  TestApi api;
  api.Post(kDeployments, kTestAppDeployment);
  const std::string patch = R"({"spec":{"template":{"metadata":{"annotations":{"v":"2"}}}}})";
  api.MergePatch(kTestApp, patch);
  const Json deployment = api.Get(kTestApp).body;
  EXPECT_EQ(deployment["metadata"]["annotations"]["deployment.kubernetes.io/revision"], "2");
  EXPECT_EQ(deployment["status"]["updatedReplicas"], 2);
  EXPECT_EQ(deployment["status"]["observedGeneration"], 2);
  EXPECT_EQ(api.Get(kReplicaSets).body["items"].size(), 2u);
  const Json pods = api.Get(kPods).body["items"];
  ASSERT_EQ(pods.size(), 2u);
  for (const Json& pod : pods) EXPECT_EQ(pod["metadata"]["annotations"]["v"], "2");
}

TEST(Controllers, AServiceHasEndpoints) {
  TestApi api;
  api.Post("/api/v1/namespaces/default/services", kTestAppService);
  EXPECT_EQ(api.Get(kSlices).body["items"][0]["endpoints"].size(), 0u);
  api.Post(kDeployments, kTestAppDeployment);
  const Json slice = api.Get(kSlices).body["items"][0];
  EXPECT_EQ(slice["ports"].dump(), R"([{"name":"http","port":3000,"protocol":"TCP"}])");
  ASSERT_EQ(slice["endpoints"].size(), 2u);
  const Json pod = api.Get(kPods).body["items"][0];
  EXPECT_EQ(slice["endpoints"][0]["addresses"][0], pod["status"]["podIP"]);
  api.Delete("/api/v1/namespaces/default/services/test-app");
  EXPECT_EQ(api.Get(kSlices).body["items"].size(), 0u);
}

TEST(Controllers, OtherOwnersOfPodsAndLoadBalancers) {
  TestApi api;
  const char* rest =
      "selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, "
      "image: 'i:1'}]}}";
  api.Post("/apis/apps/v1/namespaces/default/statefulsets",
           fmt::format("{{metadata: {{name: db}}, spec: {{replicas: 2, serviceName: db, {}}}}}", rest));
  api.Post("/apis/apps/v1/namespaces/default/daemonsets",
           fmt::format("{{metadata: {{name: agent}}, spec: {{{}}}}}", rest));
  EXPECT_EQ(api.Get(std::string(kPods) + "/db-1").body["status"]["phase"], "Running");
  EXPECT_EQ(api.Get("/apis/apps/v1/namespaces/default/statefulsets/db").body["status"]["readyReplicas"], 2);
  EXPECT_EQ(api.Get("/apis/apps/v1/namespaces/default/daemonsets/agent").body["status"]["numberReady"], 1);
  api.MergePatch("/apis/apps/v1/namespaces/default/statefulsets/db",
                 R"({"spec":{"template":{"metadata":{"labels":{"new":"1"}}}}})");
  EXPECT_EQ(api.Get(std::string(kPods) + "/db-0").body["metadata"]["labels"]["new"], "1");

  api.Post("/api/v1/namespaces/default/services",
           "{metadata: {name: lb}, spec: {type: LoadBalancer, ports: [{port: 80}]}}");
  const Json service = api.Get("/api/v1/namespaces/default/services/lb").body;
  EXPECT_TRUE(service["spec"]["ports"][0]["nodePort"].is_number());
  EXPECT_TRUE(TextAt(service["status"]["loadBalancer"]["ingress"][0], {"ip"}).starts_with("192.0.2."));
}

TEST(Controllers, TheSameRequestsMakeTheSameCluster) {
  TestApi one;
  TestApi two;
  for (TestApi* api : {&one, &two}) {
    api->Post("/api/v1/namespaces/default/services", kTestAppService);
    api->Post(kDeployments, kTestAppDeployment);
  }
  EXPECT_EQ(one.Get(kPods).body, two.Get(kPods).body);
  EXPECT_EQ(one.Get(kSlices).body, two.Get(kSlices).body);
}

TEST(Controllers, ControllersThatContradictEachOtherComeToRest) {
  TestApi api;
  api.Post(kDeployments, kTestAppDeployment);
  const Json set = api.Get(kReplicaSets).body["items"][0];
  const std::string name = TextAt(set, {"metadata", "name"});
  std::string other = kTestAppDeployment;
  other.replace(other.find("name: test-app"), 14, "name: other");
  const Json rival = api.Post(kDeployments, other).body;
  const Json owner = {{"apiVersion", "apps/v1"},
                      {"kind", "Deployment"},
                      {"name", "other"},
                      {"uid", rival["metadata"]["uid"]},
                      {"controller", false}};
  Json changed = set;
  changed["metadata"]["ownerReferences"].push_back(owner);
  EXPECT_EQ(
      api.MergePatch(std::string(kReplicaSets) + "/" + name, Json{{"metadata", changed["metadata"]}}.dump())
          .status,
      200);
}

TEST(Controllers, ADefinitionIsEstablished) {
  TestApi api;
  const char* definition = R"(metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: things, singular: thing, kind: Thing, listKind: ThingList}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
)";
  const auto created = api.Post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
  EXPECT_EQ(created.ToString(), "201");
  const Json live =
      api.Get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.example.com").body;
  EXPECT_EQ(Condition(live, "Established"), "True InitialNamesAccepted");
  EXPECT_EQ(live["status"]["storedVersions"].dump(), R"(["v1"])");
}

}  // namespace
}  // namespace meshctl::sandbox
