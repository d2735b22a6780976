// SPDX-License-Identifier: Apache-2.0
// Two walks over an object along its structural schema; what values must be is schema_check.cc.
#include "sandbox/custom_schema.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "fields/value_at.h"
#include "sandbox/schema_words.h"

namespace meshctl::sandbox {
namespace {

using fields::TextAt;
using fields::ValueAt;

// The schema of a field; null when nothing is said about it.
const Json* FieldSchema(const Json& schema, const std::string& key) {
  if (const Json* field = ValueAt(schema, {"properties", key})) return field;
  const Json* others = ValueAt(schema, {"additionalProperties"});
  return others && others->is_object() ? others : nullptr;
}

bool KeepsUnknown(const Json& schema) {
  if (Says(schema, "x-kubernetes-preserve-unknown-fields") || Says(schema, "x-kubernetes-embedded-resource"))
    return true;
  return Says(schema, "additionalProperties");
}

void Prune(const Json& schema, Json& value, const std::string& path, std::vector<std::string>& pruned) {
  if (value.is_array()) {
    const Json* items = ValueAt(schema, {"items"});
    for (std::size_t i = 0; items && i < value.size(); ++i)
      Prune(*items, value[i], fmt::format("{}[{}]", path, i), pruned);
    return;
  }
  if (!value.is_object()) return;
  const bool keeps = KeepsUnknown(schema);
  for (auto at = value.begin(); at != value.end();) {
    const std::string below = Below(path, at.key());
    const Json* field = FieldSchema(schema, at.key());
    if (!field && !keeps && !IsObjectField(path, at.key())) {
      pruned.push_back(below);
      at = value.erase(at);
      continue;
    }
    if (field && !IsObjectField(path, at.key())) Prune(*field, *at, below, pruned);
    ++at;
  }
}

}  // namespace

std::vector<std::string> PruneBySchema(const Json& schema, Json& object) {
  std::vector<std::string> pruned;
  Prune(schema, object, "", pruned);
  return pruned;
}

void DefaultBySchema(const Json& schema, Json& object) {
  if (object.is_array()) {
    const Json* items = ValueAt(schema, {"items"});
    for (std::size_t i = 0; items && i < object.size(); ++i) DefaultBySchema(*items, object[i]);
    return;
  }
  if (!object.is_object()) return;
  if (const Json* fields = ValueAt(schema, {"properties"}); fields && fields->is_object()) {
    for (const auto& [key, field] : fields->items()) {
      const Json* value = ValueAt(field, {"default"});
      if (value && !object.contains(key)) object[key] = *value;
    }
  }
  for (auto& [key, value] : object.items()) {
    if (const Json* field = FieldSchema(schema, key)) DefaultBySchema(*field, value);
  }
}

}  // namespace meshctl::sandbox
