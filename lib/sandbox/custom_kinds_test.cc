// SPDX-License-Identifier: Apache-2.0
// Kinds that come with a CustomResourceDefinition while the API runs.
#include <gtest/gtest.h>

#include "sandbox/test_api.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kDefinitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
constexpr const char* kWidgets = "/apis/shop.example/v1/namespaces/default/widgets";
constexpr const char* kWidget = "/apis/shop.example/v1/namespaces/default/widgets/w";

constexpr const char* kDefinition = R"(apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.shop.example}
spec:
  group: shop.example
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList, shortNames: [wd]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [size]
            properties:
              size: {type: integer, minimum: 1}
              colour: {type: string, default: red, enum: [red, blue]}
              parts: {type: array, items: {type: object, properties: {name: {type: string}}}}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
              port: {x-kubernetes-int-or-string: true}
              labels: {type: object, additionalProperties: {type: string}}
          status:
            type: object
            properties: {phase: {type: string}}
)";

TEST(CustomKinds, AreServedAtOnceAndAsTheirSchemaSays) {
  TestApi api;
  EXPECT_EQ(api.Get(kWidgets).status, 404);
  EXPECT_EQ(api.Post(kDefinitions, kDefinition).ToString(), "201");
  EXPECT_EQ(api.Get(kWidgets).status, 200);
  const auto created =
      api.Post(kWidgets,
               "{apiVersion: shop.example/v1, kind: Widget, metadata: {name: w}, spec: {size: 3, foo: "
               "1, free: {a: b}, port: x, parts: [{name: a, odd: 1}]}, status: {phase: New}}");
  EXPECT_EQ(created.ToString(), "201");
  EXPECT_EQ(created.body["spec"].dump(),
            R"({"colour":"red","free":{"a":"b"},"parts":[{"name":"a"}],"port":"x","size":3})");
  EXPECT_FALSE(created.body.contains("status"));
  EXPECT_EQ(created.warnings,
            (std::vector<std::string>{"unknown field \"spec.foo\"", "unknown field \"spec.parts[0].odd\""}));
  EXPECT_EQ(api.MergePatch(std::string(kWidget) + "/status", R"({"status":{"phase":"Ready"}})").status, 200);
  EXPECT_EQ(api.Get(kWidget).body["status"]["phase"], "Ready");
  EXPECT_EQ(api.Get(kWidget).body["metadata"]["generation"], 1);
}

TEST(CustomKinds, AreCheckedInTheWordsOfTheApiServer) {
  TestApi api;
  api.Post(kDefinitions, kDefinition);
  auto post = [&](const std::string& spec) {
    return api
        .Post(kWidgets,
              "{apiVersion: shop.example/v1, kind: Widget, metadata: {name: w}, spec: " + spec + "}")
        .ToString();
  };
  EXPECT_EQ(post("{}"), "422 Invalid: Widget.shop.example \"w\" is invalid: spec.size: Required value");
  EXPECT_EQ(post("{size: big}"),
            "422 Invalid: Widget.shop.example \"w\" is invalid: spec.size: Invalid value: \"string\": "
            "spec.size in body "
            "must be of type integer: \"string\"");
  EXPECT_EQ(post("{size: 0, colour: green}"),
            "422 Invalid: Widget.shop.example \"w\" is invalid: [spec.colour: Unsupported value: \"green\": "
            "supported "
            "values: \"red\", \"blue\", spec.size: Invalid value: 0: spec.size in body should be greater "
            "than or equal "
            "to 1]");
}

constexpr const char* kKnobs = "/apis/shop.example/v1/namespaces/default/knobs";
constexpr const char* kKnobDefinition = R"(metadata: {name: knobs.shop.example}
spec:
  group: shop.example
  scope: Namespaced
  names: {plural: knobs, singular: knob, kind: Knob, listKind: KnobList}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              x: {type: number, minimum: 0, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: true, multipleOf: 0.5}
              i: {type: integer, format: int32}
              s: {type: string, minLength: 2, maxLength: 4, pattern: "^[a-z]+$"}
              f: {type: string, format: date-time}
              l: {type: array, minItems: 1, maxItems: 2, items: {type: string}}
              m: {type: object, minProperties: 1, maxProperties: 2, additionalProperties: {type: integer}}
              set: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              map:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [k]
                items: {type: object, required: [k], properties: {k: {type: string}, v: {type: integer}}}
              port: {x-kubernetes-int-or-string: true}
              one: {type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}
              any: {type: string, anyOf: [{pattern: "^a"}, {pattern: "^b"}]}
              none: {type: string, not: {enum: [bad]}}
              all: {type: integer, allOf: [{minimum: 3}, {maximum: 4}]}
              embedded: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
)";

