// SPDX-License-Identifier: Apache-2.0
#include "diag/by_file.h"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace meshctl::diag {

std::vector<TestCase> ByFile(const Report& report, const Run& run) {
  std::map<std::string, std::vector<const Diagnostic*>> by_file;
  for (const std::string& file : run.files) by_file[file];
  for (const Diagnostic& d : report.findings())
    by_file[d.primary.span ? d.primary.span.file->name() : std::string("(no file)")].push_back(&d);
  std::vector<TestCase> cases;
  for (auto& [file, findings] : by_file) {
    TestCase& one = cases.emplace_back();
    one.name = file;
    one.findings = std::move(findings);
  }
  return cases;
}

std::string OneLine(const Diagnostic& finding) {
  const std::string place =
      finding.primary.span ? source::ToString(finding.primary.span) + ": " : std::string();
  std::string line = fmt::format("{}{}[{}]: {}", place, Name(finding.level), finding.code, finding.message);
  if (!finding.help.empty()) line += fmt::format(" (help: {})", finding.help);
  return line;
}

}  // namespace meshctl::diag
