// SPDX-License-Identifier: Apache-2.0
// Small questions about a definition's schema, for whoever walks along one.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "fields/value_at.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

/// Whether the schema has `key: true`.
inline bool Says(const Json& schema, std::string_view key) {
  const Json* value = fields::ValueAt(schema, {key});
  return value && value->is_boolean() && value->get<bool>();
}

/// Whether any part of the schema has rules in CEL.
inline bool HasRules(const Json& schema) {
  if (schema.is_object() && schema.contains("x-kubernetes-validations")) return true;
  return schema.is_structured() && std::ranges::any_of(schema, HasRules);
}

/// Whether this is a field that every object has: metadata has a schema of its own, and so have the names of
/// the kind.
inline bool IsObjectField(const std::string& path, std::string_view key) {
  return path.empty() && (key == "apiVersion" || key == "kind" || key == "metadata");
}

/// `spec.size`
inline std::string Below(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

}  // namespace meshctl::sandbox
