// SPDX-License-Identifier: Apache-2.0
// One walk along the schema finds the places; each decoder has its own way to name them.
#include "sandbox/type_faults.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "fields/field_set.h"
#include "fields/topology.h"

namespace meshctl::sandbox {
namespace {

using fields::Path;
using fields::Topology;
using schema::Scalar;
using schema::Shape;

enum class Expected { kString, kNumber, kBoolean, kList, kMap };

struct Fault {
  Path path;             // `i:0` for items of lists that are leaves
  std::string field;     // `spec.ports[0].port`
  std::string go_field;  // `ServicePort.spec.ports.port`
  Expected expected = Expected::kString;
  std::string go_type;  // `int32`, `map[string]string`
  const Json* value = nullptr;
  std::string duplicate;  // instead of a type: the identity that two items share
};

std::optional<Expected> ExpectedOf(Scalar scalar) {
  switch (scalar) {
    case Scalar::kString:
    case Scalar::kBytes:
    case Scalar::kTimestamp:
    case Scalar::kMicroTime:
      return Expected::kString;
    case Scalar::kBool:
      return Expected::kBoolean;
    case Scalar::kInt32:
    case Scalar::kInt64:
    case Scalar::kUint32:
    case Scalar::kUint64:
    case Scalar::kDouble:
      return Expected::kNumber;
    case Scalar::kStruct:
    case Scalar::kObject:
      return Expected::kMap;
    case Scalar::kDuration:
    case Scalar::kQuantity:
    case Scalar::kIntOrString:
    case Scalar::kAny:
      break;
  }
  return {};
}

bool Fits(Expected expected, const Json& value) {
  switch (expected) {
    case Expected::kString:
      return value.is_string();
    case Expected::kNumber:
      return value.is_number();
    case Expected::kBoolean:
      return value.is_boolean();
    case Expected::kList:
      return value.is_array();
    case Expected::kMap:
      return value.is_object();
  }
  return true;
}

std::string GoType(schema::Field field) {
  switch (field.scalar()) {
    case Scalar::kBool:
      return "bool";
    case Scalar::kInt32:
    case Scalar::kInt64:
    case Scalar::kUint32:
    case Scalar::kUint64:
      return std::string(schema::Name(field.scalar()));
    case Scalar::kDouble:
      return "float64";
    case Scalar::kBytes:
      return "[]uint8";
    case Scalar::kStruct:
      return "v1." + std::string(field.type().short_name());
    default:
      return "string";
  }
}

class Walk {
 public:
  explicit Walk(std::vector<Fault>& faults) : faults_(faults) {}

  // `type` is the name of the struct that the place is a field of.
  void Run(const Topology& topology, const Json& value, const std::string& type) {
    if (value.is_null()) return;
    if (const schema::Field field = topology.field()) {
      Check(topology, field, value, type);
      return;
    }
    if (value.is_object()) Fields(topology, value);
  }

 private:
  void Check(const Topology& topology, schema::Field field, const Json& value, const std::string& type) {
    const std::string element = GoType(field);
    if (field.shape() == Shape::kList) {
      if (!value.is_array()) return Add(Expected::kList, "[]" + element, value, type);
      Items(topology, field, value, type, element);
      return;
    }
    if (field.shape() == Shape::kMap) {
      if (!value.is_object()) return Add(Expected::kMap, "map[string]" + element, value, type);
      for (const auto& [key, below] : value.items()) {
        Enter(key, "." + key, "");
        Single(topology.Field(key), field, below, type, element);
        Leave();
      }
      return;
    }
    Single(topology, field, value, type, element);
  }

  void Items(const Topology& topology, schema::Field field, const Json& value, const std::string& type,
             const std::string& element) {
    const bool merged = topology.FormOf(value) == Topology::Form::kItems;
    std::set<fields::Step> seen;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (merged) {
        const fields::Step step = topology.StepOf(value[i]);
        if (!seen.insert(step).second) {
          faults_.push_back({.path = path_, .field = field_, .duplicate = fields::ToString({step})});
        }
      }
      const std::string before = field_;
      field_ += fmt::format("[{}]", i);
      path_.push_back(merged ? topology.StepOf(value[i]) : fmt::format("i:{}", i));
      Single(topology.Item(), field, value[i], type, element);
      path_.pop_back();
      field_ = before;
    }
  }

  // A value that is no list and no map, or one element of those.
  void Single(const Topology& topology, schema::Field field, const Json& value, const std::string& type,
              const std::string& go_type) {
    if (value.is_null()) return;
    if (field.scalar() == Scalar::kStruct && field.type() && !field.type().alternatives().empty()) return;
    const std::optional<Expected> expected = ExpectedOf(field.scalar());
    if (expected && !Fits(*expected, value)) return Add(*expected, go_type, value, type);
    if (field.scalar() == Scalar::kStruct && value.is_object()) Fields(topology, value);
  }

