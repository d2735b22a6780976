// SPDX-License-Identifier: Apache-2.0
// Gathers line changes into hunks with context, and prints those. Two changes whose contexts touch share a
// hunk.
#include "diff/unified.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

#include "base/utf8.h"
#include "diff/lines.h"

namespace meshctl::diff {
namespace {

using Kind = LineChange::Kind;

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kCyan = "\x1b[36m";
constexpr std::string_view kPlain = "\x1b[0m";

class Writer {
 public:
  explicit Writer(const diag::Style& style) : color_(style.color) {}

  void Line(std::string_view color, std::string_view mark, std::string_view text) {
    if (color_ && !color.empty()) out_ += color;
    out_ += mark;
    out_ += utf8::Printable(text);
    if (color_ && !color.empty()) out_ += kPlain;
    out_ += '\n';
  }
  std::string Take() { return std::move(out_); }

 private:
  bool color_;
  std::string out_;
};

/// `12,3`; a single line leaves its count out, and no lines at all name the line before.
std::string Range(std::size_t begin, std::size_t count) {
  if (count == 1) return fmt::to_string(begin + 1);
  return fmt::format("{},{}", count == 0 ? begin : begin + 1, count);
}

void WriteHunk(std::span<const LineChange> hunk, std::size_t before, std::size_t after, Writer& writer) {
  const auto olds =
      static_cast<std::size_t>(std::ranges::count_if(hunk, [](auto& c) { return c.kind != Kind::kAdded; }));
  const auto news =
      static_cast<std::size_t>(std::ranges::count_if(hunk, [](auto& c) { return c.kind != Kind::kRemoved; }));
  writer.Line(kCyan, "", fmt::format("@@ -{} +{} @@", Range(before, olds), Range(after, news)));
  for (const LineChange& change : hunk) {
    switch (change.kind) {
      case Kind::kSame:
        writer.Line("", " ", change.line);
        break;
      case Kind::kRemoved:
        writer.Line(kRed, "-", change.line);
        break;
      case Kind::kAdded:
        writer.Line(kGreen, "+", change.line);
        break;
    }
  }
}

}  // namespace

std::string RenderUnified(std::string_view before, std::string_view after, const UnifiedOptions& options) {
  const std::vector<LineChange> changes = DiffLines(before, after);
  const auto changed = [](const LineChange& change) { return change.kind != Kind::kSame; };
  if (std::ranges::none_of(changes, changed)) return "";

  Writer writer(options.style);
  writer.Line(kBold, "--- ", options.before_name);
  writer.Line(kBold, "+++ ", options.after_name);
  std::size_t old_line = 0;
  std::size_t new_line = 0;
  std::size_t at = 0;  // old_line and new_line are those of changes[at]
  const auto advance = [&](std::size_t to) {
    for (; at < to; ++at) {
      old_line += changes[at].kind != Kind::kAdded;
      new_line += changes[at].kind != Kind::kRemoved;
    }
  };
  const auto next_change = [&](std::size_t from) {
    return static_cast<std::size_t>(
        std::find_if(changes.begin() + static_cast<std::ptrdiff_t>(from), changes.end(), changed) -
        changes.begin());
  };
  for (std::size_t first = next_change(0); first < changes.size();) {
    advance(first - std::min(first - at, options.context));
    std::size_t last = first;
    std::size_t next = next_change(last + 1);
    while (next < changes.size() && next - last <= 2 * options.context + 1) {
      last = next;
      next = next_change(last + 1);
    }
    const std::size_t end = std::min(last + 1 + options.context, changes.size());
    WriteHunk(std::span(changes).subspan(at, end - at), old_line, new_line, writer);
    advance(end);
    first = next;
  }
  return writer.Take();
}

}  // namespace meshctl::diff
