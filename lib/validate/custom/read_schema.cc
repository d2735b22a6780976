// SPDX-License-Identifier: Apache-2.0
// One pass over a schema. A `$ref` is read once and shared, so that schemas may refer to themselves; `allOf`
// with one `$ref`, as API servers publish fields of built-in kinds, is that schema with another default.
#include "validate/custom/read_schema.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

#include "validate/custom/format.h"
#include "validate/custom/measure.h"

namespace meshctl::validate::custom {
namespace {

constexpr std::string_view kReferencePrefix = "#/components/schemas/";

constexpr std::array<std::pair<std::string_view, Type>, 6> kTypes = {{{"object", Type::kObject},
                                                                      {"array", Type::kArray},
                                                                      {"string", Type::kString},
                                                                      {"integer", Type::kInteger},
                                                                      {"number", Type::kNumber},
                                                                      {"boolean", Type::kBoolean}}};

Type TypeOf(std::string_view word) {
  for (const auto& [name, type] : kTypes) {
    if (name == word) return type;
  }
  return Type::kAny;
}

bool IsTrue(const yaml::Node& node) { return node.boolean().value_or(false); }

std::vector<std::string_view> Texts(const yaml::Node& list) {
  std::vector<std::string_view> texts;
  for (const yaml::Node& item : list.items()) {
    if (item.is_string()) texts.push_back(item.text());
  }
  return texts;
}

/// The `$ref` of a schema that is no more than one; a default may stand beside it. Else empty.
std::string_view ReferenceOf(const yaml::Node& node) {
  const std::string_view reference = node.Get("$ref").string();
  const yaml::Node& all = node.Get("allOf");
  const bool dressed = reference.empty() && !node.Get("type").present() && all.size() == 1;
  return dressed ? all.items().front().Get("$ref").string() : reference;
}

/// The one field of `{required: [a]}`, or empty.
std::string_view OnlyRequired(const yaml::Node& node) {
  const yaml::Node& required = node.Get("required");
  return node.size() == 1 && required.size() == 1 ? required.items().front().string() : std::string_view();
}

/// Reads `{not: {anyOf: [{required: [a]}, ...]}}`, `{required: [a]}`, ...: one of the fields or, with the
/// `not`, none.
std::optional<Group> GroupOf(const yaml::Node& alternatives) {
  Group group{.exactly_one = true};
  for (const yaml::Node& alternative : alternatives.items()) {
    if (const std::string_view field = OnlyRequired(alternative); !field.empty()) {
      group.fields.push_back(field);
    } else if (alternative.size() == 1 && alternative.Get("not").Get("anyOf").is_list()) {
      group.exactly_one = false;
    } else {
      return std::nullopt;
    }
  }
  if (!group.exactly_one) {
    std::vector<std::string_view> none;
    for (const yaml::Node& alternative : alternatives.items()) {
      for (const yaml::Node& item : alternative.Get("not").Get("anyOf").items())
        none.push_back(OnlyRequired(item));
    }
    if (none != group.fields) return std::nullopt;
  }
  return group.fields.empty() ? std::nullopt : std::optional(std::move(group));
}

}  // namespace

Schema& SchemaReader::New(std::string_view name) {
  memory_.push_back(std::make_unique<Schema>());
  memory_.back()->name = name;
  return *memory_.back();
}

const Schema* SchemaReader::ReadRoot(const yaml::Node& node, std::string_view kind) {
  Schema& schema = New(kind);
  ReadInto(schema, node);
  schema.type = Type::kObject;
  Complete(schema);
  return &schema;
}

const Schema* SchemaReader::Read(const yaml::Node& node, std::string_view name) {
  if (!node.is_map()) return nullptr;
  const std::string_view reference = ReferenceOf(node);
  if (!reference.empty()) return ReadReference(reference, name);
  Schema& schema = New(name);
  ReadInto(schema, node);
  return &schema;
}

const Schema* SchemaReader::ReadPart(const yaml::Node& node, const Schema& around) {
  if (!node.is_map()) return nullptr;
  const std::string_view reference = ReferenceOf(node);
  if (!reference.empty()) {
    const bool itself =
        reference.starts_with(kReferencePrefix) && open_.contains(reference.substr(kReferencePrefix.size()));
    return itself ? nullptr : ReadReference(reference, around.name);
  }
  Schema& part = New(around.name);
  ReadInto(part, node, &around);
  return &part;
}

void SchemaReader::InheritDefaults(const Schema& around, Schema& part, int depth) {
  constexpr int kDeepest = 8;  // schemas that refer to each other could go on for ever
  for (const auto& [name, structural] : around.properties) {
    const Schema* own = part.Property(name);
    const bool filled = structural->default_value != nullptr;
    if (own == nullptr && !filled) continue;
    Schema& heir = New(name);
    if (own != nullptr) heir = *own;
    if (filled) heir.default_value = structural->default_value;
    heir.default_inherited = filled;
    if (own != nullptr && depth < kDeepest) InheritDefaults(*structural, heir, depth + 1);
    part.properties[name] = &heir;
  }
}

const Schema* SchemaReader::ReadReference(std::string_view reference, std::string_view name) {
  if (!reference.starts_with(kReferencePrefix)) return nullptr;
  const std::string_view component = reference.substr(kReferencePrefix.size());
  const auto [at, added] = read_.try_emplace(component, nullptr);
  if (!added) return at->second;
  const yaml::Node& target = components_.Get(component);
  if (!target.is_map()) return nullptr;
  Schema& schema = New(component.substr(component.rfind('.') + 1));
  if (schema.name.empty()) schema.name = name;
  at->second = &schema;
  open_.insert(component);
  ReadInto(schema, target);
  open_.erase(component);
  return &schema;
}

void SchemaReader::ReadInto(Schema& schema, const yaml::Node& node, const Schema* around) {
  schema.type = TypeOf(node.Get("type").string());
  schema.is_nullable = IsTrue(node.Get("nullable"));
  const std::string_view format = node.Get("format").string();
  schema.int_or_string = IsTrue(node.Get("x-kubernetes-int-or-string")) || format == "int-or-string";
  schema.preserves_unknown = IsTrue(node.Get("x-kubernetes-preserve-unknown-fields"));
  schema.embedded_resource = IsTrue(node.Get("x-kubernetes-embedded-resource"));
  if (node.Get("enum").is_list()) schema.choices = &node.Get("enum");
  const yaml::Node& value = node.Get("default");
  if (value.present() && !value.is_null()) schema.default_value = &value;
  ReadStructure(schema, node);
  if (around != nullptr) InheritDefaults(*around, schema);
  ReadLimits(schema, node);
  ReadLogic(schema, node);
  ReadRules(schema, node);
  if (schema.embedded_resource) Complete(schema);
  Measure(schema);
  if (schema.embedded_resource) {
    schema.required.insert(schema.required.end(), {"apiVersion", "kind"});
  }
}

void SchemaReader::ReadStructure(Schema& schema, const yaml::Node& node) {
  for (const yaml::Entry& entry : node.Get("properties").entries()) {
    if (const Schema* property = Read(entry.value, entry.key)) schema.properties[entry.key] = property;
  }
  schema.required = Texts(node.Get("required"));
  const yaml::Node& additional = node.Get("additionalProperties");
  schema.additional = Read(additional, schema.name);
  schema.additional_free = IsTrue(additional);
  schema.items = Read(node.Get("items"), schema.name);
  const std::string_view list = node.Get("x-kubernetes-list-type").string();
  if (list == "set") schema.list = cel::Shape::ListType::kSet;
  if (list == "map") schema.list = cel::Shape::ListType::kMap;
  schema.list_keys = Texts(node.Get("x-kubernetes-list-map-keys"));
}

void SchemaReader::ReadLimits(Schema& schema, const yaml::Node& node) {
  Limits& limits = schema.limits;
  limits.minimum = node.Get("minimum").number();
  limits.maximum = node.Get("maximum").number();
  limits.multiple_of = node.Get("multipleOf").number();
  limits.exclusive_minimum = IsTrue(node.Get("exclusiveMinimum"));
  limits.exclusive_maximum = IsTrue(node.Get("exclusiveMaximum"));
  limits.min_length = node.Get("minLength").integer();
  limits.max_length = node.Get("maxLength").integer();
  limits.min_items = node.Get("minItems").integer();
  limits.max_items = node.Get("maxItems").integer();
  limits.min_properties = node.Get("minProperties").integer();
  limits.max_properties = node.Get("maxProperties").integer();
  limits.unique_items = IsTrue(node.Get("uniqueItems"));
  const std::string_view format = node.Get("format").string();
  if (format == "int32" && schema.type == Type::kInteger) {
    using Int32 = std::numeric_limits<std::int32_t>;
    limits.minimum = std::max<double>(limits.minimum.value_or(Int32::min()), Int32::min());
    limits.maximum = std::min<double>(limits.maximum.value_or(Int32::max()), Int32::max());
  }
  if (schema.type == Type::kString || schema.type == Type::kAny) schema.format = FindFormat(format);
  schema.pattern = node.Get("pattern").string();
}

void SchemaReader::ReadLogic(Schema& schema, const yaml::Node& node) {
  const auto read_all = [&](std::string_view key, std::vector<const Schema*>& out) {
    for (const yaml::Node& part : node.Get(key).items()) {
      if (const auto group = GroupOf(part.Get("oneOf")); group && part.size() == 1) {
        schema.groups.push_back(*group);
      } else if (const Schema* read = ReadPart(part, schema)) {
        out.push_back(read);
      }
    }
  };
  read_all("allOf", schema.all_of);
  read_all("anyOf", schema.any_of);
  if (auto group = GroupOf(node.Get("oneOf"))) {
    schema.groups.push_back(std::move(*group));
  } else {
    read_all("oneOf", schema.one_of);
  }
  schema.none_of = ReadPart(node.Get("not"), schema);
}

void SchemaReader::ReadRules(Schema& schema, const yaml::Node& node) {
  for (const yaml::Node& item : node.Get("x-kubernetes-validations").items()) {
    const std::string_view text = item.Get("rule").string();
    auto program = cel::Compile(text);
    if (text.empty() || !program) continue;
    Rule rule{.text = text,
              .message = item.Get("message").string(),
              .field_path = item.Get("fieldPath").string(),
              .program = std::move(*program),
              .message_program = std::nullopt,
              .optional_old_self = IsTrue(item.Get("optionalOldSelf"))};
    if (auto message = cel::Compile(item.Get("messageExpression").string()))
      rule.message_program = std::move(*message);
    schema.rules.push_back(std::move(rule));
  }
}

void SchemaReader::Complete(Schema& schema) {
  const auto put = [&](Schema& to, std::string_view property, Type type) -> Schema& {
    Schema& part = New(property);
    part.type = type;
    Measure(part);
    to.properties[property] = &part;
    return part;
  };
  put(schema, "apiVersion", Type::kString);
  put(schema, "kind", Type::kString);
  // A definition may limit metadata.name; all else of metadata is the same for every object.
  const Schema* given = schema.Property("metadata");
  const Schema* name = given != nullptr ? given->Property("name") : nullptr;
  Schema& metadata = put(schema, "metadata", Type::kObject);
  metadata.preserves_unknown = true;
  put(metadata, "name", Type::kString);
  put(metadata, "generateName", Type::kString);
  if (name != nullptr) metadata.properties["name"] = name;
}

}  // namespace meshctl::validate::custom
