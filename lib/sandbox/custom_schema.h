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
/// What is wrong, in the words of the API server; rules in CEL are custom_rules.h's.
/// A fault of type, presence or size is followed by a cause that says that rules were not looked at, when the
/// schema has rules.
std::vector<Cause> CheckBySchema(const Json& schema, const Json& object);

/// Whether the rules of a schema are not looked at after a fault like this.
bool KeepsFromRules(const Cause& cause);

}  // namespace meshctl::sandbox
