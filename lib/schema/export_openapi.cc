// SPDX-License-Identifier: Apache-2.0
// Follows the documents of kube-apiserver: a schema for each type, `allOf` around a reference that has
// something beside it, and the marks of both merge systems (strategic merge and server-side apply). Limits
// stay out, as they do there: built-in kinds are checked by code.
#include "schema/export_openapi.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

#include "schema/export_crd.h"

namespace meshctl::schema {
namespace {

constexpr std::string_view kMetadata = "meta.v1.ObjectMeta";
constexpr std::string_view kMachinery = "io.k8s.apimachinery.pkg";

struct Leaf {
  std::string_view name;  // behind `kMachinery`
  std::string_view description;
};

// What clients know by the name of its Go type, though it is a single value.
Leaf LeafOf(Scalar scalar) {
  switch (scalar) {
    case Scalar::kTimestamp:
      return {"apis.meta.v1.Time", "A moment in RFC 3339, to the second."};
    case Scalar::kMicroTime:
      return {"apis.meta.v1.MicroTime", "A moment in RFC 3339, to the microsecond."};
    case Scalar::kQuantity:
      return {"api.resource.Quantity", "An amount with an SI or binary unit: `100m`, `1Gi`."};
    case Scalar::kIntOrString:
      return {"util.intstr.IntOrString", "A number or a text, such as a port or a percentage."};
    default:
      return {};
  }
}

Json LeafSchema(Scalar scalar) {
  Json schema = {{"description", std::string(LeafOf(scalar).description)}};
  if (scalar == Scalar::kQuantity) {
    schema["oneOf"] = {{{"type", "string"}}, {{"type", "number"}}};
  } else if (scalar == Scalar::kIntOrString) {
    schema["format"] = "int-or-string";
    schema["oneOf"] = {{{"type", "integer"}}, {{"type", "string"}}};
  } else {
    schema["type"] = "string";
    schema["format"] = "date-time";
  }
  return schema;
}

Json Bare(Scalar scalar) {
  switch (scalar) {
    case Scalar::kString:
    case Scalar::kDuration:
      return {{"type", "string"}};
    case Scalar::kBytes:
      return {{"type", "string"}, {"format", "byte"}};
    case Scalar::kBool:
      return {{"type", "boolean"}};
    case Scalar::kInt32:
      return {{"type", "integer"}, {"format", "int32"}};
    case Scalar::kInt64:
      return {{"type", "integer"}, {"format", "int64"}};
    case Scalar::kUint32:
    case Scalar::kUint64:
      return {{"type", "integer"}};
    case Scalar::kDouble:
      return {{"type", "number"}, {"format", "double"}};
    case Scalar::kObject:
      return {{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}};
    default:
      return {{"x-kubernetes-preserve-unknown-fields", true}};
  }
}

Json Reference(std::string_view name) { return {{"$ref", fmt::format("#/components/schemas/{}", name)}}; }

Json Texts(Names names) {
  Json list = Json::array();
  for (const std::string_view name : names) list.push_back(std::string(name));
  return list;
}

// Go ignores keywords beside a `$ref`.
void Wrap(Json& schema) {
  if (schema.contains("$ref")) schema = {{"allOf", Json::array({std::move(schema)})}};
}

void PutChoices(Json& schema, Constraint constraint) {
  if (!constraint.closed() || schema.value("type", "") != "string") return;
  Json& words = schema["enum"] = Texts(constraint.choices());
  std::sort(words.begin(), words.end());
}

void PutMergeMarks(Json& schema, Field field) {
  if (!field.patch_strategy().empty())
    schema["x-kubernetes-patch-strategy"] = std::string(field.patch_strategy());
  if (!field.patch_merge_key().empty())
    schema["x-kubernetes-patch-merge-key"] = std::string(field.patch_merge_key());
  if (field.shape() != Shape::kList) {
    if (field.atomic() != field.type().atomic())
      schema["x-kubernetes-map-type"] = field.atomic() ? "atomic" : "granular";
    return;
  }
  const ListKind kind = field.list_kind();
  schema["x-kubernetes-list-type"] = kind == ListKind::kMap   ? "map"
                                     : kind == ListKind::kSet ? "set"
                                                              : "atomic";
  if (kind == ListKind::kMap) schema["x-kubernetes-list-map-keys"] = Texts(field.list_keys());
}

void PutKind(Json& schema, std::string_view group, std::string_view version, std::string_view kind) {
  schema["x-kubernetes-group-version-kind"] = Json::array(
      {{{"group", std::string(group)}, {"version", std::string(version)}, {"kind", std::string(kind)}}});
}

}  // namespace

std::string OpenApiName(Type type) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kElsewhere = {{
      {"meta.v1", "io.k8s.apimachinery.pkg.apis.meta.v1"},
      {"apiextensions.k8s.io.v1", "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1"},
  }};
  const std::string_view qualified = type.name();
  const std::string_view file = qualified.substr(0, qualified.rfind('.'));
  for (const auto& [ours, theirs] : kElsewhere) {
    if (file == ours) return fmt::format("{}.{}", theirs, type.short_name());
  }
  const std::string_view group = file.substr(0, file.find('.'));
  const std::string_view version = file.substr(file.rfind('.') + 1);
  return fmt::format("io.k8s.api.{}.{}.{}", group, version, type.short_name());
}

