// SPDX-License-Identifier: Apache-2.0
// A table for the summary page of a pipeline or a comment on a change.
#include <fmt/format.h>

#include "base/utf8.h"
#include "diag/render.h"

namespace meshctl::diag {
namespace {

/// Text for a cell: nothing of it ends the cell, and outside of code nothing is HTML.
std::string Cell(std::string_view text) {
  std::string out;
  bool code = false;
  for (const char c : utf8::Printable(text)) {
    if (c == '`') code = !code;
    if (c == '|') {
      out += "\\|";
    } else if (c == '\n') {
      out += "<br>";
    } else if (!code && (c == '<' || c == '&')) {
      out += c == '<' ? "&lt;" : "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string Row(const Diagnostic& d) {
  const std::string url = DocumentationUrl(d.code);
  std::string finding = d.resource.empty() ? d.message : fmt::format("**{}**: {}", d.resource, d.message);
  if (!d.help.empty()) finding += "\nhelp: " + d.help;
  if (!d.source.empty()) finding += fmt::format("\nrendered from `{}`", d.source);
  const std::string place = d.primary.span ? fmt::format("`{}`", source::ToString(d.primary.span)) : "";
  return fmt::format("| {} | {} | {} | {} |\n", Name(d.level),
                     url.empty() ? d.code : fmt::format("[{}]({})", d.code, url), Cell(place), Cell(finding));
}

}  // namespace

std::string RenderMarkdown(const Report& report, const Run& run) {
  std::string out = fmt::format("### {}: {}\n", run.command, Summary(report));
  if (report.empty()) return out;
  out += "\n| level | code | place | finding |\n|---|---|---|---|\n";
  for (const Diagnostic& d : report.findings()) out += Row(d);
  return out;
}

}  // namespace meshctl::diag
