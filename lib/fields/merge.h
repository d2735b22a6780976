// SPDX-License-Identifier: Apache-2.0
// The operations of structured merge on JSON values of a known topology: which fields a value sets, how two
// values differ, one laid over another, fields taken away.
#pragma once

#include "fields/field_set.h"
#include "fields/topology.h"
#include "yaml/json.h"

namespace meshctl::fields {

/// The fields that `value` sets: leaves, items of merged lists, and maps that are empty.
FieldSet FieldsOf(const Topology& topology, const Json& value);

struct Comparison {
  FieldSet added;
  FieldSet removed;
  FieldSet modified;
};
/// What changed from `before` to `after`; either may be null for absent.
Comparison Compare(const Topology& topology, const Json& before, const Json& after);

/// `applied` laid over `live`. In merged lists, items in both stand in the order of `applied`; items only in
/// `live` keep their place before the next of those.
Json Merge(const Topology& topology, const Json& live, const Json& applied);

/// `value` without the members of `fields` and whatever stands below them; what becomes empty goes too.
Json Without(const Topology& topology, const Json& value, const FieldSet& fields);

/// `set` with every struct field that leads to a member made a member itself, so that a struct disappears
/// with the last of the fields its owner set.
FieldSet WithNamedParents(const Topology& topology, const FieldSet& set);

}  // namespace meshctl::fields
