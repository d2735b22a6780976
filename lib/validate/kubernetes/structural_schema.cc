// SPDX-License-Identifier: Apache-2.0
// One walk over the levels of a schema (properties, items, additionalProperties), and from each level into
// its value validations (allOf, anyOf, oneOf, not), which may only speak of what the level declares.
#include "validate/kubernetes/structural_schema.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "cel/regex.h"
#include "diag/report.h"
#include "validate/custom/custom_checker.h"
#include "validate/custom/read_schema.h"
#include "validate/kubernetes/definition_rules.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {

constinit const Rule kSchemaWithoutType = {
    .code = "KUBE1007",
    .name = "schema-without-type",
    .summary = "every level of a structural schema has a type, or takes an integer or a string, or anything"};
constinit const Rule kForbiddenKeyword = {
    .code = "KUBE1008",
    .name = "forbidden-schema-keyword",
    .summary = "API servers leave out parts of JSON Schema that are costly or need more than one document"};
constinit const Rule kStructureInValidation = {
    .code = "KUBE1009",
    .name = "structure-in-validation",
    .summary =
        "inside `allOf`, `anyOf`, `oneOf` and `not` values are judged; types and defaults stand outside"};
constinit const Rule kPropertiesWithAdditional = {
    .code = "KUBE1010",
    .name = "properties-with-additional",
    .summary = "an object has named properties, or is a map from any name to one kind of value"};
constinit const Rule kEmbeddedResource = {
    .code = "KUBE1011",
    .name = "bad-embedded-resource",
    .summary = "an embedded resource is an object, and has properties or keeps unknown fields"};
constinit const Rule kListType = {
    .code = "KUBE1012",
    .name = "bad-list-type",
    .summary = "a list that is merged item by item says how its items are told apart"};
constinit const Rule kBadDefault = {
    .code = "KUBE1014", .name = "bad-default", .summary = "a default is a value that its own schema accepts"};
constinit const Rule kSchemaPattern = {
    .code = "KUBE1015",
    .name = "bad-schema-pattern",
    .summary = "a pattern is a regular expression of Go: without look-ahead and back-references"};
constinit const Rule kRestrictedMetadata = {
    .code = "KUBE1016",
    .name = "restricted-metadata",
    .summary = "metadata is the same for every kind; a schema may limit `name` and `generateName` alone"};

namespace {

constexpr std::array<std::string_view, 6> kTypes = {"object",  "array",  "string",
                                                    "integer", "number", "boolean"};
constexpr std::array<std::string_view, 7> kForbidden = {
    "$ref", "definitions", "dependencies", "id", "$schema", "patternProperties", "additionalItems"};
constexpr std::array<std::string_view, 12> kStructural = {"type",
                                                          "default",
                                                          "additionalProperties",
                                                          "description",
                                                          "title",
                                                          "nullable",
                                                          "x-kubernetes-preserve-unknown-fields",
                                                          "x-kubernetes-embedded-resource",
                                                          "x-kubernetes-int-or-string",
                                                          "x-kubernetes-list-type",
                                                          "x-kubernetes-list-map-keys",
                                                          "x-kubernetes-map-type"};
constexpr std::array<std::string_view, 3> kListTypes = {"atomic", "set", "map"};
constexpr std::array<std::string_view, 2> kMapTypes = {"atomic", "granular"};
constexpr std::array<std::string_view, 3> kJunctors = {"allOf", "anyOf", "oneOf"};

bool TakesBoth(const yaml::Node& schema) { return IsTrue(schema.Get("x-kubernetes-int-or-string")); }
/// Whether server-side apply takes the value as one: a scalar, or an atomic list or object.
bool IsOneLeaf(const yaml::Node& schema) {
  const std::string_view type = schema.Get("type").string();
  if (type == "object") return schema.Get("x-kubernetes-map-type").string() == "atomic";
  const std::string_view list = schema.Get("x-kubernetes-list-type").string();
  return type != "array" || list.empty() || list == "atomic";
}

bool PreservesUnknown(const yaml::Node& schema) {
  return IsTrue(schema.Get("x-kubernetes-preserve-unknown-fields"));
}

/// `anyOf: [{type: integer}, {type: string}]`, the one place where alternatives may name types.
bool IsIntOrString(const yaml::Node& any_of) {
  const auto is = [&](std::size_t at, std::string_view type) {
    return any_of.items()[at].size() == 1 && any_of.items()[at].Get("type").string() == type;
  };
  return any_of.size() == 2 && is(0, "integer") && is(1, "string");
}

class Walk {
 public:
  explicit Walk(Verdict& verdict) : verdict_(verdict), rules_(verdict) {}

