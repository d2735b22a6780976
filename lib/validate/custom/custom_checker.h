// SPDX-License-Identifier: Apache-2.0
// The walk over one object beside its OpenAPI schema.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "cel/cel.h"
#include "diag/report.h"
#include "validate/complaints.h"
#include "validate/custom/custom_kinds.h"
#include "validate/custom/schema.h"
#include "validate/place.h"
#include "yaml/node.h"

namespace meshctl::validate::custom {

/// Compares an object with the schema of its kind as an API server does when the object is created: unknown
/// fields, then the schema, then its rules. Defaults count as given; a null that is no value counts as
/// absent. metadata is the same for every kind and not looked at, but for what the schema itself asks of its
/// name.
class CustomChecker {
 public:
  CustomChecker(const yaml::Node& root, diag::Report& report) : complaints_(root, report) {}

  void Object(const yaml::Node& root, const CustomKind& kind);
  /// Compares the value of a `default` with the schema it stands in.
  void Default(const yaml::Entry& value, const Schema& schema);
  /// Compares a value at `place` with the alternatives of a schema (`oneOf`, ...) alone.
  void Alternatives(const yaml::Node& node, const Schema& schema, const Place& place) {
    Logic(node, schema, place);
  }

 private:
  class Silence;

  /// The value of a property after the API server has dropped nulls and filled in defaults, or null.
  const yaml::Node* Effective(const yaml::Node& node, const Schema& schema, std::string_view property) const;
  /// Whether an unknown key, reported already, is this property with a slip: one fault, one finding.
  bool IsMisspelt(const yaml::Node& node, const Schema& schema, std::string_view name) const;
  void Unknown(const yaml::Node& node, const Schema& schema, const Place& place);
  bool Value(const yaml::Node& node, const Schema& schema, const Place& place);
  bool TypeFits(const yaml::Node& node, const Schema& schema, const Place& place);
  bool Map(const yaml::Node& node, const Schema& schema, const Place& place);
  bool List(const yaml::Node& node, const Schema& schema, const Place& place);
  bool Unique(const yaml::Node& node, const Schema& schema, const Place& place);
  bool Text(const yaml::Node& node, const Schema& schema, const Place& place);
  bool Number(const yaml::Node& node, const Schema& schema, const Place& place);
  bool Choice(const yaml::Node& node, const Schema& schema, const Place& place);
  bool Size(const yaml::Node& node, std::int64_t size, std::optional<std::int64_t> least,
            std::optional<std::int64_t> most, std::string_view unit, const Place& place);
  bool Groups(const yaml::Node& node, const Schema& schema, const Place& place);
  void Conflict(const yaml::Node& node, const Group& group, const std::vector<std::string_view>& given,
                const Place& place);
  bool Logic(const yaml::Node& node, const Schema& schema, const Place& place);
  bool AnyOf(const yaml::Node& node, const Schema& schema, const Place& place);
  bool OneOf(const yaml::Node& node, const Schema& schema, const Place& place);
  /// The one alternative that an object chooses by the words in its fields, or null.
  const Schema* Chosen(const yaml::Node& node, const Schema& schema, const Place& place);
  bool Fits(const yaml::Node& node, const Schema& schema, const Place& place);
  void Rules(const yaml::Node& node, const Schema& schema, const Place& place);
  void Broken(const yaml::Node& node, const Schema& schema, const Rule& rule, const cel::Failure* failure,
              const Place& place);

  /// Where nobody listens (inside `anyOf` and `not`), answers matter and findings do not.
  template <typename Say>
  bool Fault(Say say) {
    if (!silent_) say();
    return false;
  }

  Complaints complaints_;
  cel::Budget budget_;
  const yaml::Node* dropped_ = nullptr;  // status, where the server ignores what users send
  bool silent_ = false;
};

}  // namespace meshctl::validate::custom
