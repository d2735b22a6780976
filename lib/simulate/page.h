// SPDX-License-Identifier: Apache-2.0
// The lines of an explanation: a word for what it is, what it is, and where it is written. Only the renderers
// of this room include this.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "diag/render.h"
#include "source/source_file.h"

namespace meshctl::simulate {

/// Whether a line is part of the way, or why it is not.
enum class Mark { kNone, kTaken, kRejected };

class Page {
 public:
  explicit Page(const diag::Style& style) : style_(style) {}

  /// `word   text   place`; a word like that of the line above is left out.
  void Add(std::string word, const std::string& text, source::Span place = {}, Mark mark = Mark::kNone);

  /// All lines, with their places in one column.
  std::string Render() const;

 private:
  struct Line {
    std::string word;
    std::string text;
    source::Span place;
    Mark mark = Mark::kNone;
  };

  static std::size_t Width(const Line& line);
  std::string Paint(std::string_view text, std::string_view code) const;
  std::string Render(const Line& line, std::size_t width) const;

  const diag::Style& style_;
  std::vector<Line> lines_;
  std::string last_;
};

}  // namespace meshctl::simulate
