// SPDX-License-Identifier: Apache-2.0
// The walk over one object beside its type.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "cel/cel.h"
#include "diag/report.h"
#include "schema/kinds.h"
#include "schema/types.h"
#include "validate/complaints.h"
#include "validate/place.h"
#include "yaml/node.h"

namespace meshctl::validate {

using schema::Kind;

/// How much is asked of an object.
struct Scope {
  /// Only what istiod's decoder (protobuf JSON) refuses: unknown fields, wrong types, unknown words. It also
  /// takes `snake_case` names, numbers for words and quoted integers.
  bool decoding_only = false;
  /// The Gateway API's experimental definitions are installed.
  bool experimental = false;
};

/// Compares values with types. Nothing is allocated before the first finding.
class Checker {
 public:
  /// `kind` is absent for values that are no objects of their own.
  Checker(const yaml::Node& root, Kind kind, Scope scope, diag::Report& report)
      : root_(root),
        report_(report),
        complaints_(root, report),
        kind_(kind),
        scope_(scope),
        custom_(kind.custom()) {}

  /// The root is an object of the kind.
  void Object(const yaml::Node& root);
  /// The root is an object of a kind that somebody else defines: only its metadata is looked at.
  void Metadata(const yaml::Node& root);
  /// Says what was held back in case the servers' code says it better. Call it last.
  void Finish() { complaints_.AddUntwinned(); }
  /// The root is a value of a type.
  void Value(const yaml::Node& root, Type type);

 private:
  /// How much of a value counts. An API server drops `status` of what users send; of built-in kinds only
  /// after decoding it.
  enum class Depth { kAll, kDecoding, kDropped };
  class Seen;

  void Named(const yaml::Node& root, Type metadata_type);
  Field FindField(Type type, std::string_view key) const;
  /// Whether istiod's decoder takes what the schema does not.
  bool DecoderTakes(const yaml::Node& node, Field field) const;
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
  void Bytes(const yaml::Node& node, Field field, const Place& place);
  void Choice(const yaml::Node& node, Field field, const Place& place);
  void Pattern(const yaml::Node& node, Field field, const Place& place);
  void Notice(const yaml::Entry& entry, Field field, const Place& place);
  void Rules(const yaml::Node& node, schema::Rules rules, const cel::Shape& shape, const Place& place);
  void Required(const yaml::Node& node, Type type, const Place& place, const Seen& seen);
  void OneOfs(const yaml::Node& node, Type type, const Place& place, const Seen& seen);

  const yaml::Node& root_;
  diag::Report& report_;
  Complaints complaints_;
  Kind kind_;
  Scope scope_;
  bool custom_;
  Depth depth_ = Depth::kAll;
  cel::Budget budget_;
};

}  // namespace meshctl::validate
