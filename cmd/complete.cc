// SPDX-License-Identifier: Apache-2.0
// meshctl __complete: what the last word of a line can become, for completion scripts. Hidden, because only
// they have a use for it. What is printed comes from the flags and arguments of the command tree; errors are
// nobody's business while a line is being typed.
#include <fmt/ostream.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/env.h"
#include "cli/parse.h"
#include "cmd/commands.h"
#include "cmd/deadline.h"

namespace meshctl::cmd {
namespace {

constexpr std::chrono::seconds kPluginPatience{2};
constexpr const char* kLastResort = "3s";  // for what cannot be stopped in a better way, such as DNS

bool TakesValue(const cli::Flag& flag) { return !flag.value_name.empty() && flag.bare_value.empty(); }

/// A line up to the cursor, word by word.
class Line {
 public:
  explicit Line(const cli::Command& root) : path_{&root} {}

  /// A word before the last.
  void Take(const std::string& word) {
    words_.push_back(word);
    if (pending_) {
      pending_ = nullptr;
    } else if (plain_ || !IsFlag(word)) {
      TakePlain(word);
    } else if (word == "--") {
      plain_ = true;
    } else if (word.find('=') == word.npos) {
      pending_ = word.starts_with("--") ? Pending(FlagNamed(word.substr(2))) : PendingOfLetters(word);
    }
  }

  /// What the last word can be, and which part of it is typed; null when there is nothing to ask.
  const cli::Candidates* CandidatesOf(std::string_view& typed) {
    if (pending_) {
      words_.pop_back();  // a flag without its value cannot be read
      return Known(pending_->candidates);
    }
    if (plain_ || !IsFlag(typed)) {
      const auto& arguments = path_.back()->arguments;
      return arguments.empty() ? nullptr : Known(arguments.back().candidates);
    }
    if (!typed.starts_with("--")) return CandidatesBehindLetters(typed);
    const std::size_t equals = typed.find('=');
    const cli::Flag* flag = equals == typed.npos ? nullptr : FlagNamed(typed.substr(2, equals - 2));
    if (flag == nullptr) return nullptr;
    typed = typed.substr(equals + 1);
    return Known(flag->candidates);
  }

  /// The words before the last that can be parsed.
  const std::vector<std::string>& words() const { return words_; }

 private:
  static bool IsFlag(std::string_view word) { return word.size() > 1 && word[0] == '-'; }
  static const cli::Candidates* Known(const cli::Candidates& of) { return of ? &of : nullptr; }
  static const cli::Flag* Pending(const cli::Flag* flag) {
    return flag && TakesValue(*flag) ? flag : nullptr;
  }

  void TakePlain(const std::string& word) {
    const auto& children = path_.back()->children;
    const auto child = std::ranges::find(children, word, &cli::Command::name);
    if (child != children.end()) path_.push_back(&*child);
  }

  template <typename Is>
  const cli::Flag* FlagThat(Is is) const {
    for (const cli::Command* command : path_) {
      const auto flag = std::ranges::find_if(command->flags, is);
      if (flag != command->flags.end()) return &*flag;
    }
    return nullptr;
  }
  const cli::Flag* FlagNamed(std::string_view name) const {
    return FlagThat([&](const cli::Flag& flag) { return flag.name == name; });
  }
  const cli::Flag* FlagOf(char letter) const {
    return FlagThat([&](const cli::Flag& flag) { return flag.letter == letter; });
  }

  /// Where the first letter of `-wnshop` stands that takes a value: what follows is that value. 0: nowhere.
  std::size_t LetterWithValue(std::string_view word) const {
    for (std::size_t i = 1; i < word.size(); ++i) {
      if (Pending(FlagOf(word[i]))) return i;
    }
    return 0;
  }
  const cli::Flag* PendingOfLetters(std::string_view word) const {
    const std::size_t at = LetterWithValue(word);
    return at > 0 && at + 1 == word.size() ? FlagOf(word[at]) : nullptr;
  }
  const cli::Candidates* CandidatesBehindLetters(std::string_view& typed) const {
    const std::size_t at = LetterWithValue(typed);
    if (at == 0 || at + 1 == typed.size()) return nullptr;
    const cli::Flag* flag = FlagOf(typed[at]);
    typed.remove_prefix(at + (typed[at + 1] == '=' ? 2 : 1));
    return Known(flag->candidates);
  }

  std::vector<const cli::Command*> path_;
  std::vector<std::string> words_;
  const cli::Flag* pending_ = nullptr;  // the word before was this flag, and its value follows
  bool plain_ = false;                  // behind `--`
};

/// The world without a user to talk to.
cli::Env Silenced(const cli::Env& env, std::ostream& nowhere) {
  cli::Env silent = env;
  silent.err = {.stream = &nowhere};
  silent.in_terminal = false;
  if (env.run_plugin) {
    silent.run_plugin = [run = env.run_plugin](source::Program program, source::ProgramLimits limits) {
      program.input = source::Program::Stream::kOwn;
      program.errors = source::Program::Stream::kOwn;
      limits.timeout = std::min(limits.timeout, kPluginPatience);
      return run(program, limits);
    };
  }
  return silent;
}

cli::ExitStatus Complete(const std::vector<std::string>& words, cli::Env& env) {
  std::ostream nowhere(nullptr);
  cli::Env silent = Silenced(env, nowhere);
  const Deadline deadline("request-timeout", kLastResort, silent);
  std::string color;
  const cli::Command root = MeshctlCommand(color);
  Line line(root);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) line.Take(words[i]);
  std::string_view typed = words.back();
  const cli::Candidates* candidates = line.CandidatesOf(typed);
  if (candidates == nullptr) return cli::ExitStatus::kOk;
  // Lines are not finished, so that something is missing is no reason to give up.
  (void)cli::Parse(root, line.words());
  for (const std::string& word : (*candidates)(typed, silent)) fmt::print(*env.out.stream, "{}\n", word);
  return cli::ExitStatus::kOk;
}

}  // namespace

cli::Command CompleteCommand() {
  auto words = std::make_shared<std::vector<std::string>>();
  cli::Command command;
  command.name = "__complete";
  command.summary = "Print what a word can become";
  command.arguments = {{.name = "WORD",
                        .summary = "The words of a line, the last as far as it is typed",
                        .target = words.get(),
                        .required = true}};
  command.run = [words](cli::Env& env) -> Result<cli::ExitStatus> { return Complete(*words, env); };
  command.hidden = true;
  return command;
}

}  // namespace meshctl::cmd
