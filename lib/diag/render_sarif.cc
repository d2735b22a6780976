// SPDX-License-Identifier: Apache-2.0
// The Static Analysis Results Interchange Format, version 2.1.0, as code scanning services read it.
#include <fmt/format.h>

#include <cctype>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>

#include "diag/render.h"

namespace meshctl::diag {
namespace {

using Json = nlohmann::ordered_json;

std::string_view SarifLevel(Level level) {
  switch (level) {
    case Level::kInfo:
      return "note";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      break;
  }
  return "error";
}

/// A path as a relative URI.
std::string Uri(std::string_view path) {
  if (path.starts_with("./")) path.remove_prefix(2);
  std::string uri;
  for (const char c : path) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                       std::string_view("-._~/!$&'()*+,;=@").find(c) != std::string_view::npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

Json Region(const source::Span& span) {
  const source::Position begin = span.position();
  const source::Position end = span.file->position(span.end);
  return {{"startLine", begin.line},
          {"startColumn", begin.column},
          {"endLine", end.line},
          {"endColumn", end.column}};
}

Json Place(const source::Span& span) {
  return {{"physicalLocation",
           {{"artifactLocation", {{"uri", Uri(span.file->name())}}}, {"region", Region(span)}}}};
}

Json FixOf(const Fix& fix) {
  std::map<const source::SourceFile*, Json> changes;
  for (const source::Edit& edit : fix.edits) {
    Json& replacements = changes.try_emplace(edit.span.file, Json::array()).first->second;
    replacements.push_back(
        {{"deletedRegion", Region(edit.span)}, {"insertedContent", {{"text", edit.replacement}}}});
  }
  Json rows = Json::array();
  for (auto& [file, replacements] : changes) {
    rows.push_back(
        {{"artifactLocation", {{"uri", Uri(file->name())}}}, {"replacements", std::move(replacements)}});
  }
  return {{"description", {{"text", fix.title}}}, {"artifactChanges", std::move(rows)}};
}

/// FNV-1a: the same on every machine and in every version.
std::string Hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

/// What stays the same when lines move: the rule, the file, the object and what is wrong.
std::string Fingerprint(const Diagnostic& d) {
  const std::string_view file = d.primary.span ? std::string_view(d.primary.span.file->name()) : "";
  return Hash(fmt::format("{}\n{}\n{}\n{}", d.code, file, d.resource, d.message));
}

std::string Message(const Diagnostic& d) {
  std::string text = d.message;
  if (!d.primary.text.empty()) text += fmt::format(" ({})", d.primary.text);
  for (const std::string& note : d.notes) text += "\n" + note;
  if (!d.help.empty()) text += "\nhelp: " + d.help;
  return text;
}

Json Result(const Diagnostic& d, std::size_t rule_index, int occurrence) {
  Json row = {{"ruleId", d.code},
              {"ruleIndex", rule_index},
              {"level", SarifLevel(d.level)},
              {"message", {{"text", Message(d)}}}};
  Json location = d.primary.span ? Place(d.primary.span) : Json::object();
  if (!d.resource.empty())
    location["logicalLocations"] = {{{"fullyQualifiedName", d.resource}, {"kind", "resource"}}};
  row["locations"] = Json::array({std::move(location)});
  Json related = Json::array();
  for (const Label& label : d.secondary) {
    if (!label.span) continue;
    Json place = Place(label.span);
    if (!label.text.empty()) place["message"] = {{"text", label.text}};
    related.push_back(std::move(place));
  }
  if (!related.empty()) row["relatedLocations"] = std::move(related);
  row["partialFingerprints"] = {{"meshctl/v1", fmt::format("{}:{}", Fingerprint(d), occurrence)}};
  Json fixes = Json::array();
  for (const Fix& fix : d.fixes) fixes.push_back(FixOf(fix));
  if (!fixes.empty()) row["fixes"] = std::move(fixes);
  return row;
}

}  // namespace

std::string RenderSarif(const Report& report, const Run& run) {
  Json rules = Json::array();
  Json results = Json::array();
  std::map<std::string, std::size_t> index;
  std::map<std::string, int> seen;
  for (const Diagnostic& d : report.findings()) {
    const auto [at, added] = index.try_emplace(d.code, rules.size());
    if (added) {
      const std::string summary = run.summary ? run.summary(d.code) : std::string();
      rules.push_back({{"id", d.code},
                       {"name", d.name},
                       {"shortDescription", {{"text", summary.empty() ? d.name : summary}}},
                       {"help", {{"text", fmt::format("meshctl explain {}", d.code)}}},
                       {"defaultConfiguration", {{"level", SarifLevel(d.level)}}}});
    }
    results.push_back(Result(d, at->second, ++seen[Fingerprint(d)]));
  }
  const Json log = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                    {"version", "2.1.0"},
                    {"runs",
                     {{{"tool",
                        {{"driver",
                          {{"name", "meshctl"},
                           {"version", MESHCTL_VERSION},
                           {"semanticVersion", MESHCTL_VERSION},
                           {"rules", std::move(rules)}}}}},
                       {"columnKind", "unicodeCodePoints"},
                       {"results", std::move(results)}}}}};
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace meshctl::diag
