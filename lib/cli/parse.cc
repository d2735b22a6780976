// SPDX-License-Identifier: Apache-2.0
// Binds the command tree to CLI11, which splits words into flags and values. What CLI11 cannot know it is
// told to leave alone: extras stay with us, so that a misspelt command or flag is answered with the nearest
// one, and values are checked here, so that messages look the same everywhere.
#include "cli/parse.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <deque>
#include <map>

#include "base/nearest.h"

namespace meshctl::cli {
namespace {

const Command* FindChild(const Command& command, const std::string& name) {
  for (const Command& child : command.children) {
    if (child.name == name) return &child;
  }
  return nullptr;
}

std::string PathName(const std::vector<const Command*>& path) {
  std::string name;
  for (const Command* command : path) name += (name.empty() ? "" : " ") + command->name;
  return name;
}

Error WithNearest(Error error, std::string_view word, const std::vector<std::string_view>& names,
                  std::string_view prefix) {
  std::string_view nearest = Nearest(word, names);
  if (!nearest.empty()) return std::move(error).Hint(fmt::format("did you mean `{}{}`?", prefix, nearest));
  return error;
}

// Flags that may stand without a value (`--dry-run`) take it behind `=` only, as in kubectl; here the bare
// form is written out.
std::vector<std::string> WriteOutBareFlags(const Command& root, std::vector<std::string> words) {
  const Command* at = &root;
  for (std::string& word : words) {
    if (word == "--") break;
    if (!word.starts_with('-')) {
      if (const Command* child = FindChild(*at, word)) at = child;
      continue;
    }
    for (const Flag& flag : at->flags) {
      if (!flag.bare_value.empty() && word == "--" + flag.name) word += "=" + flag.bare_value;
    }
  }
  return words;
}

class Binder {
 public:
  explicit Binder(const Command& root) { Bind(root, app_, true); }

  Result<Invocation> Parse(const Command& root, std::vector<std::string> words) {
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
    try {
      app_.parse(words);
    } catch (const CLI::ArgumentMismatch& failure) {
      return std::unexpected(UsageError(MismatchMessage(failure)));
    } catch (const CLI::ParseError& failure) {
      return std::unexpected(UsageError(failure.what()));
    }
    Invocation invocation;
    Follow(root, app_, invocation);
    invocation.help = std::any_of(help_.begin(), help_.end(), [](bool given) { return given; });
    if (invocation.help) return invocation;
    if (auto leftover = CheckLeftovers(invocation); !leftover) return std::unexpected(leftover.error());
    for (const Command* command : invocation.path) {
      if (auto values = CheckValues(*command); !values) return std::unexpected(values.error());
    }
    return invocation;
  }

 private:
  void Bind(const Command& command, CLI::App& app, bool root) {
    app.set_help_flag();
    app.allow_extras();
    if (!root) app.fallthrough();
    app.add_flag("-h,--help", help_.emplace_back(false));
    for (const Flag& flag : command.flags) BindFlag(flag, app);
    for (const Argument& argument : command.arguments) {
      if (auto* text = std::get_if<std::string*>(&argument.target)) {
        app.add_option(argument.name, **text);
      } else {
        app.add_option(argument.name, *std::get<std::vector<std::string>*>(argument.target));
      }
    }
    // Behind one command, the names of others are words like any (`meshctl get deployment test`).
    if (!command.children.empty()) app.require_subcommand(0, 1);
    for (const Command& child : command.children) {
      CLI::App* sub = app.add_subcommand(child.name);
      apps_[&child] = sub;
      Bind(child, *sub, false);
    }
  }

  void BindFlag(const Flag& flag, CLI::App& app) {
    std::string names = "--" + flag.name;
    if (flag.letter) names += fmt::format(",-{}", flag.letter);
    std::visit(
        [&](auto* target) {
          using T = std::remove_pointer_t<decltype(target)>;
          if constexpr (std::is_same_v<T, bool>) {
            app.add_flag(names, *target);
          } else if constexpr (std::is_same_v<T, int>) {
            app.add_option(names, numbers_[&flag])->take_last();
          } else if constexpr (std::is_same_v<T, std::string>) {
            app.add_option(names, *target)->take_last();
          } else {
            app.add_option(names, *target)->allow_extra_args(false);
          }
        },
        flag.target);
  }

  // The subcommands CLI11 entered, in order.
  void Follow(const Command& command, const CLI::App& app, Invocation& invocation) {
    invocation.path.push_back(&command);
    for (const Command& child : command.children) {
      const CLI::App* sub = apps_.at(&child);
      if (sub->parsed()) return Follow(child, *sub, invocation);
    }
    leftovers_ = app.remaining();
    if (&app != &app_) {
      for (const std::string& word : app_.remaining()) leftovers_.push_back(word);
    }
    std::erase(leftovers_, "--");  // CLI11 keeps the mark that ends the flags
  }

  std::string MismatchMessage(const CLI::ArgumentMismatch& failure) const {
    std::string_view what = failure.what();
    std::string_view flag = what.substr(0, what.find_first_of(": "));
    return fmt::format("`{}` needs a value", flag);
  }

