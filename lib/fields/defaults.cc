// SPDX-License-Identifier: Apache-2.0
// One walk over an object along its declared types. Which values depend on other fields is default_rules.cc.
#include "fields/defaults.h"

#include "fields/default_rules.h"

namespace meshctl::fields {
namespace {

void SetDeclared(schema::Type type, Json& object) {
  for (schema::Field field : type.fields()) {
    std::string_view text = field.default_json().empty() ? field.server_default_json() : field.default_json();
    if (text.empty() || object.contains(field.name())) continue;
    Json value = Json::parse(text, nullptr, false);
    if (!value.is_discarded()) object[std::string(field.name())] = std::move(value);
  }
}

}  // namespace

void ApplyDefaults(const Topology& topology, Json& value) {
  if (value.is_array()) {
    for (Json& item : value) ApplyDefaults(topology.Item(), item);
    return;
  }
  if (!value.is_object()) return;
  if (schema::Type type = topology.type()) {
    SetDeclared(type, value);
    ApplyDefaultRule(type.name(), value);
  }
  for (auto& [key, below] : value.items()) ApplyDefaults(topology.Field(key), below);
}

void DropNulls(const Topology& topology, Json& value) {
  if (value.is_array()) {
    for (Json& item : value) DropNulls(topology.Item(), item);
    return;
  }
  if (!value.is_object()) return;
  for (auto at = value.begin(); at != value.end();) {
    const Topology below = topology.Field(at.key());
    if (at->is_null() && topology.Names(at.key()) && !below.field().nullable()) {
      at = value.erase(at);
      continue;
    }
    DropNulls(below, *at);
    ++at;
  }
}

}  // namespace meshctl::fields