std::string OpenApiName(std::string_view group, std::string_view version, std::string_view kind) {
  std::string reversed;
  for (const auto part : group | std::views::split('.')) {
    const std::string label(part.begin(), part.end());
    reversed = reversed.empty() ? label : fmt::format("{}.{}", label, reversed);
  }
  return fmt::format("{}.{}.{}", reversed, version, kind);
}

void OpenApiSchemas::Add(Kind kind) {
  if (kind.custom()) {
    AddCustom(kind.group(), kind.version(), kind.name(),
              ExportStructuralSchema(kind, Channel::kExperimental));
    return;
  }
  Refer(kind.type());
  Json schema = Struct(kind.type());
  parts::PutDescription(schema, kind.description());
  PutKind(schema, kind.group(), kind.version(), kind.name());
  schemas_[OpenApiName(kind.type())] = std::move(schema);
}

void OpenApiSchemas::AddCustom(std::string_view group, std::string_view version, std::string_view kind,
                               Json shape) {
  if (!shape.is_object()) shape = Json::object();
  const Type metadata = FindType(kMetadata);
  const Type object = FindKind("v1", "ConfigMap").type();
  Json& properties = shape["properties"];
  if (!properties.is_object()) properties = Json::object();
  for (const char* name : {"apiVersion", "kind", "metadata"}) properties[name] = Value(object.Find(name));
  Refer(metadata);
  PutKind(shape, group, version, kind);
  schemas_[OpenApiName(group, version, kind)] = std::move(shape);
}

Json OpenApiSchemas::Take() && {
  while (!waiting_.empty()) {
    const Type type = waiting_.back();
    waiting_.pop_back();
    const std::string name = OpenApiName(type);
    if (!schemas_.contains(name)) schemas_[name] = Struct(type);
  }
  return std::move(schemas_);
}

Json OpenApiSchemas::Struct(Type type) {
  Json schema = Json::object();
  parts::PutDescription(schema, type.description());
  if (!type.alternatives().empty()) return schema;
  schema["type"] = "object";
  Json required = Json::array();
  for (const Field field : type.fields()) {
    schema["properties"][std::string(field.name())] = Value(field);
    if (field.required()) required.push_back(std::string(field.name()));
  }
  if (!required.empty()) schema["required"] = std::move(required);
  if (type.preserves_unknown()) schema["x-kubernetes-preserve-unknown-fields"] = true;
  if (type.atomic()) schema["x-kubernetes-map-type"] = "atomic";
  return schema;
}

Json OpenApiSchemas::Value(Field field) {
  Json schema = field.shape() == Shape::kSingle ? Element(field) : Collection(field);
  Wrap(schema);
  parts::PutDefault(schema, field);
  parts::PutDescription(schema, field.description());
  PutMergeMarks(schema, field);
  return schema;
}

Json OpenApiSchemas::Collection(Field field) {
  const bool list = field.shape() == Shape::kList;
  Json schema = {{"type", list ? "array" : "object"}};
  schema[list ? "items" : "additionalProperties"] = Element(field);
  return schema;
}

Json OpenApiSchemas::Element(Field field) {
  const Scalar scalar = field.scalar();
  if (scalar == Scalar::kStruct) return Refer(field.type());
  if (!LeafOf(scalar).name.empty()) return ReferLeaf(scalar);
  Json schema = Bare(scalar);
  PutChoices(schema, field.constraint());
  return schema;
}

Json OpenApiSchemas::Refer(Type type) {
  if (seen_.insert(type.name()).second) waiting_.push_back(type);
  return Reference(OpenApiName(type));
}

Json OpenApiSchemas::ReferLeaf(Scalar scalar) {
  const std::string name = fmt::format("{}.{}", kMachinery, LeafOf(scalar).name);
  if (!schemas_.contains(name)) schemas_[name] = LeafSchema(scalar);
  return Reference(name);
}

}  // namespace meshctl::schema
