// SPDX-License-Identifier: Apache-2.0
// Offsets to lines and columns, by a table of line starts made on first use.
#include "source/source_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"

namespace meshctl::source {

const std::vector<std::uint32_t>& SourceFile::line_starts() const {
  if (line_starts_.empty()) {
    line_starts_.push_back(0);
    for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
      line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
    }
  }
  return line_starts_;
}

Position SourceFile::position(std::uint32_t offset) const {
  const auto& starts = line_starts();
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  auto after = std::upper_bound(starts.begin(), starts.end(), offset);
  auto line = static_cast<std::uint32_t>(after - starts.begin());
  std::uint32_t column = 1;
  for (std::size_t at = starts[line - 1]; at < offset; ++column) utf8::Next(text_, at);
  return {line, column};
}

std::string_view SourceFile::line(std::uint32_t number) const {
  const auto& starts = line_starts();
  if (number < 1 || number > starts.size()) return {};
  std::size_t begin = starts[number - 1];
  std::size_t end = number < starts.size() ? starts[number] - 1 : text_.size();
  if (end > begin && text_[end - 1] == '\r') --end;
  return text().substr(begin, end - begin);
}

std::uint32_t SourceFile::line_begin(std::uint32_t number) const {
  const auto& starts = line_starts();
  return starts[std::clamp<std::size_t>(number, 1, starts.size()) - 1];
}

std::uint32_t SourceFile::line_count() const {
  const auto& starts = line_starts();
  bool ends_in_newline = starts.size() > 1 && starts.back() == text_.size();
  return static_cast<std::uint32_t>(starts.size() - (ends_in_newline ? 1 : 0));
}

std::string ToString(const Span& span) {
  if (!span) return {};
  Position at = span.position();
  return fmt::format("{}:{}:{}", span.file->name(), at.line, at.column);
}

}  // namespace meshctl::source
