// SPDX-License-Identifier: Apache-2.0
// Values of another type than their schema says, in the words of the three decoders of an API server.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sandbox/catalog.h"
#include "sandbox/status.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

/// As Go's JSON decoder tells the first one: `json: cannot unmarshal string into Go struct field
/// DeploymentSpec.spec.replicas of type int32`. Nothing when all types are right.
std::optional<std::string> DecodingFault(const Resource& resource, const Json& object);

/// As server-side apply's typed values tell each: `.spec.replicas: expected numeric (int or float), got
/// string`. With them come items of one list that have the same identity.
std::vector<std::string> TypedFaults(const Resource& resource, const Json& object);

/// As the validation of custom resources tells each.
std::vector<Cause> SchemaTypeFaults(const Resource& resource, const Json& object);

/// A value as Go prints it with `%v`: `map[a:b c:[1 2]]`.
std::string GoText(const Json& value);

}  // namespace meshctl::sandbox