  Result<void> CheckLeftovers(const Invocation& invocation) const {
    if (leftovers_.empty()) {
      bool chosen = invocation.command().run != nullptr || invocation.path.size() == 1;
      if (chosen) return {};
      return std::unexpected(UsageError(fmt::format("`{}` needs a subcommand", PathName(invocation.path)))
                                 .Hint(fmt::format("see `{} --help`", PathName(invocation.path))));
    }
    auto is_flag = [](const std::string& word) { return word.size() > 1 && word[0] == '-'; };
    auto flag = std::find_if(leftovers_.begin(), leftovers_.end(), is_flag);
    return std::unexpected(flag != leftovers_.end() ? UnknownFlag(invocation, *flag)
                                                    : UnknownWord(invocation, leftovers_.front()));
  }

  static Error UnknownFlag(const Invocation& invocation, const std::string& word) {
    std::vector<std::string_view> names = {"help"};
    for (const Command* command : invocation.path) {
      for (const Flag& flag : command->flags) {
        if (!flag.hidden) names.push_back(flag.name);
      }
    }
    std::string_view bare = std::string_view(word).substr(0, word.find('='));
    std::string_view name = bare.substr(std::min(bare.find_first_not_of('-'), bare.size()));
    Error error = UsageError(fmt::format("unknown flag `{}` for `{}`", bare, PathName(invocation.path)));
    if (bare.starts_with("--")) error = WithNearest(std::move(error), name, names, "--");
    return std::move(error).Hint(fmt::format("see `{} --help`", PathName(invocation.path)));
  }

  static Error UnknownWord(const Invocation& invocation, const std::string& word) {
    const Command& command = invocation.command();
    std::string see = fmt::format("see `{} --help`", PathName(invocation.path));
    if (command.children.empty()) {
      return UsageError(fmt::format("`{}` takes no further argument, but `{}` was given",
                                    PathName(invocation.path), word))
          .Hint(see);
    }
    std::vector<std::string_view> names;
    for (const Command& child : command.children) {
      if (!child.hidden) names.push_back(child.name);
    }
    return WithNearest(UsageError(fmt::format("unknown command `{}`", word)), word, names, command.name + " ")
        .Hint(see);
  }

  Result<void> CheckValues(const Command& command) {
    for (const Flag& flag : command.flags) {
      if (auto* number = std::get_if<int*>(&flag.target)) {
        auto taken = TakeNumber(flag, **number);
        if (!taken) return taken;
      }
      if (flag.choices.empty() || flag.open_choices) continue;
      std::vector<std::string> given;
      if (auto* text = std::get_if<std::string*>(&flag.target)) given = {**text};
      if (auto* texts = std::get_if<std::vector<std::string>*>(&flag.target)) given = **texts;
      for (const std::string& value : given) {
        auto allowed = CheckChoice("`--" + flag.name + "`", value, flag.choices);
        if (!value.empty() && !allowed) return allowed;
      }
    }
    for (const Argument& argument : command.arguments) {
      auto checked = CheckArgument(argument);
      if (!checked) return checked;
    }
    return {};
  }

  static Result<void> CheckArgument(const Argument& argument) {
    std::vector<std::string> given;
    if (auto* text = std::get_if<std::string*>(&argument.target)) {
      if (!(**text).empty()) given = {**text};
    } else {
      given = *std::get<std::vector<std::string>*>(argument.target);
    }
    if (argument.required && given.empty()) {
      return std::unexpected(UsageError(fmt::format("{} is missing: {}", argument.name, argument.summary)));
    }
    if (argument.choices.empty()) return {};
    for (const std::string& value : given) {
      auto allowed = CheckChoice(argument.name, value, argument.choices);
      if (!allowed) return allowed;
    }
    return {};
  }

  Result<void> TakeNumber(const Flag& flag, int& target) {
    auto given = numbers_.find(&flag);
    if (given == numbers_.end() || given->second.empty()) return {};
    const std::string& text = given->second;
    int value = 0;
    auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size()) {
      return std::unexpected(
          UsageError(fmt::format("`--{}` takes a whole number, not `{}`", flag.name, text)));
    }
    target = value;
    return {};
  }

  static Result<void> CheckChoice(const std::string& what, const std::string& value,
                                  const std::vector<std::string>& choices) {
    if (std::find(choices.begin(), choices.end(), value) != choices.end()) return {};
    std::vector<std::string_view> names(choices.begin(), choices.end());
    Error error = UsageError(fmt::format("{} cannot be `{}`", what, value));
    error = WithNearest(std::move(error), value, names, "");
    return std::unexpected(std::move(error).Hint(fmt::format("one of: {}", fmt::join(choices, ", "))));
  }

  CLI::App app_;
  std::deque<bool> help_;  // one per command; a deque keeps addresses
  std::map<const Command*, CLI::App*> apps_;
  std::map<const Flag*, std::string> numbers_;
  std::vector<std::string> leftovers_;
};

}  // namespace

Result<Invocation> Parse(const Command& root, const std::vector<std::string>& words) {
  std::vector<std::string> written_out = words;
  if (!words.empty() && words.front() == "help") {
    written_out.erase(written_out.begin());
    written_out.push_back("--help");
  }
  return Binder(root).Parse(root, WriteOutBareFlags(root, std::move(written_out)));
}

}  // namespace meshctl::cli
