// SPDX-License-Identifier: Apache-2.0
// Widths are counted in columns of a terminal, not in bytes: hosts and paths may be in any script.
#include "simulate/grid.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"

namespace meshctl::simulate {

void Grid::Add(std::vector<std::string> cells, std::string_view paint) {
  for (std::string& cell : cells) cell = utf8::Printable(cell);
  if (widths_.size() < cells.size()) widths_.resize(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::size_t width = utf8::DisplayWidth(cells[i]);
    if (width <= kWidestColumn) widths_[i] = std::max(widths_[i], width);
  }
  rows_.push_back({std::move(cells), paint});
}

std::string Grid::Render() const {
  std::string text;
  for (const Row& row : rows_) {
    std::string line(indent_);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      line += row.cells[i];
      const std::size_t width = utf8::DisplayWidth(row.cells[i]);
      if (i + 1 < row.cells.size())
        line += std::string(width < widths_[i] ? widths_[i] - width : 0, ' ') + "   ";
    }
    line.resize(line.find_last_not_of(' ') + 1);
    if (style_.color && !row.paint.empty()) line = fmt::format("\x1b[{}m{}\x1b[0m", row.paint, line);
    text += line + "\n";
  }
  return text;
}

}  // namespace meshctl::simulate
