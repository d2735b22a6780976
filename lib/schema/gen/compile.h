// SPDX-License-Identifier: Apache-2.0
// Data files to table rows.
#pragma once

#include <vector>

#include "schema/gen/document.h"
#include "schema/gen/row_table.h"

namespace meshctl::schema::gen {

/// Compiles all files together, since types refer to each other across files. `messages` says in words what
/// each CEL rule demands: data/cel/messages.yaml. Throws std::runtime_error that names the file, the type and
/// the field on a key, word or reference it does not know, and on a rule without a message or a message
/// without a rule.
Tables Compile(const std::vector<Document>& documents, const YAML::Node& messages);

}  // namespace meshctl::schema::gen
