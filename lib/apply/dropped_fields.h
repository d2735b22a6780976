// SPDX-License-Identifier: Apache-2.0
// Fields that an apply would remove though a dry run does not tell.
#pragma once

#include <string>

#include "fields/field_set.h"
#include "yaml/json.h"

namespace meshctl::apply {

/// What client-side `kubectl apply` owns, and neither the manifest nor anybody else sets any more. A real
/// apply makes these fields its own (migration.h) and then removes them; a dry run cannot write the first
/// step, so its answer, `tried`, still has them. In it `field_manager` owns what the manifest says.
fields::FieldSet DroppedFields(const Json& tried, const std::string& field_manager);

/// `tried` without the dropped fields. Defaults that a server would put in their place are not there.
Json WithoutDropped(const Json& tried, const std::string& field_manager);

}  // namespace meshctl::apply
