// SPDX-License-Identifier: Apache-2.0
#include "sandbox/openapi.h"

#include <gtest/gtest.h>

#include <string>

#include "sandbox/test_api.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kDefinitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

std::string Definition(const std::string& field) {
  return "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
         "metadata: {name: widgets.shop.example}\nspec:\n  group: shop.example\n  scope: Namespaced\n"
         "  names: {kind: Widget, plural: widgets, singular: widget}\n"
         "  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: "
         "{type: object, properties: {" +
         field + ": {type: string}}}}}]\n";
}

std::string LinkOf(TestApi& api, const std::string& path) {
  const Json index = api.Get("/openapi/v3").body;
  return index["paths"].contains(path) ? index["paths"][path]["serverRelativeURL"].get<std::string>() : "";
}

TEST(OpenApi, ListsADocumentForEveryGroupVersion) {
  TestApi api;
  const Json index = api.Get("/openapi/v3").body;
  for (const auto& [path, entry] : index["paths"].items()) {
    const std::string link = entry["serverRelativeURL"].get<std::string>();
    EXPECT_TRUE(link.starts_with("/openapi/v3/" + path + "?hash=")) << link;
    EXPECT_EQ(link.size(), ("/openapi/v3/" + path + "?hash=").size() + 128) << link;
    const TestApi::Got got = api.Get(link);
    EXPECT_EQ(got.status, 200) << link;
    EXPECT_FALSE(got.body["components"]["schemas"].empty()) << link;
  }
  EXPECT_TRUE(index["paths"].contains("api/v1"));
  EXPECT_TRUE(index["paths"].contains("apis/networking.istio.io/v1"));
  for (const char* path : {"/openapi/v3/apis/nothing/v1", "/openapi/v3/api/v2", "/openapi/v3/apis",
                           "/openapi/v3/apis//v1", "/openapi/v3/api/v1/pods", "/openapi"})
    EXPECT_EQ(api.Get(path).status, 404) << path;
}

TEST(OpenApi, SaysHowObjectsArePatched) {
  TestApi api;
  const Json apps = api.Get("/openapi/v3/apis/apps/v1").body;
  const Json& patch = apps["paths"]["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]["patch"];
  EXPECT_EQ(patch["x-kubernetes-group-version-kind"].dump(),
            R"({"group":"apps","kind":"Deployment","version":"v1"})");
  EXPECT_EQ(patch["parameters"][2]["name"], "fieldValidation");
  EXPECT_TRUE(patch["requestBody"]["content"].contains("application/strategic-merge-patch+json"));
  const Json istio = api.Get("/openapi/v3/apis/networking.istio.io/v1").body;
  const Json& custom =
      istio["paths"]["/apis/networking.istio.io/v1/namespaces/{namespace}/gateways/{name}"]["patch"];
  EXPECT_TRUE(custom["requestBody"]["content"].contains("application/merge-patch+json"));
  EXPECT_FALSE(custom["requestBody"]["content"].contains("application/strategic-merge-patch+json"));
}

TEST(OpenApi, IsWrittenAgainWhenADefinitionChanges) {
  TestApi api;
  const std::string path = "apis/shop.example/v1";
  EXPECT_EQ(LinkOf(api, path), "");
  api.Post(kDefinitions, Definition("colour"));
  const std::string first = LinkOf(api, path);
  EXPECT_EQ(LinkOf(api, path), first);
  const std::string apps = LinkOf(api, "apis/apps/v1");
  const std::string changed = R"({"spec":{"versions":[{"name":"v1","served":true,"storage":true,"schema":)"
                              R"({"openAPIV3Schema":{"type":"object","properties":{"size":{"type":)"
                              R"("string"}}}}}]}})";
  EXPECT_EQ(api.MergePatch(std::string(kDefinitions) + "/widgets.shop.example", changed).status, 200);
  EXPECT_NE(LinkOf(api, path), first);
  EXPECT_EQ(LinkOf(api, "apis/apps/v1"), apps);
  const Json schemas = api.Get("/openapi/v3/" + path).body["components"]["schemas"];
  EXPECT_TRUE(schemas["example.shop.v1.Widget"]["properties"].contains("size"));
  EXPECT_FALSE(schemas["example.shop.v1.Widget"]["properties"].contains("colour"));
  api.Delete(std::string(kDefinitions) + "/widgets.shop.example");
  EXPECT_EQ(LinkOf(api, path), "");
  EXPECT_EQ(api.Get("/openapi/v3/" + path).status, 404);
}

}  // namespace
}  // namespace meshctl::sandbox
