// SPDX-License-Identifier: Apache-2.0
// Values against the schema of a kind that was defined at run time, in the order and the words of
// kube-openapi's validation. Rules in CEL are custom_rules.cc's.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>

#include "cel/regex.h"
#include "fields/topology.h"
#include "fields/value_at.h"
#include "sandbox/custom_schema.h"
#include "sandbox/schema_words.h"
#include "validate/custom/format.h"

namespace meshctl::sandbox {
namespace {

using fields::TextAt;
using fields::ValueAt;

const Json& ListOf(const Json& schema, std::string_view key) {
  static const Json kNothing = Json::array();
  const Json* list = ValueAt(schema, {key});
  return list && list->is_array() ? *list : kNothing;
}

// A limit that is a number, or null.
const Json* LimitOf(const Json& schema, std::string_view key) {
  const Json* limit = ValueAt(schema, {key});
  return limit && limit->is_number() ? limit : nullptr;
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
  const bool whole = value.is_number_float() && std::trunc(value.get<double>()) == value.get<double>();
  return type == wanted || (wanted == "number" && type == "integer") || (wanted == "integer" && whole);
}

class Check {
 public:
  explicit Check(std::vector<Cause>& causes) : causes_(causes) {}

  void Run(const Json& schema, const Json& value, const std::string& path) {
    if (!HasType(schema, value)) {
      const std::string wanted =
          Says(schema, "x-kubernetes-int-or-string") ? "integer,string" : TextAt(schema, {"type"});
      const std::string type = TypeOf(value);
      causes_.push_back({"FieldValueTypeInvalid",
                         fmt::format("Invalid value: \"{0}\": {1} in body must be of type {2}: \"{0}\"", type,
                                     path, wanted),
                         path});
      return;
    }
    Alternatives(schema, value, path);
    Choice(schema, value, path);
    if (value.is_string()) Text(schema, value.get_ref<const std::string&>(), path);
    if (value.is_number()) Number(schema, value, path);
    if (value.is_object()) Fields(schema, value, path);
    if (value.is_array()) Items(schema, value, path);
  }

 private:
  void Add(std::string reason, std::string message, const std::string& path) {
    causes_.push_back({std::move(reason), std::move(message), path});
  }
  // `spec.size: Invalid value: 0: spec.size in body should be …`
  void Refuse(const Json& shown, const std::string& path, std::string_view should) {
    Add("FieldValueInvalid",
        fmt::format("Invalid value: {}: {} in body should {}", shown.dump(), path, should), path);
  }
  // A fault of a whole schema names its place in the message only.
  void RefuseWhole(const std::string& message) {
    Add("FieldValueInvalid", fmt::format("Invalid value: \"\": {}", message), "<nil>");
  }

  static std::vector<Cause> Try(const Json& schema, const Json& value, const std::string& path) {
    std::vector<Cause> causes;
    Check(causes).Run(schema, value, path);
    return causes;
  }
  void Append(const std::vector<Cause>& causes) {
    causes_.insert(causes_.end(), causes.begin(), causes.end());
  }

  void Alternatives(const Json& schema, const Json& value, const std::string& path) {
    const bool free = Says(schema, "x-kubernetes-int-or-string");  // its anyOf says the same again
    if (const Json& any = ListOf(schema, "anyOf"); !any.empty() && !free) {
      const auto fits = [&](const Json& part) { return Try(part, value, path).empty(); };
      if (std::ranges::none_of(any, fits)) {
        RefuseWhole(fmt::format("\"{}\" must validate at least one schema (anyOf)", path));
        Append(Try(any.front(), value, path));
      }
    }
    if (const Json& one = ListOf(schema, "oneOf"); !one.empty() && !free) {
      const auto count =
          std::ranges::count_if(one, [&](const Json& part) { return Try(part, value, path).empty(); });
      constexpr std::string_view kRule = "must validate one and only one schema (oneOf)";
      if (count == 0) {
        RefuseWhole(fmt::format("\"{}\" {}. Found none valid", path, kRule));
        Append(Try(one.front(), value, path));
      } else if (count > 1) {
        RefuseWhole(fmt::format("\"{}\" {}. Found {} valid alternatives", path, kRule, count));
      }
    }
    const std::size_t before = causes_.size();
    for (const Json& part : ListOf(schema, "allOf")) Append(Try(part, value, path));
    if (causes_.size() > before)
      RefuseWhole(fmt::format("\"{}\" must validate all the schemas (allOf)", path));
    const Json* none = ValueAt(schema, {"not"});
    if (none && none->is_object() && Try(*none, value, path).empty())
      RefuseWhole(fmt::format("\"{}\" must not validate the schema (not)", path));
  }

  void Choice(const Json& schema, const Json& value, const std::string& path) {
    const Json& allowed = ListOf(schema, "enum");
    if (allowed.empty() || std::ranges::find(allowed, value) != allowed.end()) return;
    std::vector<std::string> texts;
    for (const Json& one : allowed) texts.push_back(one.dump());
    Add("FieldValueNotSupported",
        fmt::format("Unsupported value: {}: supported values: {}", value.dump(), fmt::join(texts, ", ")),
        path);
  }

