// SPDX-License-Identifier: Apache-2.0
// bash: one function that finds the command on the line, then two tables: what a flag's value can be, and
// what may stand here otherwise. Needs nothing of the bash-completion package.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>

#include "cli/completion.h"
#include "cli/walk.h"

namespace meshctl::cli {
namespace {

constexpr std::string_view kHead =
    R"(# bash completion for meshctl. Written by `meshctl completion bash`; load it with
#   source <(meshctl completion bash)

_meshctl_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }
_meshctl_files() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); }
_meshctl_folders() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur"); }
_meshctl_ask() {
  # bash puts an answer in place of `cur` alone, so what stands before that in the word is taken off.
  local before=${line[-1]%"$cur"}
  [[ $before == -*=* ]] && before=${before#*=}
  mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" __complete -- "${line[@]:1}" 2>/dev/null)
  COMPREPLY=("${COMPREPLY[@]#"$before"}")
  if [[ ${COMPREPLY[0]} == *[./] ]]; then compopt -o nospace 2>/dev/null; fi
}

_meshctl() {
  local cur=${COMP_WORDS[COMP_CWORD]} path=meshctl prev word i glue= line=()
  COMPREPLY=()
  # bash splits at `=` and `:`: `--output=js` arrives as three words.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ ${#line[@]} -gt 1 && ( -n $glue || $word =~ ^[=:]+$ ) ]]; then line[-1]+=$word; else line+=("$word"); fi
    if [[ $word =~ ^[=:]+$ ]]; then glue=1; else glue=; fi
  done
  if [[ $cur == = ]]; then cur=; fi
  if [[ ${line[-1]} == -*=* ]]; then prev=${line[-1]%%=*}; else prev=${line[-2]}; fi
  for word in "${line[@]:1:${#line[@]}-2}"; do
    [[ $word == -- ]] && { _meshctl_files; return; }
    [[ $word == -* ]] && continue
    case " $path $word " in
)";

std::string Action(Completes completes, const std::vector<std::string>& choices,
                   const Candidates& candidates) {
  if (candidates) return "_meshctl_ask";
  if (!choices.empty()) return fmt::format("_meshctl_words '{}'", fmt::join(choices, " "));
  if (completes == Completes::kFile) return "_meshctl_files";
  if (completes == Completes::kFolder) return "_meshctl_folders";
  return "";
}

std::string FlagPattern(const std::string& path, const Flag& flag) {
  std::string out = fmt::format("'{} --{}'", path, flag.name);
  if (flag.letter) out += fmt::format(" | '{} -{}'", path, flag.letter);
  return out;
}

// `prev` is a flag that takes a value: offer that value and nothing else.
void PutValues(std::string& out, const Command& root, const std::vector<const Command*>& path) {
  auto put = [&](const Flag& flag) {
    if (flag.hidden || flag.value_name.empty()) return;
    std::string action = Action(flag.completes, flag.choices, flag.candidates);
    fmt::format_to(std::back_inserter(out), "    {}) {}return ;;\n", FlagPattern(JoinPath(path, " "), flag),
                   action.empty() ? "" : action + "; ");
  };
  for (const Flag& flag : path.back()->flags) put(flag);
  if (path.size() == 1) return;
  for (const Flag& flag : root.flags) put(flag);
}

void PutRest(std::string& out, const Command& root, const std::vector<const Command*>& path) {
  const Command& command = *path.back();
  std::string flags = "--help";
  for (const Flag& flag : root.flags) flags += flag.hidden ? "" : " --" + flag.name;
  if (path.size() > 1) {
    for (const Flag& flag : command.flags) flags += flag.hidden ? "" : " --" + flag.name;
  }
  std::string children;
  for (const Command& child : command.children) {
    if (!child.hidden) children += (children.empty() ? "" : " ") + child.name;
  }
  std::string action = children.empty() ? "" : "_meshctl_words '" + children + "'";
  if (action.empty() && !command.arguments.empty()) {
    const Argument& argument = command.arguments.back();
    action = Action(argument.completes, argument.choices, argument.candidates);
  }
  fmt::format_to(std::back_inserter(out),
                 "    '{}')\n      if [[ $cur == -* ]]; then _meshctl_words '{}'{}; fi ;;\n",
                 JoinPath(path, " "), flags, action.empty() ? "" : "; else " + action);
}

}  // namespace

std::string RenderBashCompletion(const Command& root) {
  std::string out(kHead);
  WalkCommands(root, [&](const std::vector<const Command*>& path) {
    if (path.size() == 1) return;
    fmt::format_to(std::back_inserter(out), "      ' {} ') path='{}' ;;\n", JoinPath(path, " "),
                   JoinPath(path, " "));
  });
  out += "    esac\n  done\n  case \"$path $prev\" in\n";
  WalkCommands(root, [&](const std::vector<const Command*>& path) { PutValues(out, root, path); });
  out += "  esac\n  case \"$path\" in\n";
  WalkCommands(root, [&](const std::vector<const Command*>& path) { PutRest(out, root, path); });
  out += "  esac\n}\n\ncomplete -F _meshctl meshctl\n";
  return out;
}

}  // namespace meshctl::cli
