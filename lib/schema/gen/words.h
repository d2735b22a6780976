// SPDX-License-Identifier: Apache-2.0
// The words of the data files and the enumerators they become.
#pragma once

#include <string_view>

#include "schema/scalar.h"

namespace meshctl::schema::gen {

/// The scalar of that name; kStruct for everything else, which must then be a type.
Scalar ScalarOf(std::string_view word);
/// Throws std::runtime_error for an unknown format.
Format FormatOf(std::string_view word);
ListKind ListKindOf(std::string_view word);

}  // namespace meshctl::schema::gen
