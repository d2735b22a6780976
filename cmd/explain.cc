// SPDX-License-Identifier: Apache-2.0
// meshctl explain: what a code means, why it matters, a bad and a good example. Everything printed is
// compiled in; nothing is read.
#include "analyze/explain.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/registry.h"
#include "base/nearest.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "validate/findings.h"

namespace meshctl::cmd {
namespace {

const validate::FaultRow* FindFault(std::string_view word) {
  for (const validate::FaultRow& row : validate::AllFaults()) {
    if (row.code == word || row.name == word) return &row;
  }
  return nullptr;
}

Error UnknownWord(const std::string& word) {
  std::vector<std::string_view> names;
  for (const analyze::Rule* rule : analyze::Rules()) names.insert(names.end(), {rule->code, rule->name});
  for (const validate::FaultRow& row : validate::AllFaults()) names.insert(names.end(), {row.code, row.name});
  Error error = UsageError(fmt::format("no rule has the code or name `{}`", word));
  std::string_view near = Nearest(word, names);
  if (!near.empty()) error.hints.push_back(fmt::format("did you mean `{}`?", near));
  return std::move(error).Hint("`meshctl analyze --list-analyzers` lists all rules");
}

Result<cli::ExitStatus> Explain(const std::string& word, cli::Env& env) {
  if (auto rules = analyze::FindRules(word); !rules.empty()) {
    fmt::print(*env.out.stream, "{}", analyze::Explain(rules));
  } else if (const validate::FaultRow* fault = FindFault(word)) {
    fmt::print(*env.out.stream, "# {}\n\n{}, {}; found by `meshctl validate`\n\n{}\n", fault->name,
               fault->code, diag::Name(fault->level), fault->summary);
  } else {
    return std::unexpected(UnknownWord(word));
  }
  return cli::ExitStatus::kOk;
}

}  // namespace

cli::Command ExplainCommand() {
  auto word = std::make_shared<std::string>();
  cli::Command command;
  command.name = "explain";
  command.summary = "Explain a finding by its code or name";
  command.details =
      "Prints what the rule looks for, why it matters, and examples that are flagged and accepted. Several "
      "rules can "
      "share one of Istio's codes; all of them are printed.";
  command.examples = {{"meshctl explain IST0101", "Every rule behind a code"},
                      {"meshctl explain unknown-gateway", "One rule"}};
  command.arguments = {{.name = "CODE",
                        .summary = "A code (IST0101) or a rule's name",
                        .target = word.get(),
                        .required = true}};
  command.run = [word](cli::Env& env) { return Explain(*word, env); };
  return command;
}

}  // namespace meshctl::cmd
