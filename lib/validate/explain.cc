// SPDX-License-Identifier: Apache-2.0
// A document is a heading, which is the name of the fault or rule, and prose; the facts between the two come
// from the tables, so that they cannot differ from what is found.
#include "validate/explain.h"

#include <fmt/format.h>

#include <optional>

#include "base/ascii.h"
#include "validate/documents.h"
#include "validate/findings.h"
#include "validate/rule.h"

namespace meshctl::validate {
namespace {

/// What faults and rules have in common.
struct Row {
  std::string_view code;
  std::string_view name;
  diag::Level level;
  std::string_view summary;
  std::string_view by;
};

std::vector<Row> AllRows() {
  std::vector<Row> rows;
  for (const FaultRow& fault : AllFaults())
    rows.push_back({fault.code, fault.name, fault.level, fault.summary, "by the schema of the kind"});
  for (const Rule* rule : AllRules()) {
    rows.push_back(
        {rule->code, rule->name, rule->level, rule->summary,
         rule->code.starts_with("ISTIO") ? "by istiod, as `istioctl validate` does" : "by the API server"});
  }
  return rows;
}

/// The lines behind `# name`, up to the next such heading; empty when there is no such section.
std::string_view SectionNamed(std::string_view name, std::string_view text) {
  const std::string heading = fmt::format("# {}\n", name);
  std::size_t begin = text.starts_with(heading) ? 0 : text.find("\n" + heading);
  if (begin == std::string_view::npos) return {};
  begin = text.find('\n', begin + 1) + 1;
  const std::size_t end = text.find("\n# ", begin);
  return text.substr(begin, end == std::string_view::npos ? end : end + 1 - begin);
}

std::string_view Documentation(std::string_view name) {
  for (const diag::Document& document : Documents()) {
    std::string_view section = SectionNamed(name, document.text);
    while (section.ends_with("\n\n")) section.remove_suffix(1);
    if (!section.empty()) return section;
  }
  return {};
}

}  // namespace

std::string Explain(std::string_view word) {
  for (const Row& row : AllRows()) {
    if (!EqualIgnoringCase(row.code, word) && row.name != word) continue;
    const std::string_view text = Documentation(row.name);
    return fmt::format("# {}\n\n{}, {}; checked {}\n{}", row.name, row.code, diag::Name(row.level), row.by,
                       text.empty() ? fmt::format("\n{}\n", row.summary) : std::string(text));
  }
  return {};
}

std::vector<std::string_view> ExplainedWords() {
  std::vector<std::string_view> words;
  for (const Row& row : AllRows()) words.insert(words.end(), {row.code, row.name});
  return words;
}

}  // namespace meshctl::validate
