// SPDX-License-Identifier: Apache-2.0
// meshctl __complete: what a word can become, for completion scripts. Hidden, because only they have a use
// for it; what it prints comes from the arguments of the command tree.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cli/env.h"
#include "cmd/commands.h"

namespace meshctl::cmd {
namespace {

/// The command that all words but the last name, or null.
const cli::Command* CommandNamed(const cli::Command& root, const std::vector<std::string>& words) {
  const cli::Command* at = &root;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const auto child = std::ranges::find(at->children, words[i], &cli::Command::name);
    if (child == at->children.end()) return nullptr;
    at = &*child;
  }
  return at;
}

cli::ExitStatus Complete(const std::vector<std::string>& words, cli::Env& env) {
  std::string color;
  const cli::Command root = MeshctlCommand(color);
  const cli::Command* command = CommandNamed(root, words);
  if (command == nullptr || command->arguments.empty() || !command->arguments.back().candidates)
    return cli::ExitStatus::kOk;
  for (const std::string& word : command->arguments.back().candidates(words.back()))
    fmt::print(*env.out.stream, "{}\n", word);
  return cli::ExitStatus::kOk;
}

}  // namespace

cli::Command CompleteCommand() {
  auto words = std::make_shared<std::vector<std::string>>();
  cli::Command command;
  command.name = "__complete";
  command.summary = "Print what a word can become";
  command.arguments = {{.name = "WORD",
                        .summary = "Names of a command, then the word typed so far",
                        .target = words.get(),
                        .required = true}};
  command.run = [words](cli::Env& env) -> Result<cli::ExitStatus> { return Complete(*words, env); };
  command.hidden = true;
  return command;
}

}  // namespace meshctl::cmd
