// SPDX-License-Identifier: Apache-2.0
// Tables to C++ source.
#pragma once

#include <string>

#include "schema/gen/row_table.h"

namespace meshctl::schema::gen {

/// The whole of schema_tables.cc: constant data only, so the program starts without touching it.
std::string Source(const Tables& tables);

}  // namespace meshctl::schema::gen
