// SPDX-License-Identifier: Apache-2.0
// Places stand in one column, but a long text does not push those of the others away.
#include "simulate/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"

namespace meshctl::simulate {
namespace {

constexpr std::size_t kWordWidth = 11;
constexpr std::size_t kWidestText = 84;

}  // namespace

void Page::Add(std::string word, const std::string& text, source::Span place, Mark mark) {
  lines_.push_back({word == last_ ? std::string() : word, utf8::Printable(text), place, mark});
  last_ = std::move(word);
}

std::string Page::Render() const {
  std::size_t width = 0;
  for (const Line& line : lines_) {
    if (line.place) width = std::max(width, std::min(Width(line), kWidestText));
  }
  std::string page;
  for (const Line& line : lines_) page += Render(line, width);
  return page;
}

std::size_t Page::Width(const Line& line) {
  return utf8::DisplayWidth(line.text) + (line.mark == Mark::kNone ? 0 : 2);
}

std::string Page::Paint(std::string_view text, std::string_view code) const {
  return style_.color ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string Page::Render(const Line& line, std::size_t width) const {
  std::string text = fmt::format("  {}", Paint(fmt::format("{:<{}}", line.word, kWordWidth), "36"));
  if (line.mark == Mark::kTaken) text += Paint("✓ ", "1;32");
  if (line.mark == Mark::kRejected) text += Paint("✗ ", "31");
  text += line.text;
  if (line.place) {
    const std::size_t used = Width(line);
    text +=
        std::string(used < width ? width - used : 0, ' ') + "  " + Paint(source::ToString(line.place), "2");
  }
  return text + "\n";
}

}  // namespace meshctl::simulate
