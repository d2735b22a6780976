// SPDX-License-Identifier: Apache-2.0
// Types become `definitions`, since some of them hold themselves. draft 7 lets no keyword but `$ref` count
// beside it, so null is allowed where a type is defined and ruled out again where a field is required.
#include "schema/export_json_schema.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.h"

namespace meshctl::schema {
namespace {

constexpr std::string_view kDraft = "http://json-schema.org/draft-07/schema#";
constexpr std::string_view kDurationPattern = R"(^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$)";
constexpr std::string_view kQuantityPattern =
    R"(^[-+]?(\d+(\.\d*)?|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?\d+)?$)";

std::string Text(std::string_view text) { return std::string(text); }

Json Reference(std::string_view name) { return {{"$ref", fmt::format("#/definitions/{}", name)}}; }

Json OrNull(std::string_view type) { return {Text(type), "null"}; }

class Writer {
 public:
  explicit Writer(Channel channel) : channel_(channel) {}

  /// The schema of a kind; the types it refers to are written down as definitions.
  Json Root(Kind kind) {
    Json schema = Struct(kind.type());
    schema["type"] = "object";
    parts::PutDescription(schema, kind.description());
    if (kind.type().Find("apiVersion")) {
      schema["properties"]["apiVersion"]["enum"] = {Text(kind.api_version())};
      schema["properties"]["kind"]["enum"] = {Text(kind.name())};
      Json& required = schema["required"];
      for (const char* field : {"apiVersion", "kind"}) {
        if (std::ranges::find(required, field) == required.end()) required.push_back(field);
      }
    }
    schema["x-kubernetes-group-version-kind"] = {
        {{"group", Text(kind.group())}, {"kind", Text(kind.name())}, {"version", Text(kind.version())}}};
    while (!waiting_.empty()) {
      const Type type = waiting_.back();
      waiting_.pop_back();
      definitions_[Text(type.name())] = Definition(type);
    }
    return schema;
  }

  Json TakeDefinitions() { return std::move(definitions_); }

 private:
  Json Definition(Type type) {
    if (type.alternatives().empty()) return Struct(type);
    Json schema;
    for (const Field alternative : type.alternatives()) schema["anyOf"].push_back(Value(alternative, true));
    schema["anyOf"].push_back({{"type", "null"}});
    return schema;
  }

  Json Struct(Type type) {
    Json schema = {{"type", OrNull("object")}, {"properties", Json::object()}};
    parts::PutDescription(schema, type.description());
    if (!type.preserves_unknown()) schema["additionalProperties"] = false;
    std::set<std::string_view> required;
    for (const std::uint8_t position : type.required()) {
      const Field field = type.fields()[position];
      if (parts::Holds(channel_, field)) required.insert(field.name());
    }
    for (const Field field : type.fields()) {
      if (!parts::Holds(channel_, field)) continue;
      const Json value = Value(field, required.contains(field.name()));
      schema["properties"][Text(field.name())] = value;
      if (!field.proto_name().empty()) schema["properties"][Text(field.proto_name())] = value;
    }
    for (const std::string_view name : required) schema["required"].push_back(Text(name));
    parts::PutOneOfs(schema, type, channel_);
    return schema;
  }

  Json Value(Field field, bool required) {
    Json schema = field.shape() == Shape::kSingle ? Element(field) : Collection(field);
    if (!schema.contains("$ref") && schema.contains("type") && !required) {
      Json& types = schema["type"];
      if (!types.is_array()) types = Json::array({types});
      if (std::ranges::find(types, "null") == types.end()) types.push_back("null");
      if (schema.contains("enum")) schema["enum"].push_back(nullptr);
    }
    if (schema.contains("$ref") && required) schema = {{"allOf", {schema}}, {"type", "object"}};
    parts::PutDefault(schema, field);
    parts::PutDescription(schema, field.description());
    if (field.deprecated()) schema["deprecated"] = true;
    return schema;
  }

  Json Collection(Field field) {
    const bool list = field.shape() == Shape::kList;
    Json schema = {{"type", list ? "array" : "object"}};
    schema[list ? "items" : "additionalProperties"] = Element(field);
    parts::PutSizes(schema, field);
    if (list && field.list_kind() == ListKind::kSet) schema["uniqueItems"] = true;
    return schema;
  }

