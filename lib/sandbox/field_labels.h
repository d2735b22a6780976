// SPDX-License-Identifier: Apache-2.0
// The fields that objects can be selected by: each kind has its own few, and a request that names others is
// refused.
#pragma once

#include <string>
#include <string_view>

#include "sandbox/catalog.h"

namespace meshctl::sandbox {

/// Where the value of a field label is.
struct FieldLabel {
  std::string path;         ///< `status.phase`
  std::string absent = {};  ///< what a field counts as that is not there: `false`, `0` or nothing
};

/// The field that a label of a field selector names: `metadata.name` and `metadata.namespace`, and what the
/// API server's conversion functions and the `selectableFields` of definitions add. Others are refused with
/// 400.
Answer<FieldLabel> FindFieldLabel(const Resource& resource, std::string_view label);

/// The text of the scalar at a path of names between dots, or `absent`.
std::string FieldText(const Json& object, std::string_view path, std::string_view absent);

}  // namespace meshctl::sandbox
