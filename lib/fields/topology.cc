// SPDX-License-Identifier: Apache-2.0
// Reads the marks of the schema tables (listType, mapType, structType) the way the API server's structured
// merge does. Everything above asks only for forms, steps and the places below.
#include "fields/topology.h"

#include <string>

#include "fields/value_at.h"

namespace meshctl::fields {
namespace {

using schema::ListKind;
using schema::Scalar;

// What a JSON schema says under a key, or empty.
std::string_view Word(const Json& schema, std::string_view key) {
  const auto found = schema.find(key);
  return found != schema.end() && found->is_string() ? std::string_view(found->get_ref<const std::string&>())
                                                     : std::string_view();
}

Topology::Form SchemaForm(const Json& schema, const Json& value) {
  if (value.is_object()) {
    const bool atomic = Word(schema, "x-kubernetes-map-type") == "atomic";
    return atomic ? Topology::Form::kLeaf : Topology::Form::kFields;
  }
  const std::string_view list = Word(schema, "x-kubernetes-list-type");
  const bool merged = value.is_array() && (list == "map" || list == "set");
  return merged ? Topology::Form::kItems : Topology::Form::kLeaf;
}

// The key fields of an item of a list; absent ones have their default.
Step SchemaStep(const Json& schema, const Json& item) {
  if (Word(schema, "x-kubernetes-list-type") == "set" || !item.is_object()) return ValueStep(item);
  Json keys = Json::object();
  for (const Json& key : schema.value("x-kubernetes-list-map-keys", Json::array())) {
    if (!key.is_string()) continue;
    const auto& name = key.get_ref<const std::string&>();
    const Json* value = ValueAt(item, {name});
    if (!value) value = ValueAt(schema, {"items", "properties", name, "default"});
    if (value) keys[name] = *value;
  }
  return KeyStep(keys);
}

bool IsObjectKey(std::string_view key) { return key == "apiVersion" || key == "kind" || key == "metadata"; }

}  // namespace

schema::Type Topology::type() const {
  if (level_ == Level::kObject) return type_;
  if (level_ == Level::kFree || json_ || field_.scalar() != Scalar::kStruct) return {};
  if (level_ == Level::kField && field_.shape() != schema::Shape::kSingle) return {};
  return field_.type();
}

std::optional<Scalar> Topology::scalar() const {
  if (level_ == Level::kElement) return field_.scalar();
  if (level_ == Level::kField && field_.shape() == schema::Shape::kSingle) return field_.scalar();
  return {};
}

bool Topology::IsStruct() const { return static_cast<bool>(type()) && type().alternatives().empty(); }

Topology::Form Topology::FormOf(const Json& value) const {
  if (json_) return SchemaForm(*json_, value);
  if (value.is_object()) {
    if (level_ == Level::kField && field_.atomic()) return Form::kLeaf;
    if (level_ == Level::kElement && type() && type().atomic()) return Form::kLeaf;
    return Form::kFields;
  }
  const bool merged = level_ == Level::kField && field_.shape() == schema::Shape::kList &&
                      field_.list_kind() != ListKind::kAtomic;
  if (value.is_array() && merged) return Form::kItems;
  return Form::kLeaf;
}

bool Topology::Allows(std::string_view key) const {
  if (json_) {
    return Names(key) || json_->contains("additionalProperties") ||
           ValueAt(*json_, {"x-kubernetes-preserve-unknown-fields"});
  }
  return !IsStruct() || type().preserves_unknown() || Names(key);
}

bool Topology::Names(std::string_view key) const {
  const bool root = level_ == Level::kObject || level_ == Level::kSchemaObject;
  if (root && IsObjectKey(key)) return true;
  if (json_) return ValueAt(*json_, {"properties", key}) != nullptr;
  return IsStruct() && type().Find(key);
}

Topology Topology::Field(std::string_view key) const {
  const bool root = level_ == Level::kObject || level_ == Level::kSchemaObject;
  if (root && key == "metadata") {
    static const schema::Type kMetadata = schema::FindType("meta.v1.ObjectMeta");
    return OfObject(kMetadata);
  }
  if (json_) {
    const Json* below = ValueAt(*json_, {"properties", key});
    if (!below) below = ValueAt(*json_, {"additionalProperties"});
    return below && below->is_object() ? Topology(Level::kSchema, below) : Free();
  }
  if (IsStruct()) {
    schema::Field field = type().Find(key);
    return field ? Topology(Level::kField, {}, field) : Free();
  }
  const bool map = level_ == Level::kField && field_.shape() == schema::Shape::kMap;
  return map ? Topology(Level::kElement, {}, field_) : Free();
}

Topology Topology::Item() const {
  if (json_) {
    const Json* items = ValueAt(*json_, {"items"});
    return items && items->is_object() ? Topology(Level::kSchema, items) : Free();
  }
  const bool list = level_ == Level::kField && field_.shape() == schema::Shape::kList;
  return list ? Topology(Level::kElement, {}, field_) : Free();
}

Step Topology::StepOf(const Json& item) const {
  if (json_) return SchemaStep(*json_, item);
  if (field_.list_kind() == ListKind::kSet || !item.is_object()) return ValueStep(item);
  Json keys = Json::object();
  for (std::string_view key : field_.list_keys()) {
    auto given = item.find(key);
    if (given != item.end()) {
      keys[std::string(key)] = *given;
      continue;
    }
    schema::Field field = field_.type().Find(key);
    std::string_view value =
        field.default_json().empty() ? field.server_default_json() : field.default_json();
    if (!value.empty()) keys[std::string(key)] = Json::parse(value, nullptr, false);
  }
  return KeyStep(keys);
}

}  // namespace meshctl::fields