TEST(CustomKinds, EveryKindOfLimitHasItsWords) {
  TestApi api;
  EXPECT_EQ(api.Post(kDefinitions, kKnobDefinition).ToString(), "201");
  const std::pair<const char*, const char*> kCases[] = {
      {"x: 0", "spec.x: Invalid value: 0: spec.x in body should be greater than 0"},
      {"x: 2", "spec.x: Invalid value: 2: spec.x in body should be less than 2"},
      {"x: 0.7", "spec.x: Invalid value: 0.7: spec.x in body should be a multiple of 0.5"},
      {"i: 3000000000",
       R"(<nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec.i)"},
      {"s: a", R"(spec.s: Invalid value: "a": spec.s in body should be at least 2 chars long)"},
      {"s: abcde", "spec.s: Too long: may not be more than 4 bytes"},
      {"s: A1", R"(spec.s: Invalid value: "A1": spec.s in body should match '^[a-z]+$')"},
      {"f: yesterday",
       R"(spec.f: Invalid value: "yesterday": spec.f in body must be of type date-time: "yesterday")"},
      {"l: []", "spec.l: Invalid value: 0: spec.l in body should have at least 1 items"},
      {"l: [a, b, c]", "spec.l: Too many: 3: must have at most 2 items"},
      {"m: {}", "spec.m: Invalid value: 0: spec.m in body should have at least 1 properties"},
      {"m: {a: 1, b: 2, c: 3}", "spec.m: Too many: 3: must have at most 2 items"},
      {"m: {a: x}",
       R"(spec.m.a: Invalid value: "string": spec.m.a in body must be of type integer: "string")"},
      {"set: [a, b, a]", R"(spec.set[2]: Duplicate value: "a")"},
      {"map: [{k: a}, {k: a, v: 2}]", R"(spec.map[1]: Duplicate value: {"k":"a"})"},
      {"map: [{v: 1}]", "spec.map[0].k: Required value"},
      {"port: true",
       R"(spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean")"},
      {"one: {}",
       R"([<nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found none )"
       "valid, spec.one.a: Required value]"},
      {"one: {a: x, b: x}",
       R"(<nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found 2 valid )"
       "alternatives"},
      {"any: c",
       R"([<nil>: Invalid value: "": "spec.any" must validate at least one schema (anyOf), spec.any: )"
       R"(Invalid value: "c": spec.any in body should match '^a'])"},
      {"none: bad", R"(<nil>: Invalid value: "": "spec.none" must not validate the schema (not))"},
      {"all: 1",
       "[spec.all: Invalid value: 1: spec.all in body should be greater than or equal to 3, <nil>: "
       R"(Invalid value: "": "spec.all" must validate all the schemas (allOf)])"},
      {"embedded: {}", "[spec.embedded.apiVersion: Required value, spec.embedded.kind: Required value]"},
  };
  for (const auto& [spec, fault] : kCases) {
    const auto got =
        api.Post(kKnobs, std::string("{apiVersion: shop.example/v1, kind: Knob, metadata: {name: "
                                     "k}, spec: {") +
                             spec + "}}");
    EXPECT_EQ(got.ToString(), std::string("422 Invalid: Knob.shop.example \"k\" is invalid: ") + fault);
  }
  EXPECT_EQ(api.Post(kKnobs,
                     "{apiVersion: shop.example/v1, kind: Knob, metadata: {name: k}, spec: {x: 1.5, i: 3, s: "
                     "abc, f: 2026-01-02T03:04:05Z, l: [a], m: {a: 1}, set: [a, b], map: [{k: a}, {k: b}], "
                     "port: http, one: {b: x}, any: be, none: good, all: 3, embedded: {apiVersion: v1, kind: "
                     "Pod, odd: 1}}}")
                .ToString(),
            "201");
}

