// SPDX-License-Identifier: Apache-2.0
// Tables for people. Only the renderers of this room include this.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "diag/render.h"

namespace meshctl::simulate {

/// How a row is painted on terminals, as codes of SGR.
inline constexpr std::string_view kBold = "1";
inline constexpr std::string_view kFaint = "2";

/// Rows of cells in columns as wide as their cells; a cell of more than kWidestColumn columns pushes the rest
/// of its row to the right instead. Control characters are made visible.
class Grid {
 public:
  static constexpr std::size_t kWidestColumn = 72;

  /// `indent` stands in front of every row.
  Grid(std::string_view indent, const diag::Style& style) : indent_(indent), style_(style) {}

  void Add(std::vector<std::string> cells, std::string_view paint = {});

  std::string Render() const;

 private:
  struct Row {
    std::vector<std::string> cells;
    std::string_view paint;
  };

  std::string_view indent_;
  const diag::Style& style_;
  std::vector<std::size_t> widths_;
  std::vector<Row> rows_;
};

}  // namespace meshctl::simulate
