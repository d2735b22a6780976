// SPDX-License-Identifier: Apache-2.0
// How server-side apply takes a value apart: what is one leaf with one owner, what is merged field by field
// or item by item.
#pragma once

#include <optional>
#include <string_view>

#include "fields/field_set.h"
#include "schema/kinds.h"
#include "schema/types.h"
#include "yaml/json.h"

namespace meshctl::fields {

/// The topology of one place in an object. A small value; made for the root from a kind or type, for the
/// places below by `Field` and `Item`. Values that do not fit their declaration are leaves.
class Topology {
 public:
  /// Nothing is declared: maps are merged, lists are leaves.
  static Topology Free() { return Topology(Level::kFree, {}, {}); }
  /// An object: its type and the `apiVersion`, `kind` and `metadata` that every object has.
  static Topology OfObject(schema::Type type) { return Topology(Level::kObject, type, {}); }
  /// The same of a kind that comes with a definition: its openAPIV3Schema, which must outlive the topology.
  static Topology OfSchema(const Json& schema) { return Topology(Level::kSchemaObject, &schema); }

  enum class Form {
    kLeaf,    ///< replaced as a whole
    kFields,  ///< an object merged entry by entry
    kItems,   ///< a list whose items are told apart by `StepOf`
  };
  Form FormOf(const Json& value) const;

  /// Whether the schema knows this key: a struct's field, any key of a map.
  bool Allows(std::string_view key) const;
  /// Whether the key is a field of a struct, and not a key that users choose.
  bool Names(std::string_view key) const;
  /// The place below a key.
  Topology Field(std::string_view key) const;
  /// The place of each item of a list.
  Topology Item() const;
  /// What identifies an item of a list of form kItems. Key fields that are absent have their default.
  Step StepOf(const Json& item) const;

  /// The declared field here; absent at the root, in items and where nothing is declared.
  schema::Field field() const { return level_ == Level::kField ? field_ : schema::Field(); }
  /// The declared struct here, or absent.
  schema::Type type() const;
  /// What a single value here is; nothing for lists and maps, and where nothing is declared.
  std::optional<schema::Scalar> scalar() const;

 private:
  enum class Level : unsigned char { kFree, kObject, kField, kElement, kSchemaObject, kSchema };
  Topology(Level level, schema::Type type, schema::Field field) : level_(level), type_(type), field_(field) {}
  Topology(Level level, const Json* json) : level_(level), json_(json) {}

  bool IsStruct() const;

  Level level_;
  schema::Type type_;           // at kObject
  schema::Field field_;         // at kField and kElement
  const Json* json_ = nullptr;  // at kSchemaObject and kSchema
};

}  // namespace meshctl::fields
