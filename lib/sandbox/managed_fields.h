// SPDX-License-Identifier: Apache-2.0
// Who owns which fields of an object: `metadata.managedFields` as a value.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "fields/field_set.h"
#include "fields/topology.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

using fields::FieldSet;
using fields::FieldStep;
using fields::Path;
using fields::Topology;

/// One writer in one way of writing. Appliers are the same owner in every version of the API.
struct Owner {
  enum class Operation { kApply, kUpdate };

  std::string manager;  ///< `kubectl`, `meshctl`
  Operation operation = Operation::kUpdate;
  std::string api_version;  ///< in which the fields are told: `apps/v1`
  std::string subresource;  ///< `status`, `scale` or empty

  /// As conflicts name it: `"kubectl" with subresource "scale" using apps/v1`.
  std::string Describe() const;

  friend bool operator<(const Owner& a, const Owner& b) { return a.Identity() < b.Identity(); }
  friend bool operator==(const Owner& a, const Owner& b) { return a.Identity() == b.Identity(); }

 private:
  std::tuple<Operation, std::string, std::string, std::string> Identity() const {
    return {operation, manager, operation == Operation::kApply ? "" : api_version, subresource};
  }
};

struct Owned {
  FieldSet fields;
  std::string time;  ///< RFC 3339, of the last change of `fields`
};

class ManagedFields {
 public:
  ManagedFields() = default;
  /// Reads `metadata.managedFields`; entries that make no sense are left out.
  explicit ManagedFields(const Json& object);

  /// The list for `metadata.managedFields`: appliers first, then by time and name.
  Json ToJson() const;

  const std::map<Owner, Owned>& owners() const { return owners_; }
  const FieldSet& FieldsOf(const Owner& owner) const;
  /// What all appliers own together.
  FieldSet Applied() const;

  /// Gives `owner` exactly these fields; `now` becomes its time when they are others than before. Identity,
  /// version and type of the object belong to nobody and are left out.
  void Set(const Owner& owner, FieldSet fields, const std::string& now);
  /// Takes `fields` away from every owner but `except`.
  void TakeFromOthers(const FieldSet& fields, const Owner& except);

 private:
  std::map<Owner, Owned> owners_;
};

/// Ownership after a write that is no apply: `owner` gets what it added or changed, others lose it.
ManagedFields AfterUpdate(const Topology& topology, const Json& before, const Json& after, const Owner& owner,
                          const std::string& now);

}  // namespace meshctl::sandbox
