// SPDX-License-Identifier: Apache-2.0
// Gathers line changes into hunks with context, and prints those. Two changes whose contexts touch share a
// hunk.
#include "diff/unified.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

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
constexpr std::string_view kReverse = "\x1b[7m";
constexpr std::string_view kNotReverse = "\x1b[27m";
constexpr std::string_view kPlain = "\x1b[0m";

/// More labels than these are counted behind a hunk.
constexpr std::size_t kShownLabels = 3;

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
  /// A line of which [begin, end) stands out.
  void Line(std::string_view color, std::string_view mark, std::string_view text, std::size_t begin,
            std::size_t end) {
    if (!color_ || begin >= end) return Line(color, mark, text);
    out_ += color;
    out_ += mark;
    out_ += utf8::Printable(text.substr(0, begin));
    out_ += kReverse;
    out_ += utf8::Printable(text.substr(begin, end - begin));
    out_ += kNotReverse;
    out_ += utf8::Printable(text.substr(end));
    out_ += kPlain;
    out_ += '\n';
  }
  bool color() const { return color_; }
  std::string Take() { return std::move(out_); }

 private:
  bool color_;
  std::string out_;
};

/// How much two lines have in common at both ends, in bytes; never a part of a character.
struct Common {
  std::size_t head = 0;
  std::size_t tail = 0;
};

bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

Common InCommon(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  Common common;
  while (common.head < most && a[common.head] == b[common.head]) ++common.head;
  while (common.head > 0 && ((common.head < a.size() && Continues(a[common.head])) ||
                             (common.head < b.size() && Continues(b[common.head])))) {
    --common.head;
  }
  while (common.tail < most - common.head && a[a.size() - 1 - common.tail] == b[b.size() - 1 - common.tail]) {
    ++common.tail;
  }
  while (common.tail > 0 && Continues(a[a.size() - common.tail])) --common.tail;
  return common;
}

/// Where the text of a line begins, behind its indentation.
std::size_t Indent(std::string_view line) { return std::min(line.find_first_not_of(" -"), line.size()); }

/// `12,3`; a single line leaves its count out, and no lines at all name the line before.
std::string Range(std::size_t begin, std::size_t count) {
  if (count == 1) return fmt::to_string(begin + 1);
  return fmt::format("{},{}", count == 0 ? begin : begin + 1, count);
}

/// The labels of the changed lines of a hunk that begins at these lines, each once: `spec.a, spec.b`.
std::string Heading(std::span<const LineChange> hunk, std::size_t before, std::size_t after,
                    const UnifiedOptions& options) {
  std::vector<std::string_view> labels;
  const auto add = [&](const std::vector<std::string>& of_lines, std::size_t line) {
    if (line >= of_lines.size() || of_lines[line].empty()) return;
    if (std::ranges::find(labels, of_lines[line]) == labels.end()) labels.push_back(of_lines[line]);
  };
  for (const LineChange& change : hunk) {
    if (change.kind == Kind::kRemoved) add(options.before_labels, before);
    if (change.kind == Kind::kAdded) add(options.after_labels, after);
    before += change.kind != Kind::kAdded;
    after += change.kind != Kind::kRemoved;
  }
  if (labels.empty()) return {};
  const std::size_t shown = std::min(labels.size(), kShownLabels);
  std::string heading = fmt::format(" {}", fmt::join(std::span(labels).first(shown), ", "));
  if (labels.size() > shown) heading += fmt::format(", {} more", labels.size() - shown);
  return heading;
}

/// Removed lines and as many added ones behind them: each pair is one line that was changed.
void WriteChanged(std::span<const LineChange> removed, std::span<const LineChange> added, Writer& writer) {
  const bool pairs = writer.color() && removed.size() == added.size();
  const auto write = [&](std::span<const LineChange> lines, std::span<const LineChange> others,
                         std::string_view color, std::string_view mark) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string_view line = lines[i].line;
      const Common common = pairs ? InCommon(line, others[i].line) : Common();
      // Lines that share nothing but their indentation are other lines.
      const bool kin = pairs && common.head + common.tail > Indent(line);
      writer.Line(color, mark, line, kin ? common.head : 0, kin ? line.size() - common.tail : 0);
    }
  };
  write(removed, added, kRed, "-");
  write(added, removed, kGreen, "+");
}

void WriteHunk(std::span<const LineChange> hunk, std::size_t before, std::size_t after,
               const UnifiedOptions& options, Writer& writer) {
  const auto olds =
      static_cast<std::size_t>(std::ranges::count_if(hunk, [](auto& c) { return c.kind != Kind::kAdded; }));
  const auto news =
      static_cast<std::size_t>(std::ranges::count_if(hunk, [](auto& c) { return c.kind != Kind::kRemoved; }));
  writer.Line(kCyan, "",
              fmt::format("@@ -{} +{} @@{}", Range(before, olds), Range(after, news),
                          Heading(hunk, before, after, options)));
  const auto run = [&](std::size_t from, Kind kind) {
    const auto begin = hunk.begin() + static_cast<std::ptrdiff_t>(from);
    return static_cast<std::size_t>(
        std::find_if(begin, hunk.end(), [&](const LineChange& c) { return c.kind != kind; }) - begin);
  };
  for (std::size_t i = 0; i < hunk.size();) {
    if (hunk[i].kind == Kind::kSame) {
      writer.Line("", " ", hunk[i++].line);
      continue;
    }
    const std::size_t removed = run(i, Kind::kRemoved);
    const std::size_t added = run(i + removed, Kind::kAdded);
    WriteChanged(hunk.subspan(i, removed), hunk.subspan(i + removed, added), writer);
    i += removed + added;
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
    WriteHunk(std::span(changes).subspan(at, end - at), old_line, new_line, options, writer);
    advance(end);
    first = next;
  }
  return writer.Take();
}

}  // namespace meshctl::diff
