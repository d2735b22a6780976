// SPDX-License-Identifier: Apache-2.0
// What is exported is held to a few kinds written out and to rules that all kinds keep. Whether an API server
// takes the definitions is asked in lib/validate/api_server_test.cc.
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "schema/export_crd.h"
#include "schema/export_json_schema.h"
#include "testing/golden.h"

namespace meshctl::schema {
namespace {

constexpr Channel kChannels[] = {Channel::kStandard, Channel::kExperimental};

/// Calls `visit` with every schema of a structural schema that is no value validation.
void ForEachLevel(const Json& schema, const std::function<void(const Json&)>& visit) {
  visit(schema);
  const Json properties = schema.value("properties", Json::object());
  for (const Json& property : properties) ForEachLevel(property, visit);
  for (const char* key : {"items", "additionalProperties"}) {
    if (schema.contains(key)) ForEachLevel(schema[key], visit);
  }
}

TEST(ExportCrd, WritesAKindOut) {
  Json definition = ExportCrd(FindKind("networking.istio.io/v1beta1", "ProxyConfig"), Channel::kStandard);
  EXPECT_TRUE(testing::MatchesFile("testdata/schema/proxyconfig.crd.yaml", yaml::PrintYaml(definition)));
}

TEST(ExportCrd, EveryLevelHasATypeAndEveryKindOneStoredVersion) {
  for (const Channel channel : kChannels) {
    for (const Kind kind : DefinedKinds(channel)) {
      const Json definition = ExportCrd(kind, channel);
      int stored = 0;
      for (const Json& version : definition["spec"]["versions"]) {
        stored += version["storage"].get<bool>() ? 1 : 0;
        ForEachLevel(version["schema"]["openAPIV3Schema"], [&](const Json& level) {
          const bool typed = level.contains("type") || level.contains("x-kubernetes-int-or-string") ||
                             level.contains("x-kubernetes-preserve-unknown-fields");
          EXPECT_TRUE(typed) << kind.name() << ": " << level.dump();
        });
      }
      EXPECT_EQ(stored, 1) << kind.name();
    }
  }
}

TEST(ExportCrd, ChannelsDiffer) {
  const Kind route = FindKind("gateway.networking.k8s.io/v1", "HTTPRoute");
  const auto rule_of = [&](Channel channel) {
    return ExportStructuralSchema(
        route, channel)["properties"]["spec"]["properties"]["rules"]["items"]["properties"];
  };
  EXPECT_FALSE(rule_of(Channel::kStandard).contains("retry"));
  EXPECT_TRUE(rule_of(Channel::kExperimental).contains("retry"));
  EXPECT_FALSE(IsDefined(FindResource("xmeshes"), Channel::kStandard));
  EXPECT_TRUE(IsDefined(FindResource("xmeshes"), Channel::kExperimental));
  EXPECT_FALSE(IsDefined(FindResource("deployments"), Channel::kExperimental));
}

TEST(ExportCrd, IsTheSameEachTime) {
  for (const Kind kind : DefinedKinds(Channel::kStandard))
    EXPECT_EQ(ExportCrd(kind, Channel::kStandard).dump(), ExportCrd(kind, Channel::kStandard).dump());
}

TEST(ExportJsonSchema, WritesAKindOut) {
  const Json schema = ExportJsonSchema(FindKind("scheduling.k8s.io/v1", "PriorityClass"), Channel::kStandard);
  EXPECT_EQ(schema["properties"]["apiVersion"]["enum"], Json({"scheduling.k8s.io/v1"}));
  EXPECT_EQ(schema["properties"]["value"]["type"], Json({"integer", "null"}));
  EXPECT_EQ(schema["properties"]["globalDefault"]["type"], Json({"boolean", "null"}));
  EXPECT_EQ(schema["properties"]["metadata"]["$ref"], "#/definitions/meta.v1.ObjectMeta");
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_EQ(schema["required"], Json({"apiVersion", "kind"}));
}

TEST(ExportJsonSchema, EveryReferenceHasItsDefinition) {
  std::vector<Kind> kinds;
  for (const Kind kind : AllKinds()) kinds.push_back(kind);
  const Json schema = ExportJsonSchema(kinds, Channel::kExperimental);
  const std::function<void(const Json&)> visit = [&](const Json& value) {
    if (value.is_object() && value.contains("$ref") && value["$ref"].is_string()) {
      const std::string name = value["$ref"].get<std::string>().substr(std::string("#/definitions/").size());
      EXPECT_TRUE(schema["definitions"].contains(name)) << name;
    }
    for (const Json& below : value) {
      if (below.is_structured()) visit(below);
    }
  };
  visit(schema);
  EXPECT_EQ(schema["allOf"].size(), kinds.size());
}

TEST(JsonSchemaFileName, IsKubeconforms) {
  EXPECT_EQ(JsonSchemaFileName(FindKind("v1", "Service")), "service-v1.json");
  EXPECT_EQ(JsonSchemaFileName(FindKind("networking.istio.io/v1", "VirtualService")),
            "virtualservice-networking-v1.json");
  std::set<std::string> names;
  for (const Kind kind : AllKinds())
    EXPECT_TRUE(names.insert(JsonSchemaFileName(kind)).second) << kind.name();
}

}  // namespace
}  // namespace meshctl::schema
