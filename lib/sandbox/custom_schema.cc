// SPDX-License-Identifier: Apache-2.0
// Three walks over an object along its structural schema. The messages are those of kube-openapi's
// validation.
#include "sandbox/custom_schema.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "fields/value_at.h"

namespace meshctl::sandbox {
namespace {

using fields::TextAt;
using fields::ValueAt;

bool Says(const Json& schema, std::string_view key) {
  const Json* value = ValueAt(schema, {key});
  return value && value->is_boolean() && value->get<bool>();
}

// Metadata has a schema of its own, and so have the names of the kind.
bool IsObjectField(const std::string& path, std::string_view key) {
  return path.empty() && (key == "apiVersion" || key == "kind" || key == "metadata");
}

std::string Below(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

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

std::string TypeOf(const Json& value) {
  if (value.is_number_integer()) return "integer";
  if (value.is_number()) return "number";
  if (value.is_boolean()) return "boolean";
  if (value.is_string()) return "string";
  return value.is_array() ? "array" : value.is_null() ? "null" : "object";
}

bool HasType(const Json& schema, const Json& value) {
  const std::string wanted = TextAt(schema, {"type"});
  if (Says(schema, "x-kubernetes-int-or-string")) return value.is_string() || value.is_number_integer();
  if (wanted.empty() || (value.is_null() && Says(schema, "nullable"))) return true;
  const std::string type = TypeOf(value);
  return type == wanted || (wanted == "number" && type == "integer");
}

class Check {
 public:
  explicit Check(std::vector<Cause>& causes) : causes_(causes) {}

  void Run(const Json& schema, const Json& value, const std::string& path) {
    if (!HasType(schema, value)) {
      const std::string type = TypeOf(value);
      causes_.push_back({"FieldValueTypeInvalid",
                         fmt::format("Invalid value: \"{0}\": {1} in body must be of type {2}: \"{0}\"", type,
                                     path, TextAt(schema, {"type"})),
                         path});
      return;
    }
    Values(schema, value, path);
    if (value.is_object()) Fields(schema, value, path);
    if (!value.is_array()) return;
    const Json* items = ValueAt(schema, {"items"});
    for (std::size_t i = 0; items && i < value.size(); ++i)
      Run(*items, value[i], fmt::format("{}[{}]", path, i));
  }

 private:
  void Fields(const Json& schema, const Json& value, const std::string& path) {
    if (const Json* required = ValueAt(schema, {"required"}); required && required->is_array()) {
      for (const Json& key : *required) {
        if (key.is_string() && !value.contains(key.get<std::string>()))
          causes_.push_back({"FieldValueRequired", "Required value", Below(path, key.get<std::string>())});
      }
    }
    for (const auto& [key, below] : value.items()) {
      const Json* field = FieldSchema(schema, key);
      if (field && !IsObjectField(path, key)) Run(*field, below, Below(path, key));
    }
  }

  void Values(const Json& schema, const Json& value, const std::string& path) {
    if (const Json* allowed = ValueAt(schema, {"enum"}); allowed && allowed->is_array()) {
      if (std::ranges::find(*allowed, value) == allowed->end()) {
        std::vector<std::string> texts;
        for (const Json& one : *allowed) texts.push_back(one.dump());
        causes_.push_back(
            {"FieldValueNotSupported",
             fmt::format("Unsupported value: {}: supported values: {}", value.dump(), fmt::join(texts, ", ")),
             path});
      }
    }
    Bound(schema, "minimum", value, path, "greater than or equal to", value.is_number(),
          [](double actual, double bound) { return actual >= bound; });
    Bound(schema, "maximum", value, path, "less than or equal to", value.is_number(),
          [](double actual, double bound) { return actual <= bound; });
  }

  void Bound(const Json& schema, std::string_view key, const Json& value, const std::string& path,
             std::string_view words, bool applies, bool (*holds)(double, double)) {
    const Json* bound = ValueAt(schema, {key});
    if (!applies || !bound || !bound->is_number() || holds(value.get<double>(), bound->get<double>())) return;
    causes_.push_back({"FieldValueInvalid",
                       fmt::format("Invalid value: {}: {} in body should be {} {}", value.dump(), path, words,
                                   bound->dump()),
                       path});
  }

  std::vector<Cause>& causes_;
};

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

std::vector<Cause> CheckBySchema(const Json& schema, const Json& object) {
  std::vector<Cause> causes;
  Check(causes).Run(schema, object, "");
  return causes;
}

}  // namespace meshctl::sandbox
