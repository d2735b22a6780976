// SPDX-License-Identifier: Apache-2.0
// The caret rendering. A finding is a header, one block per file with its labelled lines, then notes.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "base/counted.h"
#include "base/utf8.h"
#include "diag/render.h"

namespace meshctl::diag {
namespace {

constexpr std::size_t kTabWidth = 4;

struct Palette {
  std::string_view error, warning, info, quiet, bold, label, reset;
};
constexpr Palette kColors = {"\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[34m",
                             "\x1b[1m",    "\x1b[32m",   "\x1b[0m"};
constexpr Palette kPlain = {};

// One label on one line: columns are of the terminal, not bytes.
struct Mark {
  std::size_t begin, end;
  const Label* label;
  bool primary;
};

std::string ExpandTabs(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\t') {
      out.append(kTabWidth, ' ');
    } else {
      out.push_back(c);
    }
  }
  return out;
}

// Text as it is shown in a snippet, so that carets can be placed by its width.
std::string Shown(std::string_view text) { return ExpandTabs(utf8::Printable(text)); }

class TextRenderer {
 public:
  explicit TextRenderer(const Style& style) : style_(style), palette_(style.color ? kColors : kPlain) {}

  void Render(const Diagnostic& d) {
    std::string_view color = d.level == Level::kError     ? palette_.error
                             : d.level == Level::kWarning ? palette_.warning
                                                          : palette_.info;
    Put("{}{}[{}]{}{}: {}{}\n", color, Name(d.level), d.code, palette_.reset, palette_.bold,
        utf8::Printable(d.message), palette_.reset);
    RenderPlaces(d, color);
    std::string indent(gutter_ + 1, ' ');
    if (!d.resource.empty() && !d.primary.span) Note(indent, "object", d.resource);
    for (const std::string& note : d.notes) Note(indent, "note", note);
    if (!d.cluster.empty()) Note(indent, "note", fmt::format("in cluster `{}`", d.cluster));
    if (!d.source.empty()) Note(indent, "note", fmt::format("rendered from `{}`", d.source));
    if (!d.help.empty()) Note(indent, "help", d.help);
    for (const Fix& fix : d.fixes) Note(indent, "fix", fix.title);
    out_.push_back('\n');
  }

  std::string Take() { return std::move(out_); }

 private:
  template <typename... Args>
  void Put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void Note(std::string_view indent, std::string_view kind, std::string_view text) {
    Put("{}{}={} {}{}{}: {}\n", indent, palette_.quiet, palette_.reset, palette_.bold, kind, palette_.reset,
        utf8::Printable(text));
  }

  void RenderPlaces(const Diagnostic& d, std::string_view color) {
    std::vector<const Label*> labels;
    if (d.primary.span) labels.push_back(&d.primary);
    for (const Label& label : d.secondary) {
      if (label.span) labels.push_back(&label);
    }
    std::uint32_t last_line = 0;
    for (const Label* label : labels) last_line = std::max(last_line, label->span.position().line);
    gutter_ = fmt::formatted_size("{}", last_line);

    // The primary's file first, the others in the order in which their labels were given.
    std::vector<const source::SourceFile*> files;
    for (const Label* label : labels) {
      if (std::find(files.begin(), files.end(), label->span.file) == files.end()) {
        files.push_back(label->span.file);
      }
    }
    for (const source::SourceFile* file : files) RenderFile(*file, d, labels, color);
  }

  void RenderFile(const source::SourceFile& file, const Diagnostic& d,
                  const std::vector<const Label*>& labels, std::string_view color) {
    std::map<std::uint32_t, std::vector<Mark>> lines;
    const Label* first = nullptr;
    for (const Label* label : labels) {
      if (label->span.file != &file) continue;
      if (!first) first = label;
      std::uint32_t number = label->span.position().line;
      lines[number].push_back(MarkOn(file, number, *label, label == &d.primary));
    }
    std::string_view arrow = first == &d.primary ? "-->" : ":::";
    Put("{:{}}{}{}{} {}\n", "", gutter_, palette_.quiet, arrow, palette_.reset,
        utf8::Printable(source::ToString(first->span)));
    Gutter("");
    out_.push_back('\n');
    std::uint32_t before = 0;
    for (auto& [number, marks] : lines) {
      if (before != 0 && number == before + 2) {
        SourceLine(file, before + 1, {});
      } else if (before != 0 && number > before + 2) {
        Put("{}...{}\n", palette_.quiet, palette_.reset);
      }
      SourceLine(file, number, marks);
      RenderMarks(marks, color);
      before = number;
    }
    Gutter("");
    out_.push_back('\n');
  }

