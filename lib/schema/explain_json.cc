// SPDX-License-Identifier: Apache-2.0
// The facts of explain.cc under keys, for editors and scripts.
#include <algorithm>
#include <string_view>
#include <vector>

#include "schema/explain.h"
#include "schema/facts.h"

namespace meshctl::schema {
namespace {

void Put(Json& json, const char* key, std::string_view text) {
  if (!text.empty()) json[key] = text;
}

void Put(Json& json, const char* key, const std::vector<std::string>& texts) {
  if (!texts.empty()) json[key] = texts;
}

Json TextsOf(Rules rules) {
  Json texts = Json::array();
  for (const Rule rule : rules) texts.push_back(rule.text());
  return texts;
}

Json OfField(Type owner, Field field) {
  Json json;
  json["name"] = field.name();
  json["type"] = field.Describe();
  Put(json, "description", field.description());
  if (IsRequired(owner, field)) json["required"] = true;
  if (field.deprecated()) json["deprecated"] = true;
  if (field.experimental()) json["experimental"] = true;
  if (field.immutable()) json["immutable"] = true;
  const Constraint constraint = field.constraint();
  if (!constraint.choices().empty()) {
    json[constraint.closed() ? "enum" : "knownValues"] =
        std::vector<std::string_view>(constraint.choices().begin(), constraint.choices().end());
  }
  const std::string_view value =
      field.default_json().empty() ? field.server_default_json() : field.default_json();
  if (!value.empty()) json["default"] = Json::parse(value, nullptr, false);
  Put(json, "defaultRule", field.server_default_rule());
  Put(json, "limits", LimitsOf(field));
  Json rules = TextsOf(field.rules());
  for (const Json& rule : TextsOf(constraint.rules())) rules.push_back(rule);
  if (!rules.empty()) json["rules"] = std::move(rules);
  return json;
}

void PutFields(Json& json, Type type, bool recursive, std::vector<Type>& above) {
  if (type.fields().empty()) return;
  above.push_back(type);
  Json fields = Json::array();
  for (const Field field : type.fields()) {
    if (!IsShown(field)) continue;
    Json one = OfField(type, field);
    const Type below = TypeBelow(field);
    if (recursive && below) {
      if (std::ranges::find(above, below) != above.end()) {
        one["recursive"] = true;
      } else {
        PutFields(one, below, recursive, above);
      }
    }
    fields.push_back(std::move(one));
  }
  json["fields"] = std::move(fields);
  above.pop_back();
}

}  // namespace

Json ExplainJson(const FieldPath& place, const ExplainOptions& options) {
  Json json = place.field ? OfField(place.owner, place.field) : Json::object();
  if (!place.field) Put(json, "description", place.type.description());
  if (place.root_type()) {
    json["root"] = place.root.short_name();
  } else {
    json["apiVersion"] = place.kind.api_version();
    json["kind"] = place.kind.name();
  }
  Put(json, "path", place.path);
  if (!place.type.rules().empty()) json["objectRules"] = TextsOf(place.type.rules());
  std::vector<Type> above;
  PutFields(json, place.type, options.recursive, above);
  return json;
}

}  // namespace meshctl::schema