  void Root(const yaml::Node& schema) {
    if (const yaml::Node& type = schema.Get("type"); type.string() != "object" && !type.string().empty()) {
      verdict_.At(kSchemaWithoutType, type, fmt::format("{} must be `object`", verdict_.Path(type)),
                  {.label = "every resource is an object"});
    }
    const yaml::Node& metadata = schema.Get("properties").Get("metadata");
    for (const yaml::Entry& entry : metadata.Get("properties").entries()) {
      if (entry.key == "name" || entry.key == "generateName") continue;
      verdict_.AtKey(kRestrictedMetadata, metadata.Get("properties"), entry.key,
                     fmt::format("{} cannot be limited by a schema", verdict_.Path(entry.value)),
                     {.label = "the same for every kind", .help = "leave it out"});
    }
    static constexpr yaml::Node kNoComponents;
    custom::Schemas memory;
    custom::SchemaReader reader(kNoComponents, memory);
    Visit({.schema = schema, .shape = reader.ReadRoot(schema, "the schema")}, /*root=*/true);
    rules_.Finish();
  }

 private:
  void Visit(const Level& level, bool root) {
    const yaml::Node& schema = level.schema;
    if (!schema.is_map()) return;
    Type(schema, root);
    Keywords(schema);
    Embedded(schema);
    Lists(schema);
    rules_.Check(level);
    Default(schema);
    for (const std::string_view junctor : kJunctors) {
      if (junctor == "anyOf" && TakesBoth(schema) && IsIntOrString(schema.Get("anyOf"))) continue;
      for (const yaml::Node& part : schema.Get(junctor).items()) Validation(part);
    }
    if (schema.Get("not").is_map()) Validation(schema.Get("not"));
    for (const yaml::Entry& property : schema.Get("properties").entries()) {
      const bool metadata = root && property.key == "metadata";
      if (!metadata) Visit(level.Property(property), /*root=*/false);
    }
    const custom::Schema* shape = level.shape;
    Visit(level.Inside(schema.Get("items"), shape != nullptr ? shape->items : nullptr), /*root=*/false);
    Visit(level.Inside(schema.Get("additionalProperties"), shape != nullptr ? shape->additional : nullptr),
          /*root=*/false);
  }

  void Type(const yaml::Node& schema, bool root) {
    const yaml::Node& type = schema.Get("type");
    if (type.string().empty()) {
      const bool free = !root && (TakesBoth(schema) || PreservesUnknown(schema));
      if (free) return;
      verdict_.Missing(kSchemaWithoutType, schema, fmt::format("{} has no type", verdict_.Path(schema)),
                       {.label = "needs `type`",
                        .help = root ? "write `type: object`"
                                     : "`x-kubernetes-preserve-unknown-fields: true` takes anything"});
    } else if (std::ranges::find(kTypes, type.string()) == kTypes.end()) {
      verdict_.At(kSchemaWithoutType, type,
                  fmt::format("{} is no type: `{}`", verdict_.Path(type), type.string()),
                  {.label = "one of `object`, `array`, `string`, `integer`, `number`, `boolean`"});
    } else if (type.string() == "array" && !schema.Get("items").is_map()) {
      verdict_.Missing(kSchemaWithoutType, schema,
                       fmt::format("{} does not say what its items are", verdict_.Path(schema)),
                       {.label = "needs `items`"});
    }
  }

  void Keywords(const yaml::Node& schema) {
    for (const std::string_view keyword : kForbidden) {
      if (Given(schema.Get(keyword))) Forbidden(schema, keyword);
    }
    if (IsTrue(schema.Get("uniqueItems"))) {
      Forbidden(schema, "uniqueItems", "write `x-kubernetes-list-type: set`");
    }
    const yaml::Node& additional = schema.Get("additionalProperties");
    if (Given(additional) && schema.Get("properties").size() > 0) {
      verdict_.AtKey(
          kPropertiesWithAdditional, schema, "additionalProperties",
          fmt::format("{} has both `properties` and `additionalProperties`", verdict_.Path(schema)),
          {.label = "either this or `properties`"});
    }
    Pattern(schema);
  }

  void Forbidden(const yaml::Node& schema, std::string_view keyword, std::string help = {}) {
    verdict_.AtKey(
        kForbiddenKeyword, schema, keyword,
        fmt::format("{} is not allowed in the schema of a resource", verdict_.Path(schema, keyword)),
        {.label = "not supported", .help = std::move(help)});
  }

  void Pattern(const yaml::Node& schema) {
    const yaml::Node& pattern = schema.Get("pattern");
    const std::string error = cel::RegexFault(pattern.string());
    if (error.empty()) return;
    verdict_.At(kSchemaPattern, pattern,
                fmt::format("{} is no regular expression: {}", verdict_.Path(pattern), error), {});
  }

  void Embedded(const yaml::Node& schema) {
    const yaml::Node& embedded = schema.Get("x-kubernetes-embedded-resource");
    if (!IsTrue(embedded)) return;
    const bool filled = PreservesUnknown(schema) || schema.Get("properties").size() > 0;
    if (schema.Get("type").string() == "object" && filled) return;
    verdict_.AtKey(
        kEmbeddedResource, schema, "x-kubernetes-embedded-resource",
        fmt::format("{} {}", verdict_.Path(schema),
                    filled ? "is no object" : "would lose all fields of the resource"),
        {.label = "an embedded resource",
         .help = filled ? "write `type: object`" : "add `x-kubernetes-preserve-unknown-fields: true`"});
  }

