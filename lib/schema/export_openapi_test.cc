// SPDX-License-Identifier: Apache-2.0
#include "schema/export_openapi.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace meshctl::schema {
namespace {

Json SchemasOf(const char* api_version, const char* kind) {
  OpenApiSchemas schemas;
  schemas.Add(FindKind(api_version, kind));
  return std::move(schemas).Take();
}

Json Property(const Json& schemas, const std::string& type, const char* field) {
  Json property = schemas.at(type).at("properties").at(field);
  property.erase("description");
  return property;
}

TEST(ExportOpenApi, NamesTypesAsApiServersDo) {
  EXPECT_EQ(OpenApiName(FindType("apps.v1.DeploymentSpec")), "io.k8s.api.apps.v1.DeploymentSpec");
  EXPECT_EQ(OpenApiName(FindType("meta.v1.ObjectMeta")), "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
  EXPECT_EQ(OpenApiName(FindKind("rbac.authorization.k8s.io/v1", "Role").type()), "io.k8s.api.rbac.v1.Role");
  EXPECT_EQ(OpenApiName(FindKind("apiextensions.k8s.io/v1", "CustomResourceDefinition").type()),
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition");
  EXPECT_EQ(OpenApiName("networking.istio.io", "v1", "Gateway"), "io.istio.networking.v1.Gateway");
}

TEST(ExportOpenApi, WritesWhatTheMergesOfABuiltInKindNeed) {
  const Json schemas = SchemasOf("apps/v1", "Deployment");
  const Json& deployment = schemas.at("io.k8s.api.apps.v1.Deployment");
  EXPECT_EQ(deployment.at("x-kubernetes-group-version-kind").dump(),
            R"([{"group":"apps","kind":"Deployment","version":"v1"}])");
  EXPECT_FALSE(deployment.contains("required"));
  EXPECT_EQ(schemas.at("io.k8s.api.apps.v1.DeploymentSpec").at("required").dump(),
            R"(["selector","template"])");
  EXPECT_EQ(Property(schemas, "io.k8s.api.apps.v1.DeploymentSpec", "strategy").dump(),
            R"({"allOf":[{"$ref":"#/components/schemas/io.k8s.api.apps.v1.DeploymentStrategy"}],)"
            R"("x-kubernetes-patch-strategy":"retainKeys"})");
  EXPECT_EQ(Property(schemas, "io.k8s.api.core.v1.PodSpec", "containers").dump(),
            R"({"items":{"$ref":"#/components/schemas/io.k8s.api.core.v1.Container"},"type":"array",)"
            R"("x-kubernetes-list-map-keys":["name"],"x-kubernetes-list-type":"map",)"
            R"("x-kubernetes-patch-merge-key":"name","x-kubernetes-patch-strategy":"merge"})");
  // The two merges of ports tell them apart by different keys.
  EXPECT_EQ(Property(schemas, "io.k8s.api.core.v1.Container", "ports").dump(),
            R"({"items":{"$ref":"#/components/schemas/io.k8s.api.core.v1.ContainerPort"},"type":"array",)"
            R"("x-kubernetes-list-map-keys":["containerPort","protocol"],"x-kubernetes-list-type":"map",)"
            R"("x-kubernetes-patch-merge-key":"containerPort","x-kubernetes-patch-strategy":"merge"})");
}

TEST(ExportOpenApi, WritesValues) {
  const Json schemas = SchemasOf("v1", "Pod");
  EXPECT_EQ(Property(schemas, "io.k8s.api.core.v1.PodSpec", "restartPolicy").dump(),
            R"({"enum":["Always","Never","OnFailure"],"type":"string"})");
  EXPECT_EQ(Property(schemas, "io.k8s.api.core.v1.PodSpec", "nodeSelector").dump(),
            R"({"additionalProperties":{"type":"string"},"type":"object","x-kubernetes-map-type":"atomic"})");
  EXPECT_EQ(Property(schemas, "io.k8s.api.core.v1.TCPSocketAction", "port").dump(),
            R"({"allOf":[{"$ref":"#/components/schemas/io.k8s.apimachinery.pkg.util.intstr.IntOrString"}]})");
  EXPECT_EQ(schemas.at("io.k8s.apimachinery.pkg.util.intstr.IntOrString").at("format"), "int-or-string");
  EXPECT_EQ(Property(schemas, "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "creationTimestamp").dump(),
            R"({"allOf":[{"$ref":"#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.Time"}]})");
  EXPECT_EQ(schemas.at("io.k8s.api.core.v1.SecretKeySelector").at("x-kubernetes-map-type"), "atomic");
  EXPECT_FALSE(
      Property(schemas, "io.k8s.api.core.v1.EnvVarSource", "secretKeyRef").contains("x-kubernetes-map-type"));
}

TEST(ExportOpenApi, WritesTypesThatHoldThemselves) {
  const std::string name = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
  const Json schemas = SchemasOf("apiextensions.k8s.io/v1", "CustomResourceDefinition");
  EXPECT_EQ(Property(schemas, name, "not").dump(),
            R"({"allOf":[{"$ref":"#/components/schemas/)" + name + R"("}]})");
}

TEST(ExportOpenApi, CustomResourcesHoldTheirWholeShape) {
  const Json schemas = SchemasOf("networking.istio.io/v1", "VirtualService");
  const Json& service = schemas.at("io.istio.networking.v1.VirtualService");
  EXPECT_EQ(service["properties"]["spec"]["properties"]["http"]["items"]["type"], "object");
  EXPECT_EQ(service["properties"]["metadata"]["allOf"].dump(),
            R"([{"$ref":"#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}])");
  OpenApiSchemas odd;
  odd.AddCustom("shop.example", "v1", "Odd", Json(5));
  odd.AddCustom("shop.example", "v1", "Odder", {{"properties", "none"}});
  EXPECT_EQ(std::move(odd).Take()["example.shop.v1.Odder"]["properties"].size(), 3u);
}

// Every reference of every document leads somewhere, and every text that names a kind of merge is one of
// those that clients know.
void CheckReferences(const Json& schemas, const Json& at, const std::string& where) {
  if (at.is_object() && at.contains("$ref") && at["$ref"].is_string()) {  // else: a field of that name
    const auto name = at["$ref"].get<std::string>().substr(std::string("#/components/schemas/").size());
    EXPECT_TRUE(schemas.contains(name)) << where << ": " << name;
  }
  if (at.is_object() && at.contains("x-kubernetes-patch-strategy")) {
    const auto strategy = at["x-kubernetes-patch-strategy"].get<std::string>();
    EXPECT_TRUE(strategy == "merge" || strategy == "retainKeys" || strategy == "merge,retainKeys" ||
                strategy == "replace")
        << where << ": " << strategy;
  }
  for (const Json& below : at) {
    if (below.is_structured()) CheckReferences(schemas, below, where);
  }
}

TEST(ExportOpenApi, EveryReferenceLeadsSomewhere) {
  for (const Kind kind : AllKinds()) {
    if (kind.file_only()) continue;
    OpenApiSchemas collected;
    collected.Add(kind);
    const Json schemas = std::move(collected).Take();
    CheckReferences(schemas, schemas, std::string(kind.api_version()) + "/" + std::string(kind.name()));
  }
}

}  // namespace
}  // namespace meshctl::schema
