// SPDX-License-Identifier: Apache-2.0
// `exportTo`: the namespaces that may see an object.
#pragma once

#include <cstdint>

#include "validate/object.h"
#include "validate/rule.h"
#include "validate/verdict.h"

namespace meshctl::validate::istio {

extern const Rule kInvalidExportTo;
extern const Rule kConflictingExportTo;
extern const Rule kExportedPrivateRule;

enum class Exported : std::uint8_t {
  kAnything,
  kServiceEntry,  ///< may be exported to nobody (`~`)
  kPrivateRule,   ///< a DestinationRule with a workloadSelector, which stays in its namespace
};

/// `spec.exportTo`.
void CheckExportTo(const Object& object, Exported exported, Verdict& verdict);

}  // namespace meshctl::validate::istio
