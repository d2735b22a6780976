// SPDX-License-Identifier: Apache-2.0
// Columns of text, laid out as kubectl lays out its tables.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace meshctl::kube {

/// Rows in columns at least six wide, three blanks apart, the last one not filled up (Go's text/tabwriter as
/// kubectl sets it up). Widths are remembered, so that rows that come later stand below earlier ones as long
/// as they fit.
class AlignedText {
 public:
  void Add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// The rows added since the last call, each with a line feed.
  std::string Take();

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> widths_;
};

/// A cell on one line: cut off at a line break (`...` stands for the rest), control characters made visible.
std::string CellText(std::string_view text);

}  // namespace meshctl::kube
