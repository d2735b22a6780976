// SPDX-License-Identifier: Apache-2.0
#include "sandbox/api.h"

#include <gtest/gtest.h>

#include "sandbox/body.h"
#include "sandbox/test_api.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kConfigMaps = "/api/v1/namespaces/default/configmaps";

std::string ConfigMap(const std::string& name, const std::string& labels = "") {
  return fmt::format(
      "{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {}, labels: {{{}}}}}, data: {{k: v}}}}", name,
      labels);
}

std::string Names(const Json& list) {
  std::string names;
  for (const Json& item : list["items"]) names += TextAt(item, {"metadata", "name"}) + " ";
  return names;
}

TEST(Discovery, ListsGroupsVersionsAndResources) {
  TestApi api;
  EXPECT_EQ(api.Get("/api").body["versions"].dump(), R"(["v1"])");
  EXPECT_EQ(api.Get("/version").body["major"], "1");
  bool apps = false;
  const Json groups = api.Get("/apis").body;
  for (const Json& group : groups["groups"]) apps = apps || group["name"] == "apps";
  EXPECT_TRUE(apps);
  EXPECT_EQ(api.Get("/apis/apps").body["preferredVersion"].dump(),
            R"({"groupVersion":"apps/v1","version":"v1"})");
  std::string found;
  const Json resources = api.Get("/apis/apps/v1").body;
  for (const Json& resource : resources["resources"]) {
    if (resource["kind"] == "Deployment" || resource["kind"] == "Scale")
      found += resource["name"].get<std::string>() + " ";
  }
  EXPECT_EQ(found, "deployments deployments/scale deployments/status replicasets/scale statefulsets/scale ");
  EXPECT_EQ(api.Get("/apis/none.example").status, 404);
}

TEST(Discovery, IsAggregatedOnRequest) {
  TestApi api;
  Request request = api.Make("GET", "/apis");
  request.accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
  const Json body = api.Call(request).body;
  EXPECT_EQ(body["kind"], "APIGroupDiscoveryList");
  for (const Json& group : body["items"])
    EXPECT_FALSE(group["versions"].empty()) << group["metadata"]["name"];
}

TEST(Discovery, EveryVersionOfIstioKindsIsServedFromOneStore) {
  TestApi api;
  const char* gateway = R"(apiVersion: networking.istio.io/v1alpha3
kind: Gateway
metadata: {name: g}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
)";
  EXPECT_EQ(api.Post("/apis/networking.istio.io/v1alpha3/namespaces/default/gateways", gateway).ToString(),
            "201");
  EXPECT_EQ(api.Get("/apis/networking.istio.io/v1/namespaces/default/gateways/g").body["apiVersion"],
            "networking.istio.io/v1");
}

TEST(Api, CreatesReadsUpdatesAndDeletes) {
  TestApi api;
  const auto created = api.Post(kConfigMaps, ConfigMap("a"));
  EXPECT_EQ(created.ToString(), "201");
  EXPECT_EQ(created.body["metadata"]["creationTimestamp"], "2026-01-01T00:00:00Z");
  EXPECT_FALSE(TextAt(created.body, {"metadata", "uid"}).empty());
  const std::string path = std::string(kConfigMaps) + "/a";
  EXPECT_EQ(api.Get(path).body, created.body);

  Json changed = created.body;
  changed["data"]["k"] = "w";
  const auto updated = api.Put(path, changed);
  EXPECT_EQ(updated.ToString(), "200");
  EXPECT_NE(updated.version(), created.version());
  EXPECT_EQ(api.Put(path, changed).ToString(),
            "409 Conflict: Operation cannot be fulfilled on configmaps \"a\": the object has been modified; "
            "please apply "
            "your changes to the latest version and try again");
  EXPECT_EQ(api.MergePatch(path, R"({"data":{"k":null,"l":"x"}})").body["data"].dump(), R"({"l":"x"})");
  EXPECT_EQ(api.MergePatch(path, R"({"data":{"k":null}})").body, api.Get(path).body);

  EXPECT_EQ(api.Delete(path, R"({"preconditions":{"uid":"other"}})").status, 409);
  EXPECT_EQ(api.Delete(path).body["status"], "Success");
  EXPECT_EQ(api.Get(path).ToString(), "404 NotFound: configmaps \"a\" not found");
}

