// SPDX-License-Identifier: Apache-2.0
// One workflow command a finding: `::error file=a.yaml,line=3,...::message`.
#include <fmt/format.h>

#include "diag/render.h"

namespace meshctl::diag {
namespace {

/// The runner's own escapes. In properties `:` and `,` would end the value.
std::string Escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    out += special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

std::string_view Command(Level level) {
  switch (level) {
    case Level::kInfo:
      return "notice";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      break;
  }
  return "error";
}

std::string Place(const Diagnostic& d, const Run& run) {
  if (const std::string source = SourceFileOf(d, run); !source.empty())
    return fmt::format("file={},", Escaped(source, true));
  const source::Span& span = d.primary.span;
  if (!span) return {};
  const source::Position begin = span.position();
  const source::Position end = span.file->position(span.end);
  std::string place =
      fmt::format("file={},line={},endLine={},", Escaped(span.file->name(), true), begin.line, end.line);
  // Columns of a range over several lines would be read as columns of its first.
  if (begin.line == end.line) place += fmt::format("col={},endColumn={},", begin.column, end.column);
  return place;
}

}  // namespace

std::string RenderGithub(const Report& report, const Run& run) {
  std::string out;
  for (const Diagnostic& d : report.findings()) {
    std::string message = d.message;
    if (!d.resource.empty()) message += fmt::format("\n{}", d.resource);
    if (!d.source.empty()) message += fmt::format("\nrendered from {}", d.source);
    if (!d.help.empty()) message += fmt::format("\nhelp: {}", d.help);
    out += fmt::format("::{} {}title={}::{}\n", Command(d.level), Place(d, run),
                       Escaped(fmt::format("{} {}", d.code, d.name), true), Escaped(message, false));
  }
  return out;
}

}  // namespace meshctl::diag
