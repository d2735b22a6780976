// SPDX-License-Identifier: Apache-2.0
// What the schema of a CustomResourceDefinition (openAPIV3Schema) does to objects. For kinds that the schema
// tables do not know: those have tables made from the same schemas.
#pragma once

#include <string>
#include <vector>

#include "sandbox/status.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

/// Removes fields that the schema does not know. The answer is their paths.
std::vector<std::string> PruneBySchema(const Json& schema, Json& object);
/// Fills in defaults.
void DefaultBySchema(const Json& schema, Json& object);
/// What is wrong, in the words of the API server: types, required fields, values, lengths, numbers. CEL
/// rules, formats and patterns are not looked at.
std::vector<Cause> CheckBySchema(const Json& schema, const Json& object);

}  // namespace meshctl::sandbox
