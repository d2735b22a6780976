// SPDX-License-Identifier: Apache-2.0
// testdata/validate/custom holds definitions with objects behind them. The name of each object says what an
// API server does with it (api_server_test asks a real one), and `.expected` what is said of the refused.
#include "validate/custom/custom_kinds.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <string>

#include "diag/render.h"
#include "schema/export_crd.h"
#include "testing/golden.h"
#include "validate/validate.h"
#include "yaml/json.h"
#include "yaml/parse.h"

namespace meshctl::validate {
namespace {

class Documents {
 public:
  explicit Documents(std::string text) : file_("custom.yaml", std::move(text)) {
    diag::Report faults;
    stream_ = yaml::Parse(file_, {}, faults);
    EXPECT_TRUE(faults.empty()) << diag::RenderText(faults, {});
    for (const yaml::Node& document : stream_.documents) kinds_.AddDefinition(document);
  }
  const std::vector<yaml::Node>& all() const { return stream_.documents; }
  CustomKinds& kinds() { return kinds_; }

  std::string Validate() {
    diag::Report report;
    for (const yaml::Node& document : stream_.documents) {
      if (!IsDefinition(document)) validate::Validate(document, {.custom = &kinds_}, report);
    }
    report.Finish();
    return diag::RenderText(report, {});
  }

 private:
  source::SourceFile file_;
  yaml::Stream stream_;
  CustomKinds kinds_;
};

constexpr const char* kEverything = "testdata/validate/custom/everything.yaml";

TEST(CustomKindsTest, AcceptsAndRefusesAsNamed) {
  Documents documents(testing::ReadSource(kEverything));
  int judged = 0;
  for (const yaml::Node& document : documents.all()) {
    if (IsDefinition(document)) continue;
    diag::Report report;
    Validate(document, {.custom = &documents.kinds()}, report);
    const std::string name(document.Get("metadata").Get("name").string());
    EXPECT_EQ(report.empty(), name.starts_with("accepted-")) << name << "\n" << diag::RenderText(report, {});
    ++judged;
  }
  EXPECT_GT(judged, 100);
}

TEST(CustomKindsTest, SaysWhatIsWrong) {
  Documents documents(testing::ReadSource(kEverything));
  EXPECT_TRUE(testing::MatchesFile("testdata/validate/custom/everything.expected", documents.Validate()));
}

constexpr const char* kSmall = R"(
apiVersion: v1
kind: List
items:
- apiVersion: apiextensions.k8s.io/v1
  kind: CustomResourceDefinition
  metadata: {name: crontabs.example.com}
  spec:
    group: example.com
    names: {kind: CronTab, plural: crontabs}
    versions:
    - name: v1
      served: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {cron: {type: string}}}}}}
    - {name: v1beta1, served: false}
)";

TEST(CustomKindsTest, FindsKindsOfDefinitions) {
  Documents documents(kSmall);
  const CustomKinds& kinds = documents.kinds();
  ASSERT_NE(kinds.Find("example.com/v1", "CronTab"), nullptr);
  EXPECT_EQ(kinds.Find("example.com/v2", "CronTab"), nullptr);
  EXPECT_FALSE(kinds.Find("example.com/v1beta1", "CronTab")->served);
  EXPECT_EQ(kinds.ApiVersionsOf("CronTab"), std::vector<std::string_view>{"example.com/v1"});
  EXPECT_EQ(kinds.Names(), std::vector<std::string_view>{"CronTab"});
}

TEST(CustomKindsTest, ProposesVersionsAndNames) {
  Documents documents(std::string(kSmall) + R"(
---
apiVersion: example.com/v2
kind: CronTab
metadata: {name: a}
---
apiVersion: example.com/v1beta1
kind: CronTab
metadata: {name: a}
---
apiVersion: example.com/v1
kind: CronTabs
metadata: {name: a}
)");
  EXPECT_TRUE(testing::SameText(
      R"(error[SCHEMA0006]: there is no `CronTab` in `example.com/v2`
  --> custom.yaml:18:13
   |
18 | apiVersion: example.com/v2
   |             ^^^^^^^^^^^^^^ wrong apiVersion for this kind
   |
   = help: use `apiVersion: example.com/v1`

error[SCHEMA0010]: `CronTab` is not served in `example.com/v1beta1`
  --> custom.yaml:22:13
   |
22 | apiVersion: example.com/v1beta1
   |             ^^^^^^^^^^^^^^^^^^^ not a served version
   |
   = help: use `apiVersion: example.com/v1`

error[SCHEMA0005]: unknown kind `CronTabs` in `example.com/v1`
  --> custom.yaml:27:7
   |
27 | kind: CronTabs
   |       ^^^^^^^^ no schema for this kind
   |
   = help: did you mean `CronTab`?
   = fix: replace `CronTabs` by `CronTab`

)",
      documents.Validate()));
}

