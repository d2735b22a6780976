// SPDX-License-Identifier: Apache-2.0
// fish: one `complete` line a command and a flag, guarded by the command on the line.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>

#include "cli/completion.h"
#include "cli/walk.h"

namespace meshctl::cli {
namespace {

std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// True when the words so far name exactly this command.
std::string Guard(const std::vector<const Command*>& path) {
  std::string names;
  for (std::size_t i = 1; i < path.size(); ++i) names += " " + path[i]->name;
  return fmt::format("-n '__meshctl_at{}'", names);
}

void PutFlag(std::string& out, const std::string& guard, const Flag& flag) {
  if (flag.hidden) return;
  fmt::format_to(std::back_inserter(out), "complete -c meshctl{}{} -l {}", guard.empty() ? "" : " ", guard,
                 flag.name);
  if (flag.letter) fmt::format_to(std::back_inserter(out), " -s {}", flag.letter);
  if (flag.candidates) {
    out += " -x -a '(__meshctl_ask)'";
  } else if (!flag.choices.empty()) {
    fmt::format_to(std::back_inserter(out), " -x -a '{}'", fmt::join(flag.choices, " "));
  } else if (!flag.value_name.empty()) {
    bool path = flag.completes != Completes::kNothing;
    out += path ? " -r -F" : " -x";
  }
  fmt::format_to(std::back_inserter(out), " -d {}\n", Quoted(flag.summary));
}

void PutCommand(std::string& out, const std::vector<const Command*>& path) {
  const Command& command = *path.back();
  std::string guard = Guard(path);
  for (const Command& child : command.children) {
    if (child.hidden) continue;
    fmt::format_to(std::back_inserter(out), "complete -c meshctl {} -a {} -d {}\n", guard, child.name,
                   Quoted(child.summary));
  }
  if (path.size() > 1) {
    for (const Flag& flag : command.flags) PutFlag(out, guard, flag);
  }
  for (const Argument& argument : command.arguments) {
    if (argument.candidates) {
      fmt::format_to(std::back_inserter(out), "complete -c meshctl {} -a '(__meshctl_ask)'\n", guard);
    } else if (!argument.choices.empty()) {
      fmt::format_to(std::back_inserter(out), "complete -c meshctl {} -a '{}'\n", guard,
                     fmt::join(argument.choices, " "));
    } else if (argument.completes != Completes::kNothing) {
      fmt::format_to(std::back_inserter(out), "complete -c meshctl {} -F\n", guard);
    }
  }
}

constexpr std::string_view kHead =
    R"(# fish completion for meshctl. Written by `meshctl completion fish`; put it into
# ~/.config/fish/completions/meshctl.fish

function __meshctl_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l names
    for word in $words
        string match -q -- '-*' $word; or set -a names $word
    end
    test (count $names) -ge (count $argv); or return 1
    for i in (seq (count $argv))
        test $names[$i] = $argv[$i]; or return 1
    end
    test (count $argv) -gt 0; or test (count $names) -eq 0
end

function __meshctl_ask
    meshctl __complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null
end

complete -c meshctl -f
complete -c meshctl -l help -s h -d 'Show this help'
)";

}  // namespace

std::string RenderFishCompletion(const Command& root) {
  std::string out(kHead);
  for (const Flag& flag : root.flags) PutFlag(out, "", flag);
  WalkCommands(root, [&](const std::vector<const Command*>& path) { PutCommand(out, path); });
  return out;
}

}  // namespace meshctl::cli
