// SPDX-License-Identifier: Apache-2.0
// What CEL must be told about a YAML value to read it as Kubernetes does: `5` in a field of type number is a
// double, a string with the format `duration` a duration, and an absent field may have a default.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "yaml/node.h"

namespace meshctl::cel {

/// Seen by CEL as.
enum class As : std::uint8_t {
  kDyn,  ///< what the node is: int-or-string, preserved unknown fields
  kBool,
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kDuration,   ///< `format: duration`
  kTimestamp,  ///< `format: date` and `date-time`
  kList,
  kMap,     ///< `additionalProperties`
  kObject,  ///< `properties`: `has(self.x)` is asked for declared fields
};

/// The schema of a value, as far as CEL looks at it. Implemented over the compiled tables and over custom
/// resource definitions; lives as long as the schema does.
class Shape {
 public:
  virtual As as() const = 0;
  /// The shape of a field of an object, by its unescaped name; null when the object has no such field.
  virtual const Shape* Field(std::string_view name) const = 0;
  /// The shape of list items or map values; null when free.
  virtual const Shape* Element() const = 0;
  /// The value of an absent field that has a default; the absent node without one.
  virtual const yaml::Node& Default() const = 0;
  /// Whether an explicit null is a value. Where it is not, the API server drops nulls from objects before it
  /// judges them: the field counts as absent (and takes its default).
  virtual bool nullable() const { return false; }
  /// `x-kubernetes-list-type`: whether `==` and `+` treat a list as a set or as a map by keys.
  enum class ListType : std::uint8_t { kAtomic, kSet, kMap };
  virtual ListType list_type() const { return ListType::kAtomic; }
  /// How large a value can be, for estimates of cost: maxItems, maxProperties, four times maxLength, of an
  /// enum the longest value; where the schema sets no limit, what fits into a request (estimate.h). 0 for
  /// everything else.
  virtual std::uint64_t MaxSize() const { return 0; }
  /// The name of the index-th key of a kMap list (`x-kubernetes-list-map-keys`); empty behind the last.
  virtual std::string_view ListKey(std::size_t) const { return {}; }

 protected:
  ~Shape() = default;
};

}  // namespace meshctl::cel
