// SPDX-License-Identifier: Apache-2.0
// Defaults of built-in kinds that depend on other fields, as the API server's code has them.
#pragma once

#include <string_view>

#include "yaml/json.h"

namespace meshctl::fields {

/// Completes a value of the type with this qualified name (`core.v1.ServiceSpec`); literal defaults are set
/// already. Types without such a rule stay as they are.
void ApplyDefaultRule(std::string_view type, Json& value);

}  // namespace meshctl::fields