  void Lists(const yaml::Node& schema) {
    const yaml::Node& list = schema.Get("x-kubernetes-list-type");
    const yaml::Node& keys = schema.Get("x-kubernetes-list-map-keys");
    const yaml::Node& item = schema.Get("items");
    const std::string_view word = list.string();
    Word(list, kListTypes, "one of `atomic`, `set`, `map`");
    Word(schema.Get("x-kubernetes-map-type"), kMapTypes, "one of `atomic`, `granular`");
    if (!word.empty() && schema.Get("type").string() != "array") {
      verdict_.At(kListType, list, fmt::format("{} is for lists", verdict_.Path(list)), {.label = "no list"});
    } else if (word == "set" && !IsOneLeaf(item)) {
      verdict_.At(kListType, list,
                  fmt::format("{} is for items that are merged as a whole", verdict_.Path(list)),
                  {.label = "the items have parts", .help = "use `map` with keys, or make the items atomic"});
    } else if (word == "map" && keys.size() == 0) {
      verdict_.Missing(kListType, schema,
                       fmt::format("{} is merged by keys, but names none", verdict_.Path(schema)),
                       {.label = "needs `x-kubernetes-list-map-keys`"});
    } else if (word != "map" && keys.size() > 0) {
      verdict_.At(kListType, keys, fmt::format("{} is for lists of type `map`", verdict_.Path(keys)),
                  {.label = "the list is not merged by keys", .help = "write `x-kubernetes-list-type: map`"});
    } else {
      for (const yaml::Node& key : keys.items()) Key(item, key);
      ForEachDuplicate(
          keys.items(), [](const yaml::Node& key) { return std::optional(key.string()); },
          [&](const yaml::Node& first, const yaml::Node& again) {
            Repeated(kListType, first, again, verdict_, "remove one of them");
          });
    }
  }

  template <std::size_t kCount>
  void Word(const yaml::Node& value, const std::array<std::string_view, kCount>& words, const char* label) {
    if (value.string().empty() || std::ranges::find(words, value.string()) != words.end()) return;
    verdict_.At(kListType, value, fmt::format("{} cannot be `{}`", verdict_.Path(value), value.string()),
                {.label = label});
  }

  /// A key must be there in every item, or items could not be told apart.
  void Key(const yaml::Node& item, const yaml::Node& key) {
    const yaml::Node& property = item.Get("properties").Get(key.string());
    const std::string_view type = property.Get("type").string();
    const auto required = item.Get("required").items();
    const bool there = std::ranges::any_of(
                           required, [&](const yaml::Node& name) { return name.string() == key.string(); }) ||
                       Given(property.Get("default"));
    std::string_view fault;
    if (!property.is_map()) {
      fault = "is no property of the items";
    } else if (type == "object" || type == "array") {
      fault = "is no scalar";
    } else if (IsTrue(property.Get("nullable"))) {
      fault = "may be null";
    } else if (!there) {
      fault = "is neither required nor has a default";
    }
    if (!fault.empty())
      verdict_.At(kListType, key, fmt::format("the key `{}` {}", key.string(), fault),
                  {.label = "cannot be a key"});
  }

  void Default(const yaml::Node& schema) {
    const yaml::Entry* value = schema.Find("default");
    if (value == nullptr || value->value.is_null()) return;
    static constexpr yaml::Node kNoComponents;
    custom::Schemas memory;
    const custom::Schema* own = custom::SchemaReader(kNoComponents, memory).ReadValue(schema, "the schema");
    diag::Report findings;
    custom::CustomChecker(value->value, findings).Default(*value, *own);
    if (findings.empty()) return;
    verdict_.At(kBadDefault, value->value,
                fmt::format("{} does not fit its schema: {}", verdict_.Path(value->value),
                            findings.findings().front().message),
                {.label = "refused by its own schema"});
  }

  void Validation(const yaml::Node& part) {
    if (IsIntOrString(part.Get("anyOf"))) return;
    for (const std::string_view keyword : kStructural) {
      if (!Given(part.Get(keyword))) continue;
      verdict_.AtKey(kStructureInValidation, part, keyword,
                     fmt::format("{} does not belong into a value validation", verdict_.Path(part, keyword)),
                     {.label = "belongs outside"});
    }
    Pattern(part);
    for (const yaml::Entry& property : part.Get("properties").entries()) Validation(property.value);
    for (const std::string_view junctor : kJunctors) {
      for (const yaml::Node& nested : part.Get(junctor).items()) Validation(nested);
    }
    if (part.Get("not").is_map()) Validation(part.Get("not"));
    if (part.Get("items").is_map()) Validation(part.Get("items"));
  }

  Verdict& verdict_;
  DefinitionRules rules_;
};

}  // namespace

void CheckStructuralSchema(const yaml::Node& schema, Verdict& verdict) { Walk(verdict).Root(schema); }

}  // namespace meshctl::validate::kubernetes
