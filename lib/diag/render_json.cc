// SPDX-License-Identifier: Apache-2.0
// Findings as JSON with istioctl's names where istioctl has one.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "diag/render.h"

namespace meshctl::diag {
namespace {

using Json = nlohmann::ordered_json;

std::string_view Name(Safety safety) {
  switch (safety) {
    case Safety::kSafe:
      return "safe";
    case Safety::kUnsafe:
      return "unsafe";
    case Safety::kDisplayOnly:
      return "display-only";
  }
  return "display-only";
}

Json ToJson(const source::Span& span) {
  source::Position begin = span.position();
  source::Position end = span.file->position(span.end);
  return {{"file", span.file->name()},
          {"line", begin.line},
          {"column", begin.column},
          {"endLine", end.line},
          {"endColumn", end.column}};
}

Json ToJson(const Fix& fix) {
  Json edits = Json::array();
  for (const source::Edit& edit : fix.edits) {
    Json row = ToJson(edit.span);
    row["replacement"] = edit.replacement;
    edits.push_back(std::move(row));
  }
  return {{"title", fix.title}, {"safety", Name(fix.safety)}, {"edits", std::move(edits)}};
}

Json ToJson(const Diagnostic& d) {
  Json row;
  row["code"] = d.code;
  if (std::string url = DocumentationUrl(d.code); !url.empty()) row["documentationUrl"] = std::move(url);
  row["name"] = d.name;
  row["level"] = UpstreamName(d.level);
  row["message"] = d.message;
  if (!d.resource.empty()) row["origin"] = d.resource;
  if (!d.cluster.empty()) row["cluster"] = d.cluster;
  if (d.primary.span) {
    source::Position at = d.primary.span.position();
    // An object of a cluster has no line but in our own print of it.
    if (d.primary.span.file->origin() != source::Origin::kCluster)
      row["reference"] = d.primary.span.file->name() + ":" + std::to_string(at.line);
    row["span"] = ToJson(d.primary.span);
    if (!d.primary.text.empty()) row["label"] = d.primary.text;
  }
  if (!d.source.empty()) row["source"] = d.source;
  if (!d.secondary.empty()) {
    Json related = Json::array();
    for (const Label& label : d.secondary) {
      if (label.span) related.push_back({{"span", ToJson(label.span)}, {"label", label.text}});
    }
    row["related"] = std::move(related);
  }
  if (!d.notes.empty()) row["notes"] = d.notes;
  if (!d.help.empty()) row["help"] = d.help;
  if (!d.fixes.empty()) {
    Json fixes = Json::array();
    for (const Fix& fix : d.fixes) fixes.push_back(ToJson(fix));
    row["fixes"] = std::move(fixes);
  }
  return row;
}

/// As Go's encoder writes strings, so that JSON can be put into HTML. Outside of strings JSON has none of
/// these characters.
std::string HtmlSafe(std::string_view json) {
  std::string out;
  for (const char c : json) {
    const bool special = c == '<' || c == '>' || c == '&';
    out += special ? fmt::format("\\u{:04x}", static_cast<unsigned>(c)) : std::string(1, c);
  }
  return out;
}

}  // namespace

std::string DocumentationUrl(std::string_view code) {
  if (!code.starts_with("IST")) return {};
  return fmt::format("https://istio.io/v1.32/docs/reference/config/analysis/{}/?ref=istioctl-analyze",
                     LowerAscii(code));
}

std::string RenderJson(const Report& report) {
  Json rows = Json::array();
  for (const Diagnostic& d : report.findings()) rows.push_back(ToJson(d));
  // Bytes that are not UTF-8 (a file name may have them) become U+FFFD instead of an exception.
  return HtmlSafe(rows.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace meshctl::diag
