// SPDX-License-Identifier: Apache-2.0
// How large values of a schema can be, as API servers reckon when they estimate what rules cost.
#pragma once

#include "validate/custom/schema.h"

namespace meshctl::validate::custom {

/// Sets `least_size`, `most_size` and `visible` of a schema from its own fields and those of the schemas
/// below it, which have been measured before. (apiserver/pkg/cel/common: SchemaDeclType)
void Measure(Schema& schema);

}  // namespace meshctl::validate::custom
