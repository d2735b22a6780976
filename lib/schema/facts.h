// SPDX-License-Identifier: Apache-2.0
// What the tables know of a field, in words.
#pragma once

#include <string>
#include <vector>

#include "schema/types.h"

namespace meshctl::schema {

/// Whether an object of type `owner` is refused without `field`, by the schema or by code.
bool IsRequired(Type owner, Field field);
/// Whether documentation names the field: not the hidden ones and not second spellings.
bool IsShown(Field field);
/// Where the fields below a value are found: in its type, in the type as which Istio decodes a free object,
/// or in the one of several shapes that has fields. Absent for scalars.
Type TypeBelow(Field field);

/// How a value is written and what bounds it: "from 1 to 65535", "each item: at most 64 characters".
std::vector<std::string> LimitsOf(Field field);
/// What else there is to know: deprecated, immutable, not together with other fields, other spellings.
std::vector<std::string> NotesOf(Type owner, Field field);

}  // namespace meshctl::schema
