// SPDX-License-Identifier: Apache-2.0
// What turns one text into another, line by line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diag/render.h"

namespace meshctl::diff {

/// One line of both texts (kSame), of the old one only (kRemoved), or of the new one only (kAdded).
struct LineChange {
  enum class Kind : std::uint8_t { kSame, kRemoved, kAdded };
  Kind kind = Kind::kSame;
  std::string_view line;  ///< without its line ending; a view into the text
  friend bool operator==(const LineChange&, const LineChange&) = default;
};

/// The shortest script of line changes (Myers, in linear space). Texts that differ so much that the shortest
/// script would be dear get a correct, possibly longer one.
std::vector<LineChange> DiffLines(std::string_view before, std::string_view after);

struct UnifiedOptions {
  std::string before_name;  ///< behind `--- `
  std::string after_name;   ///< behind `+++ `
  std::size_t context = 3;  ///< unchanged lines around a change
  diag::Style style = {};
};

/// The unified format of `diff -u`, with colours when the style has them; empty when the texts are equal.
std::string RenderUnified(std::string_view before, std::string_view after, const UnifiedOptions& options);

}  // namespace meshctl::diff