  Json Element(Field field) {
    const Scalar scalar = field.scalar();
    if (scalar == Scalar::kStruct) return Refer(field.type());
    Json schema = Bare(scalar);
    const Constraint constraint = field.constraint();
    // Zero, like the empty string, may stand for "not given".
    if (!field.zero_is_unset()) parts::PutLimits(schema, constraint, scalar, channel_);
    return schema;
  }

  Json Refer(Type type) {
    if (seen_.insert(type.name()).second) waiting_.push_back(type);
    return Reference(type.name());
  }

  static Json Bare(Scalar scalar) {
    switch (scalar) {
      case Scalar::kString:
        return {{"type", "string"}};
      case Scalar::kBytes:
        return {{"type", "string"}, {"contentEncoding", "base64"}};
      case Scalar::kDuration:
        return {{"type", "string"}, {"pattern", Text(kDurationPattern)}};
      case Scalar::kTimestamp:
      case Scalar::kMicroTime:
        return {{"type", "string"}, {"format", "date-time"}};
      case Scalar::kQuantity:
        return {{"type", {"string", "number"}}, {"pattern", Text(kQuantityPattern)}};
      case Scalar::kIntOrString:
        return {{"type", {"integer", "string"}}};
      case Scalar::kBool:
        return {{"type", "boolean"}};
      case Scalar::kInt32:
      case Scalar::kInt64:
      case Scalar::kUint32:
      case Scalar::kUint64:
        return {{"type", "integer"}};
      case Scalar::kDouble:
        return {{"type", "number"}};
      case Scalar::kObject:
      case Scalar::kStruct:
        return {{"type", "object"}};
      case Scalar::kAny:
        break;
    }
    return Json::object();
  }

  Channel channel_;
  Json definitions_ = Json::object();
  std::set<std::string_view> seen_;
  std::vector<Type> waiting_;
};

Json IsOf(Kind kind) {
  return {{"properties",
           {{"apiVersion", {{"const", Text(kind.api_version())}}}, {"kind", {{"const", Text(kind.name())}}}}},
          {"required", {"apiVersion", "kind"}}};
}

}  // namespace

Json ExportJsonSchema(Kind kind, Channel channel) {
  Writer writer(channel);
  Json schema = writer.Root(kind);
  schema["$schema"] = Text(kDraft);
  schema["title"] = fmt::format("{} ({})", kind.name(), kind.api_version());
  schema["definitions"] = writer.TakeDefinitions();
  return schema;
}

Json ExportJsonSchema(std::span<const Kind> kinds, Channel channel) {
  Writer writer(channel);
  Json choices = Json::array();
  Json roots = Json::object();
  std::set<std::string> versions;
  std::set<std::string> names;
  for (const Kind kind : kinds) {
    const std::string name = fmt::format("{}.{}", kind.api_version(), kind.name());
    std::string root = name;
    std::ranges::replace(root, '/', '.');  // a `/` would be a step of the reference
    roots[root] = writer.Root(kind);
    choices.push_back({{"if", IsOf(kind)}, {"then", Reference(root)}});
    versions.emplace(kind.api_version());
    names.emplace(kind.name());
  }
  Json definitions = writer.TakeDefinitions();
  definitions.update(roots);
  return {{"$schema", Text(kDraft)},
          {"type", "object"},
          {"properties",
           {{"apiVersion", {{"type", "string"}, {"examples", versions}}},
            {"kind", {{"type", "string"}, {"examples", names}}}}},
          {"required", {"apiVersion", "kind"}},
          {"allOf", std::move(choices)},
          {"definitions", std::move(definitions)}};
}

std::string JsonSchemaFileName(Kind kind) {
  const std::string name = LowerAscii(kind.name());
  const std::string_view group = kind.group().substr(0, kind.group().find('.'));
  return group.empty() ? fmt::format("{}-{}.json", name, kind.version())
                       : fmt::format("{}-{}-{}.json", name, group, kind.version());
}

}  // namespace meshctl::schema
