// SPDX-License-Identifier: Apache-2.0
// An OpenAPI v3 schema in Kubernetes' dialect, read from a custom resource definition or from an API server,
// ready to be compared with values.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cel/cel.h"
#include "cel/shape.h"
#include "yaml/node.h"

namespace meshctl::validate::custom {

struct Format;

/// The `type` of a schema; `kAny` where it says none.
enum class Type : std::uint8_t { kAny, kObject, kArray, kString, kInteger, kNumber, kBoolean };

/// One of `x-kubernetes-validations`.
struct Rule {
  std::string_view text;
  std::string_view message;  ///< empty: the API server says that the rule failed
  std::string_view field_path;
  cel::Compiled program;
  std::optional<cel::Compiled> message_program;  ///< `messageExpression`
  bool optional_old_self = false;
};

/// What a value must be, whatever its type.
struct Limits {
  std::optional<double> minimum;
  std::optional<double> maximum;
  std::optional<double> multiple_of;
  bool exclusive_minimum = false;
  bool exclusive_maximum = false;
  std::optional<std::int64_t> min_length;
  std::optional<std::int64_t> max_length;
  std::optional<std::int64_t> min_items;
  std::optional<std::int64_t> max_items;
  std::optional<std::int64_t> min_properties;
  std::optional<std::int64_t> max_properties;
  bool unique_items = false;
};

/// Fields of which at most one may be set, as people write it with `oneOf` and `required`.
struct Group {
  std::vector<std::string_view> fields;
  bool exactly_one = false;
};

/// One level of a schema. Texts and nodes belong to the document it was read from.
class Schema final : public cel::Shape {
 public:
  Type type = Type::kAny;
  std::string_view name;  ///< of the type in messages, such as `CronTab` or `spec`
  std::map<std::string_view, const Schema*> properties;
  std::vector<std::string_view> required;
  const Schema* additional = nullptr;  ///< `additionalProperties` with a schema
  bool additional_free = false;        ///< `additionalProperties: true`
  const Schema* items = nullptr;
  const yaml::Node* choices = nullptr;  ///< the list of an `enum`
  const yaml::Node* default_value = nullptr;
  bool default_inherited = false;  ///< of a value validation: from the schema it stands in
  Limits limits;
  const Format* format = nullptr;
  std::string_view pattern;
  std::vector<const Schema*> all_of;
  std::vector<const Schema*> any_of;
  std::vector<const Schema*> one_of;
  std::vector<Group> groups;        ///< those of `one_of` and `all_of` that are no more than groups of fields
  const Schema* none_of = nullptr;  ///< `not`
  std::vector<Rule> rules;
  bool is_nullable = false;
  bool int_or_string = false;
  bool preserves_unknown = false;
  bool embedded_resource = false;
  ListType list = ListType::kAtomic;
  std::vector<std::string_view> list_keys;
  std::uint64_t least_size = 1;  ///< bytes that a value takes in JSON at least
  std::uint64_t most_size = 0;   ///< see cel::Shape::MaxSize
  /// Whether CEL sees such values: they have a type, and so have the items of lists and the values of maps.
  bool visible = true;

  /// The schema of a property, or null.
  const Schema* Property(std::string_view property) const;
  /// The schema of what stands under a key: a property, or any other key of a map. Null when free or unknown.
  const Schema* Under(std::string_view key) const;
  /// Whether a key that is no property may be there.
  bool TakesUnknown() const { return preserves_unknown || additional != nullptr || additional_free; }

  /// Whether null is a value; else a null property counts as absent.
  bool TakesNull() const { return is_nullable || (type == Type::kAny && !int_or_string); }

  cel::As as() const override;
  const Shape* Field(std::string_view field) const override;
  const Shape* Element() const override { return type == Type::kArray ? items : additional; }
  const yaml::Node& Default() const override;
  bool nullable() const override { return TakesNull(); }
  ListType list_type() const override { return list; }
  std::uint64_t MaxSize() const override { return most_size; }
  std::string_view ListKey(std::size_t index) const override {
    return index < list_keys.size() ? list_keys[index] : std::string_view();
  }
};

/// Schemas and the memory they live in. Schemas stay where they are.
using Schemas = std::vector<std::unique_ptr<Schema>>;

}  // namespace meshctl::validate::custom
