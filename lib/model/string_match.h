// SPDX-License-Identifier: Apache-2.0
// Istio's StringMatch.
#pragma once

#include <cstdint>
#include <vector>

#include "model/fields.h"

namespace meshctl::model {

struct StringMatch {
  enum class Kind : std::uint8_t {
    kPresent,  ///< `{}`: anything, as long as it is there
    kExact,
    kPrefix,
    kRegex,
  };
  Kind kind = Kind::kPresent;
  Text value;
  source::Span span;  ///< the mapping around the value
};
StringMatch DecodeStringMatch(const Fields& fields);

/// The match of one header or query parameter.
struct NamedMatch {
  Text name;  ///< the span is the key's
  StringMatch match;
};
std::vector<NamedMatch> DecodeNamedMatches(const yaml::Node& map);

}  // namespace meshctl::model
