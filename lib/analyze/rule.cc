// SPDX-License-Identifier: Apache-2.0
#include "analyze/rule.h"

#include <algorithm>

namespace meshctl::analyze {

bool Rule::Reads(const Kind& kind) const { return std::ranges::find(reads, kind) != reads.end(); }

std::span<const std::string_view> Rule::upstream() const {
  return {analyzers.begin(), std::ranges::find(analyzers, std::string_view())};
}

}  // namespace meshctl::analyze
