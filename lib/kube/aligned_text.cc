// SPDX-License-Identifier: Apache-2.0
// Go's tabwriter counts characters, not columns of a terminal; kubectl's tables are compared byte by byte in
// scripts, so this does the same.
#include "kube/aligned_text.h"

#include <algorithm>

#include "base/utf8.h"

namespace meshctl::kube {
namespace {

constexpr std::size_t kNarrowest = 6;
constexpr std::size_t kGap = 3;

}  // namespace

std::string AlignedText::Take() {
  for (const auto& row : rows_) {
    if (widths_.size() + 1 < row.size()) widths_.resize(row.size() - 1, kNarrowest);
    for (std::size_t i = 0; i + 1 < row.size(); ++i)
      widths_[i] = std::max(widths_[i], utf8::CharacterCount(row[i]) + kGap);
  }
  std::string text;
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += row[i];
      if (i + 1 < row.size()) text.append(widths_[i] - utf8::CharacterCount(row[i]), ' ');
    }
    text += '\n';
  }
  rows_.clear();
  return text;
}

std::string CellText(std::string_view text) {
  const std::size_t end = text.find_first_of("\f\n\r");
  std::string cell = utf8::Printable(text.substr(0, end));
  std::ranges::replace(cell, '\t', ' ');
  if (end != text.npos) cell += "...";
  return cell;
}

}  // namespace meshctl::kube
