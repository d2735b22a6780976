// SPDX-License-Identifier: Apache-2.0
// What turns one text into another, line by line.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace meshctl::diff {

/// One line of both texts (kSame), of the old one only (kRemoved), or of the new one only (kAdded).
struct LineChange {
  enum class Kind : std::uint8_t { kSame, kRemoved, kAdded };
  Kind kind = Kind::kSame;
  std::string_view line;  ///< without its line ending; a view into the text
  friend bool operator==(const LineChange&, const LineChange&) = default;
};

/// A text's lines. One without a line ending at its end reads like one with it.
std::vector<std::string_view> SplitLines(std::string_view text);

/// The shortest script of line changes (Myers, in linear space). Texts that differ so much that the shortest
/// script would be dear get a correct, possibly longer one.
std::vector<LineChange> DiffLines(std::string_view before, std::string_view after);

}  // namespace meshctl::diff
