// SPDX-License-Identifier: Apache-2.0
// Kubernetes reads a custom resource for CEL by its schema: this does the same on YAML nodes, lazily, so that
// a rule pays only for the fields it names.
#include "cel/read.h"

#include <cmath>
#include <optional>
#include <string>

#include "base/base64.h"
#include "cel/names.h"
#include "cel/operators.h"

namespace meshctl::cel {
namespace {

Value WrongType(Context& context, std::string_view wanted, const yaml::Node& node) {
  return context.Fail("invalid data, expected {}, got {}", wanted, yaml::Name(node.type()));
}

Value ReadNumber(const yaml::Node& node) {
  if (const auto integer = node.integer()) return Value::Int(*integer);
  return Value::Double(node.number().value_or(0));
}

/// By what the node is.
Value ReadFree(const yaml::Node& node) {
  switch (node.type()) {
    case yaml::Type::kNull:
      return Value::Null();
    case yaml::Type::kBool:
      return Value::Bool(node.boolean().value_or(false));
    case yaml::Type::kInt:
    case yaml::Type::kFloat:
      return ReadNumber(node);
    case yaml::Type::kString:
      return Value::Text(node.text());
    case yaml::Type::kMap:
      return Value::FromNode(Kind::kMap, node, nullptr);
    case yaml::Type::kList:
      return Value::FromNode(Kind::kList, node, nullptr);
  }
  return Value::Null();
}

Value ReadFormatted(Context& context, const yaml::Node& node, As as) {
  if (!node.is_string()) return WrongType(context, "string", node);
  const std::string_view text = node.text();
  if (as == As::kString) return Value::Text(text);
  if (as == As::kDuration) {
    const auto duration = ParseDuration(text);
    return duration ? Value::Duration(*duration) : context.Fail("invalid duration {}", text);
  }
  if (as == As::kTimestamp) {
    auto time = ParseTimestamp(text);
    if (!time) time = ParseDate(text);
    return time ? Value::Time(*time) : context.Fail("invalid timestamp {}", text);
  }
  const auto bytes = DecodeBase64(text);
  return bytes ? Value::Text(context.arena().Copy(*bytes), Kind::kBytes)
               : context.Fail("invalid base64 {}", text);
}

}  // namespace

Value Read(Context& context, const yaml::Node& node, const Shape* shape) {
  if (node.is_null()) return Value::Null();
  const As as = shape == nullptr ? As::kDyn : shape->as();
  switch (as) {
    case As::kDyn:
      return ReadFree(node);
    case As::kBool:
      if (const auto value = node.boolean()) return Value::Bool(*value);
      return WrongType(context, "boolean", node);
    case As::kInt:
      if (const auto value = node.integer()) return Value::Int(*value);
      return WrongType(context, "integer", node);
    case As::kUint:
      if (const auto value = node.integer(); value && *value >= 0) {
        return Value::Uint(static_cast<std::uint64_t>(*value));
      }
      return WrongType(context, "unsigned integer", node);
    case As::kDouble:
      if (const auto value = node.number()) return Value::Double(*value);
      return WrongType(context, "number", node);
    case As::kString:
    case As::kBytes:
    case As::kDuration:
    case As::kTimestamp:
      return ReadFormatted(context, node, as);
    case As::kList:
      return node.is_list() ? Value::FromNode(Kind::kList, node, shape) : WrongType(context, "array", node);
    case As::kMap:
    case As::kObject:
      return node.is_map() ? Value::FromNode(Kind::kMap, node, shape) : WrongType(context, "object", node);
  }
  return Value::Null();
}

Value Item(Context& context, const Value& list, std::size_t index) {
  if (!list.from_node) return list.items[index];
  return Read(context, list.node->items()[index], list.shape == nullptr ? nullptr : list.shape->Element());
}

bool FindField(Context& context, const Value& map, std::string_view name, std::string_view property,
               Value& found) {
  if (!map.from_node) return Find(context, map, Value::Text(name), found);
  const bool object = map.shape != nullptr && map.shape->as() == As::kObject;
  if (!object) {
    const yaml::Entry* entry = map.node->Find(name);
    if (entry == nullptr && map.shape == nullptr) entry = map.node->Find(property);
    if (entry == nullptr) return false;
    found = Read(context, entry->value, map.shape == nullptr ? nullptr : map.shape->Element());
    return true;
  }
  const Shape* shape = map.shape->Field(property);
  if (shape == nullptr) return false;
  const yaml::Node* value = &map.node->Get(property);
  if (value->is_null()) value = &shape->Default();
  if (value->is_null()) return false;
  found = Read(context, *value, shape);
  return true;
}

bool Find(Context& context, const Value& map, const Value& key, Value& found) {
  if (map.from_node) {
    if (!key.is(Kind::kString)) return false;
    if (map.shape == nullptr || map.shape->as() != As::kObject) {
      return FindField(context, map, key.text(), key.text(), found);
    }
    const std::optional<std::string> property = Unescape(key.text());
    return property && FindField(context, map, key.text(), *property, found);
  }
  for (const Pair& pair : map.map()) {
    if (!Equal(context, pair.key, key)) continue;
    found = pair.value;
    return true;
  }
  return false;
}

bool EntryOf(Context& context, const Value& map, const yaml::Entry& entry, Value& key, const Shape*& shape) {
  key = Value::Text(entry.key);
  if (map.shape == nullptr) return true;
  if (map.shape->as() != As::kObject) {
    shape = map.shape->Element();
    return true;
  }
  shape = map.shape->Field(entry.key);
  const std::optional<std::string> name = Escape(entry.key);
  if (shape == nullptr || !name || entry.value.is_null()) return false;
  if (*name != entry.key) key = context.String(*name);
  return true;
}

}  // namespace meshctl::cel
