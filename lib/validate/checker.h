// SPDX-License-Identifier: Apache-2.0
// The walk over one object beside its type.
#pragma once

#include <array>
#include <cstdint>

#include "diag/report.h"
#include "validate/complaints.h"
#include "schema/kinds.h"
#include "validate/place.h"
#include "schema/types.h"
#include "yaml/node.h"

namespace meshctl::validate {

using schema::Kind;

/// Compares values with types. Nothing is allocated before the first finding.
class Checker {
 public:
  /// `kind` is absent for values that are no objects of their own.
  Checker(const yaml::Node& root, Kind kind, diag::Report& report)
      : complaints_(root, report), kind_(kind), custom_(kind.custom()) {}

  /// The root is an object of the kind.
  void Object(const yaml::Node& root);
  /// The root is a value of a type.
  void Value(const yaml::Node& root, Type type);

 private:
  /// How much of a value counts. An API server drops `status` of what users send, but only after decoding it.
  enum class Depth { kAll, kDecoding };
  class Seen;

  void Struct(const yaml::Node& node, Type type, const Place& place);
  void Value(const yaml::Node& node, Field field, const Place& place);
  void List(const yaml::Node& node, Field field, const Place& place);
  void Map(const yaml::Node& node, Field field, const Place& place);
  void Element(const yaml::Node& node, Field field, const Place& place, bool inside);
  void Alternative(const yaml::Node& node, Field field, const Place& place);
  void Scalars(const yaml::Node& node, Field field, const Place& place, bool inside);
  void Integer(const yaml::Node& node, Field field, const Place& place);
  void Text(const yaml::Node& node, Field field, const Place& place);
  void Size(const yaml::Node& node, Field field, const Place& place, std::string_view unit);
  void Unique(const yaml::Node& node, Field field, const Place& place);
  void Required(const yaml::Node& node, Type type, const Place& place, const Seen& seen);
  void OneOfs(const yaml::Node& node, Type type, const Place& place, const Seen& seen);

  Complaints complaints_;
  Kind kind_;
  bool custom_;
  Depth depth_ = Depth::kAll;
};

}  // namespace meshctl::validate
