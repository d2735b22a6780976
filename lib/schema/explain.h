// SPDX-License-Identifier: Apache-2.0
// What is known of a kind or a field, as `meshctl explain` prints it.
#pragma once

#include <cstddef>
#include <string>

#include "schema/field_path.h"
#include "yaml/json.h"

namespace meshctl::schema {

struct ExplainOptions {
  /// Print the tree of all fields below instead of the next level with descriptions.
  bool recursive = false;
  /// Columns at which sentences are wrapped; 0: never.
  std::size_t width = 100;
};

/// What stands at `place`, for people: type, limits, description and fields, much like `kubectl explain`.
/// Ends in a newline.
std::string Explain(const FieldPath& place, const ExplainOptions& options);

/// The same facts for programs; absent facts have no key. `fields` is a list, in `recursive` mode nested; a
/// type that stands within itself has `recursive: true` in place of its fields.
Json ExplainJson(const FieldPath& place, const ExplainOptions& options);

}  // namespace meshctl::schema
