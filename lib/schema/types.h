// SPDX-License-Identifier: Apache-2.0
// The shape of API types: what fields there are, what they hold and how server-side apply merges them.
//
// `Type`, `Field` and `Constraint` are handles, one pointer wide, into tables compiled into the program: copy
// them freely. The absent handle is false and answers every question with "nothing", so chains are safe:
//
//   schema::Field ports = kind.type().Find("spec").type().Find("ports");
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cel/cel.h"
#include "schema/names.h"
#include "schema/scalar.h"

namespace meshctl::schema {

/// One CEL rule; `self` is the value that carries it.
class Rule {
 public:
  explicit Rule(const tables::RuleRow& row) : row_(&row) {}
  std::string_view text() const;
  std::string_view reason() const;  ///< of the API error, or empty
  /// What a value that breaks it does or must do, to stand behind its path: "sets both `a` and `b`".
  std::string_view message() const;
  /// The code of a finding that says the same with a better place; empty where there is none.
  std::string_view twin() const;
  std::string_view field_path() const;  ///< where to point, or empty
  std::string_view channel() const;     ///< `standard`, `experimental` or empty: both
  cel::Program program() const;

 private:
  const tables::RuleRow* row_;
};
using Rules = Rows<Rule, tables::RuleRow>;

/// What a value, a list element, a map value or a map key must be like beyond its type.
class Constraint {
 public:
  explicit Constraint(const tables::ConstraintRow& row) : row_(&row) {}
  /// Closed set of values when `closed()`, else the well-known ones; numbers are written out.
  Names choices() const;
  bool closed() const;
  std::optional<std::int64_t> min() const;
  std::optional<std::int64_t> max() const;
  std::optional<std::int64_t> min_length() const;  ///< characters
  std::optional<std::int64_t> max_length() const;
  std::string_view pattern() const;  ///< RE2 syntax, matched anywhere unless it has anchors; or empty
  std::string_view experimental_pattern() const;  ///< instead of `pattern` in the experimental channel
  /// How many of the last choices are deprecated, or only known to the experimental channel.
  std::size_t deprecated_choices() const;
  std::size_t experimental_choices() const;
  Format format() const;
  Rules rules() const;
  /// Whether there is anything to check at all.
  bool any() const;

 private:
  const tables::ConstraintRow* row_;
};

class Type;

/// One field of a type.
class Field {
 public:
  Field() = default;
  explicit Field(const tables::FieldRow& row) : row_(&row) {}
  explicit operator bool() const { return row_ != nullptr; }
  friend bool operator==(Field, Field) = default;

  /// A number of its own, below the number of all fields; the field must not be absent.
  std::size_t index() const;
  std::string_view name() const;
  /// The protobuf spelling, where the decoder accepts it too (`mesh_mTLS`); else empty.
  std::string_view proto_name() const;
  /// The field this one is a second spelling of, or empty.
  std::string_view alias_of() const;

  Shape shape() const;
  /// What the value is; of a list or map, what each element is.
  Scalar scalar() const;
  /// The type of a struct value or of each struct element; absent for scalars.
  Type type() const;
  /// The type that Istio decodes a free-form object as, or absent.
  Type validated_as() const;
  /// What the value does, one line without a final stop, code in backticks; empty when nobody wrote it down.
  std::string_view description() const;
  /// The type as people write it: `string`, `[]ServicePort`, `map[string]string`.
  std::string Describe() const;

  bool required() const;         ///< by the schema
  bool server_required() const;  ///< only by validation code: absent and empty are refused
  bool nullable() const;
  bool immutable() const;
  bool deprecated() const;
  bool hidden() const;
  bool write_only() const;
  bool experimental() const;  ///< only in the experimental channel
  /// Whether definitions of custom resources have the field; protobuf may know more.
  bool in_crd() const;
  bool zero_is_unset() const;  ///< 0 means absent
  std::string_view feature_gate() const;

  /// For values and, in lists and maps, for each element.
  Constraint constraint() const;
  /// For the keys of a map.
  Constraint key_constraint() const;
  /// Whether anything is known beyond what a field's row holds; false saves a look at sizes and defaults.
  bool has_extra() const;
  std::optional<std::int64_t> min_size() const;  ///< items of a list, properties of a map
  std::optional<std::int64_t> max_size() const;
  /// Of all keys and values of a map together.
  std::optional<std::int64_t> max_bytes() const;
  Rules rules() const;  ///< on the list or map as a whole; `constraint().rules()` for single values

  /// The default that the schema declares, as JSON; empty when there is none.
  std::string_view default_json() const;
  /// The default that server code fills in, as JSON; empty when there is none.
  std::string_view server_default_json() const;
  /// A server default that depends on other fields, in words.
  std::string_view server_default_rule() const;

  /// Whether server-side apply treats the value as one leaf: an atomic list, map or struct.
  bool atomic() const;
  ListKind list_kind() const;
  Names list_keys() const;  ///< of a kMap list
  std::string_view patch_strategy() const;
  std::string_view patch_merge_key() const;

 private:
  friend class Type;
  const tables::FieldRow& row() const;
  const tables::ExtraRow& extra() const;
  bool Has(std::uint32_t flag) const;

  const tables::FieldRow* row_ = nullptr;
};
using Fields = Rows<Field, tables::FieldRow>;

/// Fields of which at most one may be set.
class OneOf {
 public:
  explicit OneOf(const tables::OneOfRow& row) : row_(&row) {}
  std::string_view name() const;
  Names fields() const;
  /// The same as positions in the fields of the type.
  std::span<const std::uint8_t> positions() const;
  bool exactly_one() const;

 private:
  const tables::OneOfRow* row_;
};
using OneOfs = Rows<OneOf, tables::OneOfRow>;

/// An object type.
class Type {
 public:
  Type() = default;
  explicit Type(const tables::TypeRow& row) : row_(&row) {}
  explicit operator bool() const { return row_ != nullptr; }
  friend bool operator==(Type, Type) = default;

  /// A number of its own, below the number of all types; the type must not be absent.
  std::size_t index() const;
  /// `apps.v1.DeploymentSpec`: the data file and the name in it.
  std::string_view name() const;
  /// `DeploymentSpec`.
  std::string_view short_name() const;

  /// What an object of the type is, like `Field::description`.
  std::string_view description() const;

  Fields fields() const;
  /// The field of a key, by its JSON or protobuf spelling, in constant time; absent when there is none.
  Field Find(std::string_view key) const;
  /// The field whose name is nearest to a misspelt key, or absent.
  Field Nearest(std::string_view key) const;
  /// Where `field` stands in `fields()`; it must be one of them.
  std::size_t IndexOf(Field field) const;

  /// Positions in `fields()` of those an object is refused without. Required fields with a default are not
  /// among them, nor those where a server takes the zero value.
  std::span<const std::uint8_t> required() const;
  OneOfs one_of() const;
  /// A `oneOf` of the JSON schema that says what no group of fields can, as JSON; or empty.
  std::string_view schema_one_of() const;
  Rules rules() const;
  /// When not empty the value may have any of these shapes and the type has no fields of its own.
  Fields alternatives() const;
  bool atomic() const;             ///< one leaf for server-side apply
  bool preserves_unknown() const;  ///< unknown fields are kept
  bool experimental() const;

 private:
  const tables::TypeRow& row() const;

  const tables::TypeRow* row_ = nullptr;
};

/// The type of that qualified name, or absent.
Type FindType(std::string_view qualified_name);

}  // namespace meshctl::schema