TEST(CustomKindsTest, ReadsOpenApi) {
  CustomKinds kinds;
  EXPECT_EQ(kinds.AddOpenApi("{}").error().message, "the API server's answer is no OpenAPI document");
  ASSERT_TRUE(kinds.AddOpenApi(R"({
    "openapi": "3.0.0",
    "paths": {"/apis/example.com/v1/namespaces/{namespace}/trees/{name}/status": {"get": {
      "x-kubernetes-group-version-kind": {"group": "example.com", "version": "v1", "kind": "Tree"}}}},
    "components": {"schemas": {
      "com.example.v1.Tree": {
        "type": "object",
        "properties": {
          "metadata": {"allOf": [{"$ref": "#/components/schemas/Meta"}]},
          "spec": {"allOf": [{"$ref": "#/components/schemas/com.example.v1.Branch"}]},
          "status": {"type": "integer"}},
        "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Tree"}]},
      "com.example.v1.Branch": {
        "type": "object",
        "properties": {
          "leaves": {"type": "integer", "format": "int32"},
          "branches": {"type": "array", "items": {"$ref": "#/components/schemas/com.example.v1.Branch"}}}},
      "Meta": {"type": "object"}}}})"));
  EXPECT_TRUE(kinds.Find("example.com/v1", "Tree")->has_status);

  const source::SourceFile file("tree.yaml", R"(apiVersion: example.com/v1
kind: Tree
metadata: {name: oak}
spec: {branches: [{branches: [{leaves: many, leafs: 1}]}]}
status: dropped
)");
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  Validate(stream.documents.front(), {.custom = &kinds}, report);
  report.Finish();
  ASSERT_EQ(report.findings().size(), 2u);
  EXPECT_EQ(report.findings()[0].message,
            "`spec.branches[0].branches[0].leaves` must be an integer, not a string");
  EXPECT_EQ(report.findings()[1].message, "unknown field `spec.branches[0].branches[0].leafs`");
  EXPECT_EQ(report.findings()[1].primary.text, "not a field of Branch");
}

TEST(CustomKindsTest, SchemasMayNotJudgeByThemselves) {
  CustomKinds kinds;
  ASSERT_TRUE(kinds.AddOpenApi(R"({"openapi": "3.0.0", "components": {"schemas": {
    "A": {"type": "object", "properties": {"metadata": {}, "spec": {"$ref": "#/components/schemas/B"}},
          "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "A"}]},
    "B": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B"}},
          "allOf": [{"$ref": "#/components/schemas/B"}, {"anyOf": [{"$ref": "#/components/schemas/C"}]}]},
    "C": {"not": {"$ref": "#/components/schemas/C"}, "oneOf": [{"$ref": "#/components/schemas/B"}]}}}})"));
  const source::SourceFile file(
      "a.yaml", "apiVersion: example.com/v1\nkind: A\nmetadata: {name: a}\nspec: {b: {b: {}}}\n");
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  Validate(stream.documents.front(), {.custom = &kinds}, report);
  EXPECT_TRUE(report.empty()) << diag::RenderText(report, {});
}

TEST(CustomKindsTest, TakesBrokenDefinitions) {
  for (const char* spec :
       {"spec: 1", "spec: {versions: 1}", "spec: {names: {kind: A}, versions: [{name: v1, schema: 1}]}",
        "spec: {names: {kind: A}, versions: [{name: v1, schema: {openAPIV3Schema: {type: 1, properties: "
        "[]}}}]}",
        "spec: {names: {kind: A}, versions: [{name: v1, schema: {openAPIV3Schema: {properties: {a: {pattern: "
        "'('}, "
        "b: {$ref: x, oneOf: 1}}, x-kubernetes-validations: [{rule: '1 +'}, 2]}}}]}"}) {
    Documents documents(
        fmt::format("apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n{}\n---\n"
                    "apiVersion: v1\nkind: A\nmetadata: {{name: a}}\na: b\n",
                    spec));
    documents.Validate();
  }
}

}  // namespace
}  // namespace meshctl::validate
