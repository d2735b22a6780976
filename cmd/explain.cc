// SPDX-License-Identifier: Apache-2.0
// meshctl explain: what a kind or field is for and what it must be like, or what a finding means and why it
// matters. Everything printed is compiled in; nothing is read.
#include "schema/explain.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/explain.h"
#include "analyze/registry.h"
#include "base/nearest.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "schema/field_path.h"
#include "validate/explain.h"
#include "yaml/faults.h"

namespace meshctl::cmd {
namespace {

constexpr std::size_t kWidthOfFiles = 100;
constexpr std::size_t kWidestText = 120;

struct Asked {
  std::string word;
  std::string api_version;
  std::string output = "text";
  bool recursive = false;
};

/// Every code and name of a rule.
std::vector<std::string_view> RuleWords() {
  std::vector<std::string_view> words = validate::ExplainedWords();
  for (const analyze::Rule* rule : analyze::Rules()) words.insert(words.end(), {rule->code, rule->name});
  for (const yaml::FaultRow& fault : yaml::AllFaults()) words.insert(words.end(), {fault.code, fault.name});
  return words;
}

/// `IST0101`, and `unknown-gateway`: no resource looks like that.
bool LooksLikeRule(std::string_view word) {
  const bool code = word.size() > 4 && std::ranges::all_of(word.substr(word.size() - 4), [](unsigned char c) {
                      return std::isdigit(c) != 0;
                    });
  return code || (word.find('-') != std::string_view::npos && word.find('.') == std::string_view::npos);
}

std::string ExplainRule(const std::string& word) {
  if (const auto rules = analyze::FindRules(word); !rules.empty()) return analyze::Explain(rules);
  for (const yaml::FaultRow& fault : yaml::AllFaults()) {
    if (fault.code == word || fault.name == word)
      return fmt::format("# {}\n\n{}, error; found while reading\n\n{}\n", fault.name, fault.code,
                         fault.summary);
  }
  return validate::Explain(word);
}

Error UnknownRule(const std::string& word) {
  Error error = UsageError(fmt::format("no rule has the code or name `{}`", word));
  const std::vector<std::string_view> words = RuleWords();
  const std::string_view near = Nearest(word, words);
  if (!near.empty()) error.hints.push_back(fmt::format("did you mean `{}`?", near));
  return std::move(error).Hint("`meshctl analyze --list-analyzers` lists the rules of analyze");
}

/// An unknown resource may be a misspelt rule.
Error UnknownPath(const std::string& word, Error error) {
  if (!error.hints.empty() || word.find('.') != std::string::npos) return error;
  const std::vector<std::string_view> words = RuleWords();
  const std::string_view near = Nearest(word, words);
  if (!near.empty()) error.hints.push_back(fmt::format("did you mean `{}`?", near));
  return std::move(error).Hint(
      "name a resource (`virtualservice`), a field (`vs.spec.http`) or a code (`IST0101`)");
}

Result<cli::ExitStatus> Explain(const Asked& asked, cli::Env& env) {
  if (const std::string text = ExplainRule(asked.word); !text.empty()) {
    fmt::print(*env.out.stream, "{}", text);
    return cli::ExitStatus::kOk;
  }
  if (LooksLikeRule(asked.word)) return std::unexpected(UnknownRule(asked.word));
  const Result<schema::FieldPath> place = schema::FindFieldPath(asked.word, asked.api_version);
  if (!place) return std::unexpected(UnknownPath(asked.word, place.error()));
  const schema::ExplainOptions options{
      .recursive = asked.recursive,
      .width = env.out.width == 0 ? kWidthOfFiles : std::min(env.out.width, kWidestText)};
  if (asked.output == "json") {
    fmt::print(*env.out.stream, "{}\n", schema::ExplainJson(*place, options).dump(2));
  } else {
    fmt::print(*env.out.stream, "{}", schema::Explain(*place, options));
  }
  return cli::ExitStatus::kOk;
}

std::vector<std::string> Complete(std::string_view typed, cli::Env&) {
  std::vector<std::string> words = schema::CompleteFieldPath(typed, "");
  for (const std::string_view word : RuleWords()) {
    if (!typed.empty() && word.starts_with(typed)) words.emplace_back(word);
  }
  return words;
}

}  // namespace

cli::Command ExplainCommand() {
  auto asked = std::make_shared<Asked>();
  cli::Command command;
  command.name = "explain";
  command.summary = "Explain a kind, a field or a finding";
  command.details =
      "Of a kind or a field: what it is for, its type, whether it must be given, what values it takes and "
      "which "
      "fields are below it. Lists and maps are passed through, so that paths of findings can be pasted. "
      "Besides "
      "kinds there are `meshconfig` and `meshnetworks`.\n\n"
      "Of a finding: what the rule looks for, why it matters, and examples that are flagged and accepted. "
      "Several rules can share one of Istio's codes; all of them are printed.";
  command.examples = {{"meshctl explain virtualservice.spec.http.match", "A field and the fields below it"},
                      {"meshctl explain vs.spec --recursive", "The whole tree"},
                      {"meshctl explain meshconfig.defaultConfig.tracing", "Mesh configuration"},
                      {"meshctl explain gateway --api-version networking.istio.io/v1", "Istio's Gateway"},
                      {"meshctl explain IST0101", "Every rule behind a code"}};
  command.flags = {{.name = "api-version",
                    .letter = 0,
                    .value_name = "VERSION",
                    .summary = "API version of the kind; by default the preferred one",
                    .target = &asked->api_version},
                   {.name = "output",
                    .letter = 'o',
                    .value_name = "FORMAT",
                    .summary = "Output format of kinds and fields",
                    .target = &asked->output,
                    .choices = {"text", "json"}},
                   {.name = "recursive",
                    .letter = 0,
                    .value_name = "",
                    .summary = "Print all fields below, without descriptions",
                    .target = &asked->recursive}};
  command.arguments = {
      {.name = "WHAT",
       .summary = "A resource (vs), a field (vs.spec.http), a code (IST0101) or a rule's name",
       .target = &asked->word,
       .required = true,
       .usage = "RESOURCE[.FIELD...] | CODE",
       .candidates = Complete}};
  command.run = [asked](cli::Env& env) { return Explain(*asked, env); };
  return command;
}

}  // namespace meshctl::cmd
