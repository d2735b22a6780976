// SPDX-License-Identifier: Apache-2.0
// Reads the marks of the schema tables (listType, mapType, structType) the way the API server's structured
// merge does. Everything above asks only for forms, steps and the places below.
#include "fields/topology.h"

namespace meshctl::fields {
namespace {

using schema::ListKind;
using schema::Scalar;

bool IsObjectKey(std::string_view key) { return key == "apiVersion" || key == "kind" || key == "metadata"; }

}  // namespace

schema::Type Topology::type() const {
  if (level_ == Level::kObject) return type_;
  if (level_ == Level::kFree || field_.scalar() != Scalar::kStruct) return {};
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
  return !IsStruct() || type().preserves_unknown() || Names(key);
}

bool Topology::Names(std::string_view key) const {
  if (level_ == Level::kObject && IsObjectKey(key)) return true;
  return IsStruct() && type().Find(key);
}

Topology Topology::Field(std::string_view key) const {
  if (level_ == Level::kObject && key == "metadata") {
    static const schema::Type kMetadata = schema::FindType("meta.v1.ObjectMeta");
    return OfObject(kMetadata);
  }
  if (IsStruct()) {
    schema::Field field = type().Find(key);
    return field ? Topology(Level::kField, {}, field) : Free();
  }
  const bool map = level_ == Level::kField && field_.shape() == schema::Shape::kMap;
  return map ? Topology(Level::kElement, {}, field_) : Free();
}

Topology Topology::Item() const {
  const bool list = level_ == Level::kField && field_.shape() == schema::Shape::kList;
  return list ? Topology(Level::kElement, {}, field_) : Free();
}

Step Topology::StepOf(const Json& item) const {
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
