// SPDX-License-Identifier: Apache-2.0
// The `oneOf` of a compiled type that the tables keep as JSON, because it judges values and not only which
// fields are there.
#pragma once

#include "schema/types.h"
#include "validate/custom/schema.h"

namespace meshctl::validate::custom {

/// A schema with those alternatives and the defaults of the type's fields; read once. The type must have
/// some (`schema_one_of`).
const Schema& AlternativesOf(schema::Type type);

}  // namespace meshctl::validate::custom