  static Mark MarkOn(const source::SourceFile& file, std::uint32_t number, const Label& label, bool primary) {
    std::string_view line = file.line(number);
    std::size_t from = label.span.begin - file.line_begin(number);
    std::size_t to = std::min<std::size_t>(label.span.end - file.line_begin(number), line.size());
    from = std::min(from, line.size());
    to = std::max(from, to);
    std::size_t begin = utf8::DisplayWidth(Shown(line.substr(0, from)));
    std::size_t end = begin + utf8::DisplayWidth(Shown(line.substr(from, to - from)));
    return {begin, std::max(end, begin + 1), &label, primary};
  }

  void Gutter(std::string_view number) {
    Put("{}{:>{}} |{}", palette_.quiet, number, gutter_, palette_.reset);
  }

  void SourceLine(const source::SourceFile& file, std::uint32_t number, const std::vector<Mark>& marks) {
    std::string shown = Shown(file.line(number));
    cut_ = 0;
    if (style_.width > gutter_ + 12 && shown.size() > style_.width - gutter_ - 5) {
      std::size_t room = style_.width - gutter_ - 5;
      std::size_t begin = marks.empty() ? 0 : marks.front().begin;
      if (begin > room / 2) cut_ = begin - room / 2;
      shown = Columns(shown, cut_, room);
    }
    Gutter(fmt::format("{}", number));
    Put("{}{}{}\n", shown.empty() ? "" : " ", cut_ > 0 ? "..." : "", shown);
  }

  // The part of a text between two terminal columns.
  static std::string Columns(std::string_view text, std::size_t from, std::size_t count) {
    std::string out;
    std::size_t column = 0;
    for (std::size_t at = 0; at < text.size() && column < from + count;) {
      std::size_t begin = at;
      utf8::Next(text, at);
      std::string_view character = text.substr(begin, at - begin);
      if (column >= from) out.append(character);
      column += utf8::DisplayWidth(character);
    }
    return out;
  }

  void RenderMarks(std::vector<Mark>& marks, std::string_view color) {
    std::stable_sort(marks.begin(), marks.end(),
                     [](const Mark& a, const Mark& b) { return a.begin < b.begin; });
    for (const Mark& mark : marks) {
      Gutter("");
      std::size_t begin = mark.begin - std::min(mark.begin, cut_) + (cut_ > 0 ? 3 : 0);
      std::string underline(mark.end - mark.begin, mark.primary ? '^' : '-');
      Put(" {:{}}{}{}{}", "", begin, mark.primary ? color : palette_.label, underline, palette_.reset);
      if (!mark.label->text.empty()) Put(" {}", utf8::Printable(mark.label->text));
      out_.push_back('\n');
    }
  }

  Style style_;
  const Palette& palette_;
  std::string out_;
  std::size_t gutter_ = 1;
  std::size_t cut_ = 0;
};

}  // namespace

std::string RenderText(const Report& report, const Style& style) {
  TextRenderer renderer(style);
  for (const Diagnostic& d : report.findings()) renderer.Render(d);
  return renderer.Take();
}

std::string Summary(const Report& report) {
  if (report.empty()) return "no findings";
  std::string out;
  constexpr std::pair<Level, std::string_view> kWords[] = {
      {Level::kError, "error"}, {Level::kWarning, "warning"}, {Level::kInfo, "note"}};
  for (auto [level, word] : kWords) {
    std::size_t count = report.Count(level);
    if (count == 0) continue;
    out += (out.empty() ? "" : ", ") + Counted(count, word);
  }
  return out;
}

}  // namespace meshctl::diag
