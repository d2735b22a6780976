// SPDX-License-Identifier: Apache-2.0
// The difference of two texts as people know it from `diff -u`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "diag/render.h"

namespace meshctl::diff {

struct UnifiedOptions {
  std::string before_name;  ///< behind `--- `
  std::string after_name;   ///< behind `+++ `
  std::size_t context = 3;  ///< unchanged lines around a change
  diag::Style style = {};
  /// For each line of a text what it is part of; empty, or shorter than the text: of nothing. What the
  /// changed lines of a hunk are part of stands behind its `@@`.
  std::vector<std::string> before_labels = {};
  std::vector<std::string> after_labels = {};
};

/// The unified format of `diff -u`, with colours when the style has them: in a line that was changed and not
/// added or removed, what differs stands out. Empty when the texts are equal.
std::string RenderUnified(std::string_view before, std::string_view after, const UnifiedOptions& options);

}  // namespace meshctl::diff