  void Fields(const Topology& topology, const Json& value) {
    const schema::Type type = topology.type();
    const std::string name = type ? std::string(type.short_name()) : "";
    for (const auto& [key, below] : value.items()) {
      if (!topology.Names(key)) continue;
      Enter(key, (field_.empty() ? "" : ".") + key, (go_.empty() ? "" : ".") + key);
      const bool name_of_object = path_.size() == 1 && (key == "apiVersion" || key == "kind");
      if (!name_of_object) Run(topology.Field(key), below, name);
      Leave();
    }
  }

  void Enter(const std::string& key, const std::string& field, const std::string& go) {
    before_.push_back({field_, go_});
    path_.push_back(fields::FieldStep(key));
    field_ += field;
    go_ += go;
  }
  void Leave() {
    std::tie(field_, go_) = before_.back();
    before_.pop_back();
    path_.pop_back();
  }
  void Add(Expected expected, std::string go_type, const Json& value, const std::string& type) {
    faults_.push_back({path_, field_, type + "." + go_, expected, std::move(go_type), &value, ""});
  }

  std::vector<Fault>& faults_;
  Path path_;
  std::string field_;
  std::string go_;
  std::vector<std::pair<std::string, std::string>> before_;
};

std::vector<Fault> FindFaults(const Resource& resource, const Json& object) {
  std::vector<Fault> faults;
  if (!resource.schema) Walk(faults).Run(resource.topology, object, "");
  return faults;
}

// What Go's reflection calls the type of a decoded value.
std::string DecodedType(const Json& value) {
  if (value.is_string()) return "string";
  if (value.is_boolean()) return "bool";
  if (value.is_number_integer()) return "int64";
  if (value.is_number()) return "float64";
  return value.is_array() ? "[]interface {}" : "map[string]interface {}";
}

std::string TypedFault(const Fault& fault) {
  const std::string path = fields::ToString(fault.path);
  if (!fault.duplicate.empty()) return fmt::format("{}: duplicate entries for key {}", path, fault.duplicate);
  const Json& value = *fault.value;
  switch (fault.expected) {
    case Expected::kString:
      return fmt::format("{}: expected string, got &value.valueUnstructured{{Value:{}}}", path, value.dump());
    case Expected::kBoolean:
      return fmt::format("{}: expected boolean, got &value.valueUnstructured{{Value:{}}}", path,
                         value.dump());
    case Expected::kNumber:
      return fmt::format("{}: expected numeric (int or float), got {}", path, DecodedType(value));
    case Expected::kList:
      return fmt::format("{}: expected list, got &{{{}}}", path, GoText(value));
    case Expected::kMap:
      return fmt::format("{}: expected map, got &{{{}}}", path, GoText(value));
  }
  return path;
}

// The types of JSON schema.
std::string_view SchemaType(Expected expected) {
  switch (expected) {
    case Expected::kString:
      return "string";
    case Expected::kNumber:
      return "integer";
    case Expected::kBoolean:
      return "boolean";
    case Expected::kList:
      return "array";
    case Expected::kMap:
      return "object";
  }
  return "";
}

std::string_view SchemaTypeOf(const Json& value) {
  if (value.is_string()) return "string";
  if (value.is_boolean()) return "boolean";
  if (value.is_number_integer()) return "integer";
  if (value.is_number()) return "number";
  return value.is_array() ? "array" : "object";
}

}  // namespace

std::string GoText(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "<nil>";
  std::vector<std::string> parts;
  if (value.is_array()) {
    for (const Json& item : value) parts.push_back(GoText(item));
    return fmt::format("[{}]", fmt::join(parts, " "));
  }
  if (!value.is_object()) return value.dump();
  for (const auto& [key, below] : value.items()) parts.push_back(key + ":" + GoText(below));
  return fmt::format("map[{}]", fmt::join(parts, " "));
}

std::optional<std::string> DecodingFault(const Resource& resource, const Json& object) {
  for (const Fault& fault : FindFaults(resource, object)) {
    if (!fault.duplicate.empty()) continue;
    const Json& value = *fault.value;
    const std::string_view given = value.is_number()    ? "number"
                                   : value.is_boolean() ? "bool"
                                                        : SchemaTypeOf(value);
    return fmt::format("json: cannot unmarshal {} into Go struct field {} of type {}", given, fault.go_field,
                       fault.go_type);
  }
  return {};
}

std::vector<std::string> TypedFaults(const Resource& resource, const Json& object) {
  std::vector<std::string> texts;
  for (const Fault& fault : FindFaults(resource, object)) texts.push_back(TypedFault(fault));
  return texts;
}

std::vector<Cause> SchemaTypeFaults(const Resource& resource, const Json& object) {
  std::vector<Cause> causes;
  for (const Fault& fault : FindFaults(resource, object)) {
    if (!fault.duplicate.empty()) continue;
    causes.push_back({"FieldValueTypeInvalid",
                      fmt::format("Invalid value: \"{0}\": {1} in body must be of type {2}: \"{0}\"",
                                  SchemaTypeOf(*fault.value), fault.field, SchemaType(fault.expected)),
                      fault.field});
  }
  if (!causes.empty()) {
    causes.push_back(
        {"FieldValueInvalid",
         "Invalid value: null: some validation rules were not checked because the object was invalid; "
         "correct the existing errors to complete validation",
         "<nil>"});
  }
  return causes;
}

}  // namespace meshctl::sandbox