TEST(CustomKinds, RulesAreAskedAboutValuesAndChanges) {
  TestApi api;
  api.Post(kDefinitions, R"(metadata: {name: dials.shop.example}
spec:
  group: shop.example
  scope: Namespaced
  names: {plural: dials, singular: dial, kind: Dial, listKind: DialList}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              top: {type: integer, maximum: 5}
              frozen: {type: string, x-kubernetes-validations: [{rule: self == oldSelf, message: is frozen}]}
              range:
                type: object
                properties: {lo: {type: integer}, hi: {type: integer}}
                x-kubernetes-validations:
                - {rule: self.lo <= self.hi, message: lo must not be above hi}
                - {rule: self.hi < 100}
                - {rule: self.lo >= 0, messageExpression: "'lo is below zero'", fieldPath: .lo, reason: FieldValueForbidden}
)");
  const std::string dials = "/apis/shop.example/v1/namespaces/default/dials";
  const auto post = [&](const std::string& spec) {
    return api
        .Post(dials, "{apiVersion: shop.example/v1, kind: Dial, metadata: {name: d}, spec: {" + spec + "}}")
        .ToString();
  };
  const std::string head = "422 Invalid: Dial.shop.example \"d\" is invalid: ";
  EXPECT_EQ(post("range: {lo: 3, hi: 1}"), head + "spec.range: Invalid value: lo must not be above hi");
  EXPECT_EQ(post("range: {lo: -1, hi: 200}"),
            head +
                "[spec.range: Invalid value: failed rule: self.hi < 100, spec.range.lo: Forbidden: lo is "
                "below zero]");
  EXPECT_EQ(post("range: {lo: 3}"),
            head + R"([spec.range: Invalid value: "object": no such key: hi evaluating rule: lo must not be )"
                   R"(above hi, spec.range: Invalid value: "object": no such key: hi evaluating rule: )"
                   "self.hi < 100]");
  EXPECT_EQ(
      post("top: 6, range: {lo: 3, hi: 1}"),
      head +
          "[spec.top: Invalid value: 6: spec.top in body should be less than or equal to 5, spec.range: "
          "Invalid value: lo must not be above hi]");
  EXPECT_EQ(post("top: x, range: {lo: 3, hi: 1}"),
            head +
                R"([spec.top: Invalid value: "string": spec.top in body must be of type integer: "string", )"
                "<nil>: Invalid value: null: some validation rules were not checked because the object was "
                "invalid; correct the existing errors to complete validation]");
  EXPECT_EQ(post("frozen: a, range: {lo: 1, hi: 2}"), "201");
  EXPECT_EQ(api.MergePatch(dials + "/d", R"({"spec":{"frozen":"b"}})").ToString(),
            head + R"(spec.frozen: Invalid value: "b": is frozen)");
  EXPECT_EQ(api.MergePatch(dials + "/d", R"({"spec":{"frozen":"a","top":1}})").status, 200);
}

TEST(CustomKinds, AreOwnedFieldByFieldAndInDiscovery) {
  TestApi api;
  api.Post(kDefinitions, kDefinition);
  const std::string head = "{apiVersion: shop.example/v1, kind: Widget, metadata: {name: w}, spec: ";
  EXPECT_EQ(api.Apply(kWidget, "one", head + "{size: 3, labels: {a: b}}}").status, 201);
  EXPECT_EQ(api.Apply(kWidget, "two", head + "{size: 4}}").ToString(),
            "409 Conflict: Apply failed with 1 conflict: conflict with \"one\": .spec.size");
  const Json resources = api.Get("/apis/shop.example/v1").body["resources"];
  EXPECT_EQ(resources[0]["name"], "widgets");
  EXPECT_EQ(resources[0]["shortNames"].dump(), R"(["wd"])");
  EXPECT_EQ(resources[1]["name"], "widgets/status");
  const Json document = api.Get("/openapi/v3/apis/shop.example/v1").body;
  EXPECT_EQ(
      document["components"]["schemas"]["example.shop.v1.Widget"]["properties"]["spec"]["required"].dump(),
      R"(["size"])");
}

TEST(CustomKinds, GoWithTheirDefinition) {
  TestApi api;
  api.Post(kDefinitions, kDefinition);
  api.Apply(kWidget, "one",
            "{apiVersion: shop.example/v1, kind: Widget, metadata: {name: w}, spec: {size: 3}}");
  const std::string changed = R"({"spec":{"versions":[{"name":"v2","served":true,"storage":true,"schema":)"
                              R"({"openAPIV3Schema":{"type":"object"}}}]}})";
  EXPECT_EQ(api.MergePatch(std::string(kDefinitions) + "/widgets.shop.example", changed).status, 200);
  EXPECT_EQ(api.Get(kWidgets).status, 404);
  EXPECT_EQ(api.Get("/apis/shop.example/v2/widgets").body["items"].size(), 1u);
  EXPECT_EQ(api.Delete(std::string(kDefinitions) + "/widgets.shop.example").status, 200);
  EXPECT_EQ(api.Get("/apis/shop.example/v2/widgets").status, 404);
  EXPECT_EQ(api.Get("/apis/shop.example/v1").status, 404);
  api.Post(kDefinitions, kDefinition);
  EXPECT_EQ(api.Get(kWidgets).body["items"].size(), 0u);
}

TEST(CustomKinds, OddMetadataDoesNoHarm) {
  TestApi api;
  api.Post(kDefinitions, kDefinition);
  for (const char* odd :
       {"labels: 5", "ownerReferences: {}", "ownerReferences: [5]", "finalizers: x", "finalizers: [1]",
        "annotations: [a]", "generateName: 7", "managedFields: 1", "deletionTimestamp: {}"}) {
    const auto got =
        api.Post(kWidgets, std::string("{apiVersion: shop.example/v1, kind: Widget, metadata: {name: w, ") +
                               odd + "}, spec: {size: 3}}");
    EXPECT_TRUE(got.status == 201 || got.status == 400) << odd << " " << got.ToString();
    EXPECT_LT(api.Get(std::string(kWidgets) + "?labelSelector=a%3Db").status, 500);
    EXPECT_LT(api.Delete(kWidget).status, 500);
    api.MergePatch(kWidget, R"({"metadata":{"finalizers":null}})");
  }
}

}  // namespace
}  // namespace meshctl::sandbox
