// SPDX-License-Identifier: Apache-2.0
// The Static Analysis Results Interchange Format, version 2.1.0, as code scanning services read it.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "diag/fingerprint.h"
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

/// Paths are relative to the top of what was checked, which whoever reads the report knows.
Json Artifact(const std::string& name) {
  if (name.find("://") != std::string::npos) return {{"uri", name}};
  if (name.starts_with('/')) return {{"uri", "file://" + Uri(name)}};
  return {{"uri", Uri(name)}, {"uriBaseId", "%SRCROOT%"}};
}

Json Place(const source::Span& span) {
  return {
      {"physicalLocation", {{"artifactLocation", Artifact(span.file->name())}, {"region", Region(span)}}}};
}

/// Where a person would mend it: the file that the text was rendered from, else the text.
Json PrimaryPlace(const Diagnostic& d, const std::string& source) {
  if (source.empty()) return d.primary.span ? Place(d.primary.span) : Json::object();
  return {{"physicalLocation", {{"artifactLocation", Artifact(source)}, {"region", {{"startLine", 1}}}}}};
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
    rows.push_back({{"artifactLocation", Artifact(file->name())}, {"replacements", std::move(replacements)}});
  }
  return {{"description", {{"text", fix.title}}}, {"artifactChanges", std::move(rows)}};
}

std::string Message(const Diagnostic& d) {
  std::string text = d.message;
  if (!d.primary.text.empty()) text += fmt::format(" ({})", d.primary.text);
  for (const std::string& note : d.notes) text += "\n" + note;
  if (!d.cluster.empty()) text += fmt::format("\nin cluster `{}`", d.cluster);
  if (!d.source.empty()) text += "\nrendered from " + d.source;
  if (!d.help.empty()) text += "\nhelp: " + d.help;
  return text;
}

Json Result(const Diagnostic& d, std::size_t rule_index, const std::string& fingerprint, const Run& run) {
  Json row = {{"ruleId", d.code},
              {"ruleIndex", rule_index},
              {"level", SarifLevel(d.level)},
              {"message", {{"text", Message(d)}}}};
  const std::string source = SourceFileOf(d, run);
  Json location = PrimaryPlace(d, source);
  if (!d.resource.empty())
    location["logicalLocations"] = {{{"fullyQualifiedName", d.resource}, {"kind", "resource"}}};
  row["locations"] = Json::array({std::move(location)});
  Json related = Json::array();
  if (!source.empty() && d.primary.span) related.push_back(Place(d.primary.span));
  for (const Label& label : d.secondary) {
    if (!label.span) continue;
    Json place = Place(label.span);
    if (!label.text.empty()) place["message"] = {{"text", label.text}};
    // The standard wants each place once.
    if (std::ranges::find(related, place) == related.end()) related.push_back(std::move(place));
  }
  if (!related.empty()) row["relatedLocations"] = std::move(related);
  row["partialFingerprints"] = {{"meshctl/v1", fingerprint}};
  Json fixes = Json::array();
  for (const Fix& fix : d.fixes) {
    if (!fix.edits.empty()) fixes.push_back(FixOf(fix));
  }
  if (!fixes.empty()) row["fixes"] = std::move(fixes);
  return row;
}

Json RuleOf(const Diagnostic& d, const Run& run) {
  const std::string summary = run.summary ? run.summary(d.code) : std::string();
  const std::string explanation = run.explanation ? run.explanation(d.code) : std::string();
  const std::string url = DocumentationUrl(d.code);
  Json help = {{"text", fmt::format("meshctl explain {}", d.code)}};
  if (!explanation.empty()) help["markdown"] = explanation;
  Json rule = {{"id", d.code},
               {"name", d.name},
               {"shortDescription", {{"text", summary.empty() ? d.name : summary}}},
               {"help", std::move(help)},
               {"defaultConfiguration", {{"level", SarifLevel(d.level)}}}};
  if (!url.empty()) rule["helpUri"] = url;
  return rule;
}

}  // namespace

std::string SourceFileOf(const Diagnostic& finding, const Run& run) {
  if (finding.source.empty() || !run.source_file) return {};
  return run.source_file(finding.source);
}

std::string RenderSarif(const Report& report, const Run& run) {
  Json rules = Json::array();
  Json results = Json::array();
  std::map<std::string, std::size_t> index;
  const std::vector<std::string> fingerprints = Fingerprints(report);
  for (std::size_t i = 0; i < fingerprints.size(); ++i) {
    const Diagnostic& d = report.findings()[i];
    const auto [at, added] = index.try_emplace(d.code, rules.size());
    if (added) rules.push_back(RuleOf(d, run));
    results.push_back(Result(d, at->second, fingerprints[i], run));
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
