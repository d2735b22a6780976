// SPDX-License-Identifier: Apache-2.0
// How a proxy treats the endpoints of a destination, for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "route/action.h"
#include "source/source_file.h"

namespace meshctl::simulate {

struct PolicyLine {
  std::string_view word;  ///< what the line is about: `limits`, `outliers`…
  std::string text;
  source::Span place;
};

/// What is written about the destination's endpoints; defaults are left out.
std::vector<PolicyLine> PolicyLinesOf(const route::Destination& destination);

}  // namespace meshctl::simulate
