// SPDX-License-Identifier: Apache-2.0
// The order of `get --sort-by`.
#pragma once

#include <vector>

#include "base/error.h"
#include "yaml/json.h"
#include "yaml/json_path.h"

namespace meshctl::cmd {

/// Puts `entries` in the order of what `path` finds in the object of each: numbers by size, text as people
/// count
/// (`web-2` before `web-10`), what lacks the field first. `object_of` tells which object an entry is about;
/// null for the entry itself. Fails when no entry has the field.
Result<void> SortBy(const yaml::JsonPath& path, const char* object_of, std::vector<Json>& entries);

}  // namespace meshctl::cmd