TEST(Api, RefusesWhatDoesNotFitThePath) {
  TestApi api;
  const std::string a = ConfigMap("a");
  EXPECT_EQ(api.Post(kConfigMaps, a).status, 201);
  EXPECT_EQ(api.Post(kConfigMaps, a).ToString(), "409 AlreadyExists: configmaps \"a\" already exists");
  EXPECT_EQ(api.Post("/api/v1/namespaces/none/configmaps", a).ToString(),
            "404 NotFound: namespaces \"none\" not found");
  EXPECT_EQ(
      api.Post(kDeployments, a).ToString(),
      "400 BadRequest: the API version in the data (v1) does not match the expected API version (apps/v1)");
  EXPECT_EQ(api.Post("/api/v1/namespaces/default/pods", a).ToString(),
            "400 BadRequest: the kind in the data (ConfigMap) does not match the expected kind (Pod)");
  EXPECT_EQ(api.Post(kConfigMaps, "{metadata: {name: b, namespace: other}}").ToString(),
            "400 BadRequest: the namespace of the provided object does not match the namespace sent on the "
            "request");
  EXPECT_EQ(api.Put(std::string(kConfigMaps) + "/a", {{"metadata", {{"name", "b"}}}}).ToString(),
            "400 BadRequest: the name of the object (b) does not match the name on the URL (a)");
  EXPECT_EQ(api.Post(kConfigMaps, "{metadata: {}}").ToString(),
            "422 Invalid: ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is "
            "required");
  EXPECT_EQ(api.Get("/apis/apps/v1/namespaces/default/pods").ToString(),
            "404 NotFound: the server could not find the requested resource");
  EXPECT_EQ(api.Call(api.Make("PATCH", kConfigMaps)).ToString(),
            "405 MethodNotAllowed: the server does not allow this method on the requested resource");
  EXPECT_EQ(api.Call(api.Make("PATCH", "/apis/networking.istio.io/v1/namespaces/default/gateways/g",
                              "application/strategic-merge-patch+json", "{}"))
                .ToString(),
            "415 UnsupportedMediaType: the body of the request was in an unknown format - accepted media "
            "types include: "
            "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
}

TEST(Api, RefusesMalformedBodies) {
  TestApi api;
  EXPECT_EQ(api.Call(api.Make("POST", kConfigMaps, "application/json", "{")).ToString(),
            "400 BadRequest: error decoding the request body: not JSON: fault at byte 2");
  EXPECT_EQ(api.Post(kConfigMaps, "a: b: c").status, 400);
  EXPECT_EQ(api.Post(kConfigMaps, "[]").ToString(),
            "400 BadRequest: the body of the request must be an object");
  EXPECT_EQ(api.Post(kConfigMaps, "").ToString(),
            "400 BadRequest: the body of the request must be an object");
  EXPECT_EQ(api.Post(kConfigMaps, "{metadata: text}").ToString(),
            "400 BadRequest: metadata must be an object");
  EXPECT_EQ(api.Call(api.Make("POST", kConfigMaps, "application/vnd.kubernetes.protobuf", "k8s")).status,
            415);
  EXPECT_EQ(api.Post(kConfigMaps, std::string(kLargestBody + 1, ' ')).ToString(),
            "413 RequestEntityTooLarge: Request entity too large: limit is 3145728");
}

TEST(Api, ValidatesFieldsAsAsked) {
  TestApi api;
  const std::string unknown = std::string(kTestAppDeployment) + "  foo: 1\n";
  EXPECT_EQ(api.Post(std::string(kDeployments) + "?fieldValidation=Strict", unknown).ToString(),
            "400 BadRequest: Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding "
            "error: "
            "unknown field \"spec.foo\"");
  const auto warned = api.Post(kDeployments, unknown);
  EXPECT_EQ(warned.status, 201);
  EXPECT_EQ(warned.warnings, std::vector<std::string>{"unknown field \"spec.foo\""});
  EXPECT_FALSE(warned.body["spec"].contains("foo"));
  EXPECT_EQ(api.Apply(kTestApp, "m", unknown).ToString(),
            "500 : failed to create typed patch object (/test-app; apps/v1, Kind=Deployment): "
            ".spec.foo: field not "
            "declared in schema");
}

TEST(Api, RefusesWrongTypesAndMissingFields) {
  TestApi api;
  const auto typed = api.Post(kDeployments, "{metadata: {name: x}, spec: {replicas: many}}");
  EXPECT_EQ(typed.status, 400);
  EXPECT_NE(typed.ToString().find("spec.replicas"), std::string::npos) << typed.ToString();
  const auto missing = api.Post(kDeployments, "{metadata: {name: x}, spec: {replicas: 1}}");
  EXPECT_EQ(missing.status, 422);
  EXPECT_EQ(missing.body["details"]["kind"], "Deployment");
  EXPECT_NE(missing.ToString().find("selector"), std::string::npos) << missing.ToString();
}

TEST(Api, ListsBySelectorNamespaceAndPage) {
  TestApi api;
  api.Post("/api/v1/namespaces", "{metadata: {name: shop}}");
  for (const char* name : {"a", "b", "c"})
    api.Post(kConfigMaps, ConfigMap(name, name == std::string("b") ? "t: one" : "t: two"));
  api.Post("/api/v1/namespaces/shop/configmaps", ConfigMap("d"));
  EXPECT_EQ(Names(api.Get(kConfigMaps).body), "a b c ");
  EXPECT_EQ(Names(api.Get("/api/v1/configmaps").body), "a b c d ");
  EXPECT_EQ(Names(api.Get(std::string(kConfigMaps) + "?labelSelector=t=two").body), "a c ");
  EXPECT_EQ(Names(api.Get("/api/v1/configmaps?fieldSelector=metadata.namespace=shop").body), "d ");
  EXPECT_EQ(api.Get(std::string(kConfigMaps) + "?labelSelector=t in two").status, 400);

  const Json page = api.Get("/api/v1/configmaps?limit=3").body;
  EXPECT_EQ(Names(page), "a b c ");
  EXPECT_EQ(page["metadata"]["remainingItemCount"], 1);
  EXPECT_EQ(
      Names(api.Get("/api/v1/configmaps?limit=3&continue=" + TextAt(page, {"metadata", "continue"})).body),
      "d ");

  Request request = api.Make("GET", kConfigMaps);
  request.accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
  const Json partial = api.Call(request).body;
  EXPECT_EQ(partial["kind"], "PartialObjectMetadataList");
  EXPECT_FALSE(partial["items"][0].contains("data"));
}

TEST(Api, DryRunChangesNothing) {
  TestApi api;
  EXPECT_EQ(api.Post(std::string(kConfigMaps) + "?dryRun=All", ConfigMap("a")).ToString(), "201");
  EXPECT_EQ(api.Get(std::string(kConfigMaps) + "/a").status, 404);
  const auto service =
      api.Apply("/api/v1/namespaces/default/services/test-app", "m", kTestAppService, "&dryRun=All");
  EXPECT_EQ(service.ToString(), "201");
  EXPECT_EQ(service.body["spec"]["type"], "ClusterIP");
  EXPECT_EQ(api.Get("/api/v1/namespaces/default/services/test-app").status, 404);

  const auto created = api.Post(kConfigMaps, ConfigMap("a"));
  EXPECT_EQ(
      api.MergePatch(std::string(kConfigMaps) + "/a?dryRun=All", R"({"data":{"k":"w"}})").body["data"]["k"],
      "w");
  EXPECT_EQ(api.Delete(std::string(kConfigMaps) + "/a?dryRun=All").status, 200);
  EXPECT_EQ(api.Get(std::string(kConfigMaps) + "/a").body, created.body);
  EXPECT_EQ(api.Post(std::string(kConfigMaps) + "?dryRun=maybe", ConfigMap("b")).ToString(),
            "422 Invalid: CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"maybe\"]: "
            "supported values: "
            "\"All\"");
}

TEST(Api, DeletingANamespaceDeletesWhatIsInIt) {
  TestApi api;
  api.Post("/api/v1/namespaces", "{metadata: {name: shop}}");
  api.Post("/api/v1/namespaces/shop/configmaps", ConfigMap("free"));
  api.Post("/api/v1/namespaces/shop/configmaps", "{metadata: {name: held, finalizers: [example.com/hold]}}");
  EXPECT_EQ(api.Delete("/api/v1/namespaces/shop").body["status"]["phase"], "Terminating");
  EXPECT_EQ(Names(api.Get("/api/v1/namespaces/shop/configmaps").body), "held ");
  EXPECT_EQ(api.Post("/api/v1/namespaces/shop/configmaps", ConfigMap("late")).ToString(),
            "403 Forbidden: configmaps \"late\" is forbidden: unable to create new content in namespace shop "
            "because it is "
            "being terminated");
  EXPECT_EQ(
      api.MergePatch("/api/v1/namespaces/shop/configmaps/held", R"({"metadata":{"finalizers":null}})").status,
      200);
  EXPECT_EQ(api.Get("/api/v1/namespaces/shop").status, 404);
  EXPECT_EQ(api.Delete("/api/v1/namespaces/default").ToString(),
            "403 Forbidden: namespaces \"default\" is forbidden: this namespace may not be deleted");
}

TEST(Api, DefaultsAndAddressesAreFilledIn) {
  TestApi api;
  const Json service = api.Post("/api/v1/namespaces/default/services", kTestAppService).body;
  EXPECT_EQ(service["spec"]["ports"].dump(),
            R"([{"name":"http","port":80,"protocol":"TCP","targetPort":3000}])");
  EXPECT_EQ(service["spec"]["sessionAffinity"], "None");
  EXPECT_EQ(service["spec"]["internalTrafficPolicy"], "Cluster");
  EXPECT_TRUE(TextAt(service, {"spec", "clusterIP"}).starts_with("10.96."));
  EXPECT_EQ(service["spec"]["clusterIPs"][0], service["spec"]["clusterIP"]);
  EXPECT_EQ(
      api.MergePatch("/api/v1/namespaces/default/services/test-app", R"({"spec":{"clusterIP":"10.96.9.9"}})")
          .ToString(),
      "422 Invalid: Service \"test-app\" is invalid: spec.clusterIPs[0]: Invalid value: [\"10.96.9.9\"]: may "
      "not "
      "change once set");

  const Json spec = api.Post(kDeployments, kTestAppDeployment).body["spec"];
  EXPECT_EQ(spec["strategy"].dump(),
            R"({"rollingUpdate":{"maxSurge":"25%","maxUnavailable":"25%"},"type":"RollingUpdate"})");
  const Json& container = spec["template"]["spec"]["containers"][0];
  EXPECT_EQ(container["imagePullPolicy"], "Always");
  EXPECT_EQ(container["ports"][0]["protocol"], "TCP");
  EXPECT_EQ(spec["template"]["spec"]["dnsPolicy"], "ClusterFirst");
  EXPECT_EQ(api.MergePatch(kTestApp, R"({"spec":{"selector":{"matchLabels":{"app":"other"}}}})").status, 422);

  api.Post("/api/v1/namespaces/default/secrets", "{metadata: {name: s}, stringData: {a: hello}}");
  EXPECT_EQ(api.Get("/api/v1/namespaces/default/secrets/s").body["data"]["a"], "aGVsbG8=");
}

TEST(Api, GenerationCountsChangesOfTheDesiredState) {
  TestApi api;
  EXPECT_EQ(api.Post(kDeployments, kTestAppDeployment).body["metadata"]["generation"], 1);
  EXPECT_EQ(api.MergePatch(kTestApp, R"({"metadata":{"labels":{"a":"b"}}})").body["metadata"]["generation"],
            1);
  EXPECT_EQ(api.MergePatch(kTestApp, R"({"spec":{"replicas":3}})").body["metadata"]["generation"], 2);
  EXPECT_EQ(api.MergePatch(kTestApp, R"({"status":{"replicas":9}})").body["status"]["replicas"], 3);
}

TEST(Api, ScaleIsASubresource) {
  TestApi api;
  api.Post(kDeployments, kTestAppDeployment);
  const std::string path = std::string(kTestApp) + "/scale";
  const Json scale = api.Get(path).body;
  EXPECT_EQ(scale["spec"]["replicas"], 2);
  EXPECT_EQ(scale["status"]["selector"], "app=test-app");
  EXPECT_EQ(api.MergePatch(path, R"({"spec":{"replicas":5}})").body["spec"]["replicas"], 5);
  EXPECT_EQ(api.Get(kTestApp).body["status"]["readyReplicas"], 5);
  EXPECT_EQ(api.MergePatch(path, R"({"spec":{"replicas":"x"}})").status, 400);
}

TEST(Api, PreloadsNamespacesFirst) {
  TestApi api;
  const auto loaded = api.api.Preload(
      {{{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", {{"name", "a"}, {"namespace", "shop"}}}},
       {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", "shop"}}}}});
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(api.Get("/api/v1/namespaces/shop/configmaps/a").status, 200);
  EXPECT_EQ(api.api.Preload({{{"apiVersion", "v9"}, {"kind", "Thing"}}}).error().message,
            "no matches for kind \"Thing\" in version \"v9\"");
}

TEST(Api, JsonPatchIsApplied) {
  TestApi api;
  api.Post(kConfigMaps, ConfigMap("a"));
  const std::string path = std::string(kConfigMaps) + "/a";
  auto patch = [&](const char* body) {
    return api.Call(api.Make("PATCH", path, "application/json-patch+json", body));
  };
  EXPECT_EQ(patch(R"([{"op":"add","path":"/data/z","value":"1"}])").body["data"]["z"], "1");
  EXPECT_EQ(patch(R"([{"op":"remove","path":"/nothing/here"}])").ToString(),
            "422 Invalid: the server rejected our request due to an error in our request");
}

}  // namespace
}  // namespace meshctl::sandbox
