// SPDX-License-Identifier: Apache-2.0
// Which changed field a line of a printed object belongs to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diff/field_changes.h"

namespace meshctl::diff {

enum class Side : std::uint8_t { kBefore, kAfter };

/// For each line of `text`, which is one of the two objects as YAML: the path of the innermost change that
/// the line is part of, as PathText says it; empty for others.
std::vector<std::string> LabelLines(const std::string& text, const std::vector<FieldChange>& changes,
                                    Side side);

}  // namespace meshctl::diff
