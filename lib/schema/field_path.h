// SPDX-License-Identifier: Apache-2.0
// Paths as people type them: `virtualservice.spec.http.match.uri`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "schema/kinds.h"
#include "schema/types.h"

namespace meshctl::schema {

/// What a path leads to: an object as a whole, or a field.
struct FieldPath {
  Kind kind;         ///< absent for types that are read without being a kind: MeshConfig, MeshNetworks
  Type root;         ///< the shape of the object that the path begins with
  std::string path;  ///< `spec.http.match`: names as the schema spells them; empty: the object as a whole
  Type owner;        ///< the type that has the field; absent for an object as a whole
  Field field;       ///< absent for an object as a whole
  Type type;         ///< the shape of what is there, or of each element; absent for scalars
  bool root_type() const { return !kind; }
};

/// Finds what `path` leads to. It begins with a resource as `FindResource` takes it, or with `meshconfig` or
/// `meshnetworks`; the fields behind it are found by either of their spellings. Lists and maps are passed
/// through, and an index behind a field (`http[0]`) and a final dot are ignored, so that paths of findings
/// can be pasted. `api_version` chooses among the versions and groups of a kind when it is not empty; else
/// the group whose kind has the fields is meant (`gateway.spec.servers` is Istio's).
///
/// Errors (kind usage) name the nearest resource or field and what there is to choose from.
Result<FieldPath> FindFieldPath(std::string_view path, std::string_view api_version);

/// The words that `typed` can become: resources without a dot in it, then fields of what stands before the
/// last dot. Those that have fields end in a dot.
std::vector<std::string> CompleteFieldPath(std::string_view typed, std::string_view api_version);

/// Every other group that has a kind of the same name: `networking.istio.io` for the Gateway API's Gateway.
std::vector<Kind> SameNameElsewhere(Kind kind);

}  // namespace meshctl::schema
