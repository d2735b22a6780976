// SPDX-License-Identifier: Apache-2.0
// Structural validation: would an API server with strict field validation take this object?
#pragma once

#include <cstddef>

#include "diag/report.h"
#include "schema/types.h"
#include "yaml/node.h"

namespace meshctl::schema {

struct Options {
  /// What to do with kinds that have no schema here.
  enum class UnknownKinds { kReport, kIgnore };
  UnknownKinds unknown_kinds = UnknownKinds::kReport;
};

/// Checks one document: an object of any known kind, or a `List` (or `DeploymentList`) whose items are
/// checked as objects. Findings carry the codes of findings.h. Answers how many objects it looked at. An
/// object without a fault costs no allocation, but for lists of custom resources whose items must differ.
std::size_t Validate(const yaml::Node& document, const Options& options, diag::Report& report);

/// Checks a value that is no object of its own, such as mesh configuration, against a type.
void ValidateAs(const yaml::Node& value, Type type, diag::Report& report);

}  // namespace meshctl::schema
