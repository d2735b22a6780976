// SPDX-License-Identifier: Apache-2.0
// Data files to table rows.
#pragma once

#include <vector>

#include "schema/gen/document.h"
#include "schema/gen/row_table.h"

namespace meshctl::schema::gen {

/// Compiles all files together, since types refer to each other across files. Throws std::runtime_error that
/// names the file, the type and the field on a key, word or reference it does not know.
Tables Compile(const std::vector<Document>& documents);

}  // namespace meshctl::schema::gen
