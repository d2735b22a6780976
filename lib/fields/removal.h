// SPDX-License-Identifier: Apache-2.0
// Taking fields out of an object by their sets alone, for kinds whose schema nobody knows.
#pragma once

#include "fields/field_set.h"
#include "yaml/json.h"

namespace meshctl::fields {

/// `value` without the members of `drop` and what stands below them, as far as `keep` holds nothing at or
/// below them. A map or list that becomes empty goes too, unless `keep` holds it. Items of lists are found by
/// the keys, the value or the place that their step names; steps that lead nowhere are passed over.
Json Removed(const Json& value, const FieldSet& drop, const FieldSet& keep);

}  // namespace meshctl::fields
