// SPDX-License-Identifier: Apache-2.0
// What validation does around single faults: counting, lists, options, status. The faults themselves have
// documents, see fault_doc_test.cc.
#include "validate/validate.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "diag/render.h"
#include "testing/golden.h"
#include "yaml/parse.h"

namespace meshctl::validate {
namespace {

struct Outcome {
  std::size_t objects = 0;
  std::string messages;  ///< one a line, in order of place
};

template <typename Check>
Outcome With(const std::string& text, Check check) {
  const source::SourceFile file("test.yaml", text);
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  Outcome outcome;
  for (const yaml::Node& document : stream.documents) outcome.objects += check(document, report);
  report.Finish();
  for (const diag::Diagnostic& finding : report.findings()) outcome.messages += finding.message + "\n";
  return outcome;
}

Outcome Checked(const std::string& text, const Options& options = {}) {
  return With(text, [&](const yaml::Node& document, diag::Report& report) {
    return Validate(document, options, report);
  });
}

std::string CheckedAs(const std::string& text, std::string_view type) {
  return With(text,
              [&](const yaml::Node& value, diag::Report& report) {
                ValidateAs(value, schema::FindType(type), report);
                return std::size_t{0};
              })
      .messages;
}

TEST(Validate, ItemsOfATypedListWithoutAnApiVersionHaveNone) {
  const source::SourceFile file("a.yaml", "kind: ServiceList\nitems:\n- metadata: {name: a}\n");
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  Validate(stream.documents.front(), {}, report);
  EXPECT_EQ(diag::RenderText(report, {}),
            "error[SCHEMA0008]: the object has no `apiVersion`\n"
            " --> a.yaml:3:3\n"
            "  |\n"
            "3 | - metadata: {name: a}\n"
            "  |   ^^^^^^^^^^^^^^^^^^^ this object\n"
            "  |\n"
            "  = help: write `apiVersion: v1`\n\n");
}

TEST(Validate, CountsDocumentsAndItems) {
  const Outcome outcome = Checked(R"(
apiVersion: v1
kind: Namespace
metadata: {name: a}
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Namespace, metadata: {name: b}}
- {apiVersion: v1, kind: Namespace, metadata: {name: c, lables: {}}}
)");
  EXPECT_EQ(outcome.objects, 3u);
  EXPECT_EQ(outcome.messages, "unknown field `metadata.lables`\n");
}

TEST(Validate, GivesItemsOfTypedListsTheirKind) {
  EXPECT_EQ(
      Checked(
          "apiVersion: apps/v1\nkind: DeploymentList\nitems: [{metadata: {name: a}, spec: {replica: 1}}]\n")
          .messages,
      "required field `spec.selector` is missing\n"
      "required field `spec.template` is missing\n"
      "unknown field `spec.replica`\n");
}

TEST(Validate, TakesKindsThatEndInListButHoldNoItemsForObjects) {
  EXPECT_EQ(Checked("apiVersion: example.com/v1\nkind: ShoppingList\n").messages,
            "unknown kind `ShoppingList` in `example.com/v1`\n");
}

TEST(Validate, PassesOverUnknownKindsWhenAsked) {
  const Options ignore = {.unknown_kinds = Options::UnknownKinds::kIgnore};
  const Outcome outcome = Checked("apiVersion: example.com/v1\nkind: Widget\nanything: [1]\n", ignore);
  EXPECT_EQ(outcome.objects, 1u);
  EXPECT_EQ(outcome.messages, "");
  EXPECT_EQ(Checked("kind: Widget\n", ignore).messages, "the object has no `apiVersion`\n");
}

TEST(Validate, NamesTheObject) {
  const source::SourceFile file("test.yaml",
                                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b, x: 1}\n");
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  Validate(stream.documents.front(), {}, report);
  ASSERT_EQ(report.findings().size(), 1u);
  EXPECT_EQ(report.findings()[0].resource, "ConfigMap b/a");
}

// The server decodes the status of a built-in kind before it drops it; that of a custom resource it drops
// unread, but for unknown fields.
TEST(Validate, LooksAtStatusAsFarAsTheServerDoes) {
  EXPECT_EQ(Checked(R"(
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: a}
spec:
  selector: {matchLabels: {app: a}}
  template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: a}]}}
status: {numberReady: "1", desiredNumberScheduled: -5, ready: 1}
)")
                .messages,
            "`status.numberReady` must be an integer, not a string\n"
            "unknown field `status.ready`\n");
  EXPECT_EQ(Checked(R"(
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: a}
spec: {controllerName: example.com/a}
status: {conditions: [{type: 1}], supported: []}
)")
                .messages,
            "unknown field `status.supported`\n");
}

TEST(Validate, FollowsAliasesAndMerges) {
  EXPECT_EQ(Checked(R"(
apiVersion: v1
kind: Pod
metadata: &meta {name: a, labels: &labels {app: 1}}
spec:
  nodeSelector: *labels
  containers: [{name: a, image: a}]
)")
                .messages,
            "`metadata.labels.app` must be a string, not an integer\n"
            "`spec.nodeSelector.app` must be a string, not an integer\n");
}

TEST(Validate, ReadsTypesWithinThemselves) {
  EXPECT_EQ(
      Checked(R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        additionalProperties: false
        properties:
          a: {type: array, items: {type: string, additionalProperties: {typ: object}}}
          b: {additionalProperties: 7}
)")
          .messages,
      "unknown field "
      "`spec.versions[0].schema.openAPIV3Schema.properties.a.items.additionalProperties.typ`\n"
      "`spec.versions[0].schema.openAPIV3Schema.properties.b.additionalProperties` must be an object, not an "
      "integer\n");
}

TEST(ValidateAs, ChecksMeshConfiguration) {
  EXPECT_EQ(CheckedAs("accessLogFile: /dev/stdout\naccess_log_file: x\nenableTracing: 'true'\n",
                      "mesh.istio.io.MeshConfig"),
            "`enableTracing` must be a boolean, not a string\n");
  EXPECT_EQ(CheckedAs("[]\n", "mesh.istio.io.MeshConfig"), "an object was expected, not a list\n");
}

TEST(Samples, AreValid) {
  namespace fs = std::filesystem;
  std::size_t objects = 0;
  for (const char* folder : {"testdata/test-app", "testdata/shop"}) {
    for (const auto& entry : fs::recursive_directory_iterator(testing::SourcePath(folder))) {
      if (entry.path().extension() != ".yaml") continue;
      const std::string path = fs::relative(entry.path(), testing::SourcePath(".")).string();
      const Outcome outcome = Checked(testing::ReadSource(path));
      EXPECT_EQ(outcome.messages, "") << path;
      objects += outcome.objects;
    }
  }
  EXPECT_GE(objects, 4u);
}

}  // namespace
}  // namespace meshctl::validate
