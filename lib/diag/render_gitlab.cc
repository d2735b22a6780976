// SPDX-License-Identifier: Apache-2.0
// GitLab's Code Quality report: the part of Code Climate's format that GitLab reads. It drops a finding
// without a path or a unique fingerprint.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "diag/fingerprint.h"
#include "diag/render.h"

namespace meshctl::diag {
namespace {

using Json = nlohmann::ordered_json;

std::string_view Severity(Level level) {
  switch (level) {
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "minor";
    case Level::kError:
      break;
  }
  return "major";
}

Json Location(const Diagnostic& d, const Run& run) {
  if (const std::string source = SourceFileOf(d, run); !source.empty())
    return {{"path", source}, {"lines", {{"begin", 1}}}};
  if (!d.primary.span) return {{"path", run.command}, {"lines", {{"begin", 1}}}};
  std::string_view path = d.primary.span.file->name();
  if (path.starts_with("./")) path.remove_prefix(2);
  return {{"path", path},
          {"lines",
           {{"begin", d.primary.span.position().line},
            {"end", d.primary.span.file->position(d.primary.span.end).line}}}};
}

}  // namespace

std::string RenderGitlab(const Report& report, const Run& run) {
  Json rows = Json::array();
  const std::vector<std::string> fingerprints = Fingerprints(report);
  for (std::size_t i = 0; i < fingerprints.size(); ++i) {
    const Diagnostic& d = report.findings()[i];
    std::string description = d.resource.empty() ? d.message : fmt::format("{}: {}", d.resource, d.message);
    if (!d.help.empty()) description += fmt::format(" (help: {})", d.help);
    rows.push_back({{"description", std::move(description)},
                    {"check_name", d.code},
                    {"fingerprint", fingerprints[i]},
                    {"severity", Severity(d.level)},
                    {"location", Location(d, run)}});
  }
  return rows.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace meshctl::diag
