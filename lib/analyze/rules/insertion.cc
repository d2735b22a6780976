// SPDX-License-Identifier: Apache-2.0
// The text goes right before the key, behind its indentation; so the indentation follows each line.
#include "analyze/rules/insertion.h"

#include <cstdint>
#include <string>

namespace meshctl::analyze {

bool StandsOnItsOwnLine(const yaml::Entry& entry) {
  const source::Span key = entry.key_span();
  const std::uint32_t begin = key.file->line_begin(key.position().line);
  return key.file->text().substr(begin, key.begin - begin).find_first_not_of(' ') == std::string_view::npos;
}

source::Edit InsertBefore(const yaml::Entry& entry, std::initializer_list<std::string_view> lines) {
  source::Span at = entry.key_span();
  at.end = at.begin;
  const std::string indent(at.position().column - 1, ' ');
  std::string text;
  for (std::string_view line : lines) {
    text += line;
    text += '\n' + indent;
  }
  return {at, text};
}

}  // namespace meshctl::analyze
