// SPDX-License-Identifier: Apache-2.0
// A search for "\n---": everything else in the text is jumped over by memmem.
#include "yaml/documents.h"

namespace meshctl::yaml {
namespace {

// Whether what follows `---` on its line leaves it a separator.
bool OnlyBlanksOrComment(std::string_view rest) {
  std::size_t at = rest.find_first_not_of(" \t\r");
  return at == std::string_view::npos || rest[at] == '#';
}

bool IsOnlyDirectives(std::string_view piece) {
  bool directive = false;
  while (!piece.empty()) {
    std::size_t end = piece.find('\n');
    std::string_view line = piece.substr(0, end);
    piece.remove_prefix(end == std::string_view::npos ? piece.size() : end + 1);
    if (line.starts_with('%')) {
      directive = true;
    } else if (!OnlyBlanksOrComment(line)) {
      return false;
    }
  }
  return directive;
}

}  // namespace

std::vector<std::string_view> SplitDocuments(std::string_view text) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  std::size_t search = 0;
  while (true) {
    std::size_t mark = search == 0 && text.starts_with("---") ? 0 : text.find("\n---", search);
    if (mark == std::string_view::npos) break;
    if (text[mark] == '\n') ++mark;
    std::size_t line_end = text.find('\n', mark);
    if (line_end == std::string_view::npos) line_end = text.size();
    search = line_end;
    if (!OnlyBlanksOrComment(text.substr(mark + 3, line_end - mark - 3))) continue;
    if (IsOnlyDirectives(text.substr(begin, mark - begin))) continue;
    pieces.push_back(text.substr(begin, mark - begin));
    begin = line_end < text.size() ? line_end + 1 : text.size();
  }
  pieces.push_back(text.substr(begin));
  return pieces;
}

}  // namespace meshctl::yaml
