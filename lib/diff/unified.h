// SPDX-License-Identifier: Apache-2.0
// The difference of two texts as people know it from `diff -u`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "diag/render.h"

namespace meshctl::diff {

struct UnifiedOptions {
  std::string before_name;  ///< behind `--- `
  std::string after_name;   ///< behind `+++ `
  std::size_t context = 3;  ///< unchanged lines around a change
  diag::Style style = {};
};

/// The unified format of `diff -u`, with colours when the style has them; empty when the texts are equal.
std::string RenderUnified(std::string_view before, std::string_view after, const UnifiedOptions& options);

}  // namespace meshctl::diff
