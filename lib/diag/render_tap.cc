// SPDX-License-Identifier: Apache-2.0
// The Test Anything Protocol, version 13: a test line for each file and its findings as a YAML block.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/utf8.h"
#include "diag/by_file.h"
#include "diag/render.h"

namespace meshctl::diag {
namespace {

/// A description: `#` would begin a directive.
std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : utf8::Printable(text)) out += c == '#' ? "\\#" : std::string(1, c);
  return out;
}

/// A JSON string is a YAML scalar, whatever the text holds.
std::string Quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string Block(const std::vector<const Diagnostic*>& findings) {
  std::string block = "  ---\n  findings:\n";
  for (const Diagnostic* d : findings) {
    block += fmt::format("  - code: {}\n    severity: {}\n    message: {}\n", d->code, Name(d->level),
                         Quoted(d->message));
    if (d->primary.span) {
      const source::Position at = d->primary.span.position();
      block += fmt::format("    line: {}\n    column: {}\n", at.line, at.column);
    }
    if (!d->resource.empty()) block += fmt::format("    object: {}\n", Quoted(d->resource));
    if (!d->help.empty()) block += fmt::format("    help: {}\n", Quoted(d->help));
  }
  return block + "  ...\n";
}

}  // namespace

std::string RenderTap(std::span<const TestCase> cases, Level failing) {
  std::string out = fmt::format("TAP version 13\n1..{}\n", cases.size());
  std::size_t number = 0;
  for (const TestCase& one : cases) {
    bool fails = false;
    for (const Diagnostic* d : one.findings) fails = fails || d->level >= failing;
    const std::string name = one.group.empty() ? one.name : fmt::format("{}: {}", one.group, one.name);
    out += fmt::format("{}ok {} - {}\n", fails ? "not " : "", ++number, Escaped(name));
    if (!one.findings.empty()) out += Block(one.findings);
  }
  return out;
}

std::string RenderTap(const Report& report, const Run& run, Level failing) {
  return RenderTap(ByFile(report, run), failing);
}

}  // namespace meshctl::diag
