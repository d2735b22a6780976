// SPDX-License-Identifier: Apache-2.0
// From the text of a schema to Schema.
#pragma once

#include <map>
#include <set>
#include <string_view>

#include "validate/custom/schema.h"
#include "yaml/node.h"

namespace meshctl::validate::custom {

/// Reads schemas of one document into `memory`; the document must outlive them. A part that is not
/// understood (a regular expression that does not compile, a rule with a fault) asks nothing of values: who
/// judges the definition itself reports it.
class SchemaReader {
 public:
  /// `components` is what `$ref`s name: `components.schemas` of an OpenAPI document, or absent.
  SchemaReader(const yaml::Node& components, Schemas& memory) : components_(components), memory_(memory) {}

  /// The schema of a whole object, with what every object has: apiVersion, kind and metadata.
  const Schema* ReadRoot(const yaml::Node& node, std::string_view kind);
  /// The schema of a value that is no object of its own.
  const Schema* ReadValue(const yaml::Node& node, std::string_view name) { return Read(node, name); }

 private:
  const Schema* Read(const yaml::Node& node, std::string_view name);
  /// A value validation of `around`. One that is the schema it stands in, which says nothing, is left out.
  const Schema* ReadPart(const yaml::Node& node, const Schema& around);
  /// Gives a value validation the defaults of the schema around it: it judges what the server filled in.
  void InheritDefaults(const Schema& around, Schema& part, int depth = 0);
  const Schema* ReadReference(std::string_view reference, std::string_view name);
  /// `around` is the schema that a value validation belongs to.
  void ReadInto(Schema& schema, const yaml::Node& node, const Schema* around = nullptr);
  void ReadStructure(Schema& schema, const yaml::Node& node);
  void ReadLimits(Schema& schema, const yaml::Node& node);
  void ReadLogic(Schema& schema, const yaml::Node& node);
  void ReadRules(Schema& schema, const yaml::Node& node);
  /// Adds the properties of every object.
  void Complete(Schema& schema);
  Schema& New(std::string_view name);

  const yaml::Node& components_;
  Schemas& memory_;
  std::map<std::string_view, const Schema*> read_;  // by component
  std::set<std::string_view> open_;                 // components that are being read
};

}  // namespace meshctl::validate::custom
