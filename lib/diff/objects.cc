// SPDX-License-Identifier: Apache-2.0
// Cleans both objects of what nobody applied, compares their fields by the schema of their kind, and hides
// secrets before anything of them is kept.
#include "diff/objects.h"

#include <fmt/format.h>

#include <utility>

#include "base/base64.h"
#include "diff/secrets.h"
#include "fields/defaults.h"
#include "fields/value_at.h"
#include "schema/kinds.h"

namespace meshctl::diff {
namespace {

using fields::Topology;

Topology TopologyOf(const Json& object) {
  const schema::Kind kind =
      schema::FindKind(fields::TextAt(object, {"apiVersion"}), fields::TextAt(object, {"kind"}));
  return kind ? Topology::OfObject(kind.type()) : Topology::Free();
}

/// Writes stringData into data, as servers do, so that it can be compared with data.
void MoveStringData(Json& secret) {
  const Json* texts = fields::ValueAt(secret, {"stringData"});
  if (!texts || !texts->is_object()) return;
  Json& data = secret["data"];
  if (!data.is_object()) data = Json::object();
  for (const auto& [key, value] : texts->items()) {
    if (value.is_string()) data[key] = EncodeBase64(value.get<std::string>());
  }
  secret.erase("stringData");
}

bool IsSecret(const Json& object) {
  return fields::TextAt(object, {"kind"}) == "Secret" && fields::TextAt(object, {"apiVersion"}) == "v1";
}

}  // namespace

std::string_view Name(Change change) {
  switch (change) {
    case Change::kUnchanged:
      return "unchanged";
    case Change::kCreated:
      return "created";
    case Change::kChanged:
      return "changed";
    case Change::kRemoved:
      return "removed";
  }
  return "changed";
}

std::string ObjectDifference::label() const {
  return fmt::format("{}/{}{}{}", kind, name_space, name_space.empty() ? "" : "/", name);
}

ObjectDifference CompareObjects(Json before, Json after, const CompareOptions& options) {
  ObjectDifference difference;
  const Json& known = after.is_null() ? before : after;
  difference.api_version = fields::TextAt(known, {"apiVersion"});
  difference.kind = fields::TextAt(known, {"kind"});
  difference.name_space = fields::TextAt(known, {"metadata", "namespace"});
  difference.name = fields::TextAt(known, {"metadata", "name"});

  before = WithoutServerFields(std::move(before), options.managed_fields);
  after = WithoutServerFields(std::move(after), options.managed_fields);
  if (IsSecret(before) && IsSecret(after) && before.contains("stringData") != after.contains("stringData")) {
    MoveStringData(before);
    MoveStringData(after);
  }
  // First of all, so that no value of a Secret is in what is told of the fields.
  MaskSecrets(before, after);
  if (before.is_null() || after.is_null()) {
    difference.change = before.is_null() ? Change::kCreated : Change::kRemoved;
  } else {
    difference.fields = CompareFields(TopologyOf(after), before, after, options.absent);
    difference.change = difference.fields.empty() ? Change::kUnchanged : Change::kChanged;
  }
  difference.before = std::move(before);
  difference.after = std::move(after);
  return difference;
}

Json ToJson(const ObjectDifference& difference) {
  Json out = {{"apiVersion", difference.api_version},
              {"kind", difference.kind},
              {"name", difference.name},
              {"change", Name(difference.change)},
              {"fields", Json::array()}};
  if (!difference.name_space.empty()) out["namespace"] = difference.name_space;
  if (difference.change == Change::kCreated)
    out["fields"].push_back({{"path", ""}, {"after", difference.after}});
  if (difference.change == Change::kRemoved)
    out["fields"].push_back({{"path", ""}, {"before", difference.before}});
  for (const FieldChange& change : difference.fields) {
    Json field = {{"path", PathText(change.path)}};
    if (change.kind != FieldChange::Kind::kAdded) field["before"] = change.before;
    if (change.kind != FieldChange::Kind::kRemoved) field["after"] = change.after;
    if (change.kind == FieldChange::Kind::kReordered) field["reordered"] = true;
    if (!change.owner.empty()) field["owner"] = change.owner;
    out["fields"].push_back(std::move(field));
  }
  return out;
}

}  // namespace meshctl::diff
