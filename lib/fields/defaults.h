// SPDX-License-Identifier: Apache-2.0
// What an API server fills in where a manifest says nothing.
#pragma once

#include "fields/topology.h"
#include "yaml/json.h"

namespace meshctl::fields {

/// Sets absent fields to the defaults of the schema tables, and to those that follow from other fields
/// (default_rules.h). Only inside values that are there: an absent struct stays absent unless it has a
/// default of its own.
void ApplyDefaults(const Topology& topology, Json& value);

/// Removes nulls, which mean "not given", except in free-form values and where the schema allows null.
void DropNulls(const Topology& topology, Json& value);

}  // namespace meshctl::fields
