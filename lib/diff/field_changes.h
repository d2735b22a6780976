// SPDX-License-Identifier: Apache-2.0
// How two values of one shape differ, field by field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "fields/field_set.h"
#include "fields/topology.h"
#include "yaml/json.h"

namespace meshctl::diff {

/// A way down a tree: keys of maps, places in lists.
using Steps = std::vector<std::variant<std::string, std::size_t>>;

struct FieldChange {
  enum class Kind : std::uint8_t {
    kAdded,
    kRemoved,
    kChanged,
    kReordered,  ///< a list told apart by keys has the same items in another order; the values are those keys
  };
  Kind kind = Kind::kChanged;
  /// `i:3` for items that nothing but their place tells apart: that in the new list, of removed ones in the
  /// old.
  fields::Path path;
  Json before;        ///< null: there was none
  Json after;         ///< null: there is none
  Steps before_at;    ///< where it is in the old value, when it is
  Steps after_at;     ///< where it is in the new value, when it is
  std::string owner;  ///< the field manager that owns it, where that is somebody else; filled by callers
};

/// What a field has that is in one of the values only.
enum class Absent : std::uint8_t {
  kNothing,  ///< no value: both are answers of a server, which fills in defaults
  kDefault,  ///< its default, where the schema knows one: the values are from files
};

/// The changes that make `before` into `after`, in the order of the fields. Items of lists are paired by what
/// tells them apart (keys, or the value itself in sets), else by their content; the order of keys and of sets
/// means nothing, null and absent are the same, and so are values that are only written differently
/// (same_value.h). What does not count as a change is made equal in both: `before` takes the spelling and the
/// order of `after`, so that the texts of both show what changed and no more.
std::vector<FieldChange> CompareFields(const fields::Topology& topology, Json& before, Json& after,
                                       Absent absent);

/// `spec.template.spec.containers[name=app].image`, `metadata.annotations[example.com/note]`, `items[2]`.
std::string PathText(const fields::Path& path);

/// The value that steps lead to, or null.
const Json* Follow(const Json& value, const Steps& steps);

}  // namespace meshctl::diff
