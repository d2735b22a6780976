// SPDX-License-Identifier: Apache-2.0
// Nodes of the document as values, and the parts of lists and maps wherever they live.
#pragma once

#include <cstddef>
#include <string_view>

#include "cel/context.h"
#include "cel/value.h"

namespace meshctl::cel {

/// The value of a node read by a shape; without one by what the node is. An error when it is of another type.
Value Read(Context& context, const yaml::Node& node, const Shape* shape);

/// Item `index` of a list.
Value Item(Context& context, const Value& list, std::size_t index);

/// Whether a map has the key, and what it holds there. Absent properties have their default; a property that
/// is null is absent.
bool Find(Context& context, const Value& map, const Value& key, Value& found);
/// The same for a property of an object or the key of a map, whose spellings in expressions are both known.
bool FindField(Context& context, const Value& map, std::string_view name, std::string_view property,
               Value& found);

/// Calls visit(key, value) for the entries of a map until it answers false.
template <typename Visit>
void ForEachEntry(Context& context, const Value& map, Visit visit);

/// The key as expressions spell it and the shape of its value, null shape and false when `entry` is no
/// property.
bool EntryOf(Context& context, const Value& map, const yaml::Entry& entry, Value& key, const Shape*& shape);

template <typename Visit>
void ForEachEntry(Context& context, const Value& map, Visit visit) {
  if (!map.from_node) {
    for (const Pair& pair : map.map()) {
      if (!visit(pair.key, pair.value)) return;
    }
    return;
  }
  for (const yaml::Entry& entry : map.node->entries()) {
    Value key;
    const Shape* shape = nullptr;
    if (!EntryOf(context, map, entry, key, shape)) continue;
    if (!visit(key, Read(context, entry.value, shape))) return;
  }
}

}  // namespace meshctl::cel
