// SPDX-License-Identifier: Apache-2.0
// What turns one Kubernetes object into another, as a person wants to read it: without what servers write on
// their own account, without what means nothing, and without secrets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diff/field_changes.h"
#include "diff/server_fields.h"
#include "yaml/json.h"

namespace meshctl::diff {

enum class Change : std::uint8_t { kUnchanged, kCreated, kChanged, kRemoved };

/// `unchanged`, `created`, `changed`, `removed`.
std::string_view Name(Change change);

struct CompareOptions {
  Absent absent = Absent::kNothing;
  ManagedFields managed_fields = ManagedFields::kHide;
};

struct ObjectDifference {
  Change change = Change::kUnchanged;
  std::string api_version;
  std::string kind;
  std::string name_space;  ///< empty for objects without one
  std::string name;
  /// Both objects as they may be shown; null: there is none. Where they agree they are written alike.
  Json before;
  Json after;
  /// Only of objects that are in both.
  std::vector<FieldChange> fields;

  /// `Deployment/shop/web`, or `Namespace/shop` for objects without a namespace.
  std::string label() const;
};

/// Compares two objects of one kind, in whatever version each is; a null object is one that does not exist.
ObjectDifference CompareObjects(Json before, Json after, const CompareOptions& options);

/// For programs: apiVersion, kind, namespace (where there is one), name, change, and `fields`: an array of
/// path, before, after (each left out where there is no value) and owner (where somebody else owns the
/// field). A list in another order has `reordered: true`, and its keys for values. An object that is created
/// or removed has one entry with an empty path.
Json ToJson(const ObjectDifference& difference);

}  // namespace meshctl::diff