  // The first fault of a text is the one that is told.
  void Text(const Json& schema, const std::string& text, const std::string& path) {
    const auto length = static_cast<double>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    if (const Json* most = LimitOf(schema, "maxLength"); most && length > most->get<double>()) {
      return Add("FieldValueTooLong", fmt::format("Too long: may not be more than {} bytes", most->dump()),
                 path);
    }
    if (const Json* least = LimitOf(schema, "minLength"); least && length < least->get<double>())
      return Refuse(text, path, fmt::format("be at least {} chars long", least->dump()));
    const std::string pattern = TextAt(schema, {"pattern"});
    if (!pattern.empty() && !cel::RegexMatches(pattern, text))
      return Refuse(text, path, fmt::format("match '{}'", pattern));
    const std::string name = TextAt(schema, {"format"});
    const validate::custom::Format* format = validate::custom::FindFormat(name);
    if (name.empty() || !format || format->Matches(text)) return;
    Add("FieldValueTypeInvalid",
        fmt::format("Invalid value: {0}: {1} in body must be of type {2}: {0}", Json(text).dump(), path,
                    name),
        path);
  }

  void Number(const Json& schema, const Json& value, const std::string& path) {
    const double number = value.get<double>();
    if (TextAt(schema, {"type"}) == "integer" && TextAt(schema, {"format"}) == "int32" &&
        (number > std::numeric_limits<std::int32_t>::max() ||
         number < std::numeric_limits<std::int32_t>::min()))
      RefuseWhole(fmt::format("Checked value must be of type integer with format int32 in {}", path));
    if (const Json* factor = LimitOf(schema, "multipleOf"); factor && factor->get<double>() > 0) {
      const double times = number / factor->get<double>();
      if (times != std::trunc(times)) Refuse(value, path, fmt::format("be a multiple of {}", factor->dump()));
    }
    if (const Json* most = LimitOf(schema, "maximum")) {
      const bool out = Says(schema, "exclusiveMaximum");
      if (number > most->get<double>() || (out && number == most->get<double>()))
        Refuse(value, path, fmt::format("be less than {}{}", out ? "" : "or equal to ", most->dump()));
    }
    if (const Json* least = LimitOf(schema, "minimum")) {
      const bool out = Says(schema, "exclusiveMinimum");
      if (number < least->get<double>() || (out && number == least->get<double>()))
        Refuse(value, path, fmt::format("be greater than {}{}", out ? "" : "or equal to ", least->dump()));
    }
  }

  void Size(const Json& schema, std::size_t size, const std::string& path, std::string_view least_key,
            std::string_view most_key, std::string_view unit) {
    const auto count = static_cast<double>(size);
    if (const Json* least = LimitOf(schema, least_key); least && count < least->get<double>())
      Refuse(size, path, fmt::format("have at least {} {}", least->dump(), unit));
    if (const Json* most = LimitOf(schema, most_key); most && count > most->get<double>()) {
      Add("FieldValueTooMany", fmt::format("Too many: {}: must have at most {} items", size, most->dump()),
          path);
    }
  }

  void Fields(const Json& schema, const Json& value, const std::string& path) {
    Size(schema, value.size(), path, "minProperties", "maxProperties", "properties");
    for (const Json& key : ListOf(schema, "required")) {
      if (key.is_string() && !value.contains(key.get<std::string>()))
        Add("FieldValueRequired", "Required value", Below(path, key.get<std::string>()));
    }
    if (Says(schema, "x-kubernetes-embedded-resource")) {
      for (const char* key : {"apiVersion", "kind"}) {
        if (!value.contains(key)) Add("FieldValueRequired", "Required value", Below(path, key));
      }
    }
    for (const auto& [key, below] : value.items()) {
      if (IsObjectField(path, key)) continue;
      const Json* field = ValueAt(schema, {"properties", key});
      if (!field) field = ValueAt(schema, {"additionalProperties"});
      if (field && field->is_object()) Run(*field, below, Below(path, key));
    }
  }

  void Items(const Json& schema, const Json& value, const std::string& path) {
    Size(schema, value.size(), path, "minItems", "maxItems", "items");
    const Json* items = ValueAt(schema, {"items"});
    for (std::size_t i = 0; items && i < value.size(); ++i)
      Run(*items, value[i], fmt::format("{}[{}]", path, i));
    const auto topology = fields::Topology::OfSchema(schema);
    if (topology.FormOf(value) != fields::Topology::Form::kItems) return;
    std::set<fields::Step> seen;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const fields::Step step = topology.StepOf(value[i]);
      if (seen.insert(step).second) continue;
      Add("FieldValueDuplicate", fmt::format("Duplicate value: {}", step.substr(2)),
          fmt::format("{}[{}]", path, i));
    }
  }

  std::vector<Cause>& causes_;
};

}  // namespace

bool KeepsFromRules(const Cause& cause) {
  for (std::string_view reason : {"FieldValueNotSupported", "FieldValueRequired", "FieldValueTooLong",
                                  "FieldValueTooMany", "FieldValueTypeInvalid"}) {
    if (cause.reason == reason) return true;
  }
  return false;
}

std::vector<Cause> CheckBySchema(const Json& schema, const Json& object) {
  std::vector<Cause> causes;
  Check(causes).Run(schema, object, "");
  if (std::ranges::any_of(causes, KeepsFromRules) && HasRules(schema)) {
    causes.push_back({"FieldValueInvalid",
                      "Invalid value: null: some validation rules were not checked because the object was "
                      "invalid; correct the existing errors to complete validation",
                      "<nil>"});
  }
  return causes;
}

}  // namespace meshctl::sandbox
